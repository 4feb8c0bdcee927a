package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class MasksTest {

  private static final int SIZE = 16;

  private final Random random = new Random(2);
  private final INDArray x = TestArrays.gaussian(random, DataType.FLOAT, 2, 3, SIZE, SIZE);
  private final INDArray y = TestArrays.gaussian(random, DataType.FLOAT, 2, 3, SIZE, SIZE);
  private final INDArray mask = TestArrays.maskWithHole(DataType.FLOAT, 2, SIZE, SIZE, 3, 14);

  @Test
  void aMaskIsForgottenAfterItsBatch() {
    ComputationGraph graph = unet(true);
    INDArray expected = graph.output(x)[0].dup();

    INDArray masked = output(graph, x, mask);
    assertThat(masked).isNotEqualTo(expected);
    assertThat(graph.output(x)[0]).isEqualTo(expected);

    ComputationGraph trained = unet(true);
    trained.fit(data(x, mask));
    assertThat(trained.output(x)[0]).isEqualTo(clearedCopy(trained).output(x)[0]);
  }

  private static ComputationGraph clearedCopy(ComputationGraph graph) {
    ComputationGraph copy = unet(true);
    copy.setParams(graph.params().dup());
    return copy;
  }

  @Test
  void aSmallerBatchWithoutAMaskFollowsAMaskedOne() {
    ComputationGraph graph = unet(true);
    INDArray first = x.get(NDArrayIndex.interval(0, 1), all(), all(), all()).dup();
    INDArray expected = graph.output(first)[0].dup();

    output(graph, x, mask);

    assertThat(graph.output(first)[0]).isEqualTo(expected);
  }

  @Test
  void withoutAMaskEverythingIsValid() {
    ComputationGraph graph = unet(true);
    INDArray ones = Nd4j.ones(2, 1, SIZE, SIZE);

    assertThat(graph.output(x)[0]).isEqualTo(output(graph, x, ones));

    ComputationGraph unmasked = unet(true);
    ComputationGraph masked = unet(true);
    unmasked.fit(new MultiDataSet(x, y));
    masked.fit(data(x, ones));
    assertThat(TestArrays.largestDifference(unmasked.params(), masked.params())).isLessThan(1e-6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -1000, Float.MAX_VALUE})
  void valuesInHolesDontMatter(double value) {
    INDArray valid = mask.broadcast(x.shape());
    INDArray other = x.mul(valid).add(valid.rsub(1).mul(value));
    assertThat(other).isNotEqualTo(x);
    ComputationGraph graph = unet(true);
    ComputationGraph same = unet(true);

    assertThat(output(graph, other, mask)).isEqualTo(output(same, x, mask));
    graph.fit(data(other, mask));
    same.fit(data(x, mask));
    assertThat(graph.params()).isEqualTo(same.params());
  }

  @Test
  void theLossLeavesOutWhatIsStillAHoleUnlessTheMaskEndsBefore() {
    INDArray otherTargets = y.add(mask.rsub(1).broadcast(y.shape()).mul(3));

    ComputationGraph leavesOut = pointwise(true);
    assertThat(leavesOut.score(data(x, mask)))
        .isEqualTo(leavesOut.score(withTargets(otherTargets)));

    ComputationGraph countsAll = pointwise(false);
    INDArray error = output(countsAll, x, mask).sub(y);
    double meanSquare = error.mul(error).sumNumber().doubleValue() / 2 / 3;
    assertThat(countsAll.score(withTargets(otherTargets)))
        .isGreaterThan(countsAll.score(data(x, mask)));
    assertThat(countsAll.score(data(x, mask))).isCloseTo(meanSquare, withPercentage(0.01));
  }

  private MultiDataSet withTargets(INDArray targets) {
    return new MultiDataSet(
        new INDArray[] {x}, new INDArray[] {targets}, new INDArray[] {mask}, null);
  }

  @Test
  void everyLayerNarrowsAHoleByItsReachUntilItIsClosed() {
    INDArray next = mask;
    PartialConvolution2D layer =
        new PartialConvolution2D.Builder(3).nIn(1).nOut(1).padding(1).build();
    for (int narrowed = 1; narrowed <= 5; narrowed++) {
      next = layer.feedForwardMaskArray(next, null, 2).getFirst();
      assertThat(next)
          .isEqualTo(
              TestArrays.maskWithHole(DataType.FLOAT, 2, SIZE, SIZE, 3 + narrowed, 14 - narrowed));
    }
    assertThat(layer.feedForwardMaskArray(next, null, 2).getFirst())
        .isEqualTo(Nd4j.ones(2, 1, SIZE, SIZE));
  }

  @Test
  void whereEverythingIsAHoleTheOutputIsZeroAndNothingIsLearnt() {
    ComputationGraph graph = pointwise(false);
    INDArray initial = graph.params().dup();
    INDArray nothing = Nd4j.zeros(2, 1, SIZE, SIZE);

    assertThat(output(graph, x, nothing)).isEqualTo(Nd4j.zeros(2, 3, SIZE, SIZE));
    graph.fit(data(x, nothing));
    assertThat(graph.params()).isEqualTo(initial);
  }

  @Test
  void theSameSeedAndDataTrainTheSameParametersBitForBit() {
    ComputationGraph first = unet(true);
    ComputationGraph second = unet(true);
    for (int i = 0; i < 3; i++) {
      first.fit(data(x, mask));
      second.fit(data(x, mask));
    }
    assertThat(first.params().dup().data().asFloat())
        .isEqualTo(second.params().dup().data().asFloat());
    assertThat(first.params()).isNotEqualTo(unet(true).params());
  }

  @Test
  void setParamSetsAParameterOfTheNetwork() {
    ComputationGraph graph = unet(true);
    INDArray w = TestArrays.gaussian(random, DataType.FLOAT, 4, 3, 3, 3);

    graph.setParam("down_W", w);

    assertThat(graph.getParam("down_W")).isEqualTo(w);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.getLayer("down").setParam("W", Nd4j.ones(3, 3)))
        .withMessageContaining("[4, 3, 3, 3]")
        .withMessageContaining("[3, 3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.getLayer("down").setParam("V", w))
        .withMessageContaining("V");
  }

  private static INDArray output(ComputationGraph graph, INDArray x, INDArray mask) {
    return graph.output(false, new INDArray[] {x}, new INDArray[] {mask})[0];
  }

  private MultiDataSet data(INDArray features, INDArray mask) {
    return new MultiDataSet(
        new INDArray[] {features}, new INDArray[] {y}, new INDArray[] {mask}, null);
  }

  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(9)
        .updater(new Adam(0.01))
        .activation(new ActivationLReLU(0.2))
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.convolutional(SIZE, SIZE, 3));
  }

  /** One level of a U-Net, its hole not closed where the merge vertex sees it. */
  private static ComputationGraph unet(boolean maskOutput) {
    return finished(
        builder()
            .addLayer(
                "down",
                new PartialConvolution2D.Builder(3).nOut(4).stride(2).padding(1).build(),
                "x")
            .addLayer(
                "deep", new PartialConvolution2D.Builder(3).nOut(5).padding(1).build(), "down")
            .addVertex("merge", new MaskedMergeVertex(), "deep", "down")
            .addLayer(
                "up",
                new PartialConvolution2D.Builder(3)
                    .nOut(3)
                    .padding(1)
                    .upsample(2)
                    .maskOutput(maskOutput)
                    .build(),
                "merge"),
        "up");
  }

  /** A kernel of one pixel: holes stay as they are. */
  private static ComputationGraph pointwise(boolean maskOutput) {
    return finished(
        builder()
            .addLayer(
                "conv",
                new PartialConvolution2D.Builder(1).nOut(3).maskOutput(maskOutput).build(),
                "x"),
        "conv");
  }

  private static ComputationGraph finished(GraphBuilder builder, String last) {
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
    ComputationGraph graph =
        new ComputationGraph(builder.addLayer("loss", loss, last).setOutputs("loss").build());
    graph.init();
    return graph;
  }
}
