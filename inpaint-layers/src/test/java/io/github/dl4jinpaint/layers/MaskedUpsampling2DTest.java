package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class MaskedUpsampling2DTest {

  private final Random random = new Random(5);

  /** Features and mask: the up-sampling inside of the convolution is the other way to say it. */
  @Test
  void upSamplingBeforeAConvolutionEqualsUpSamplingInsideOfIt() {
    ComputationGraph before = graph(true);
    ComputationGraph inside = graph(false);
    inside.setParams(before.params());
    MultiDataSet batch = batch();

    INDArray expected = inside.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0];
    INDArray found = before.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0];
    before.fit(batch);
    inside.fit(batch);

    assertThat(TestArrays.largestDifference(found, expected)).isLessThan(1e-12);
    assertThat(TestArrays.largestDifference(before.params(), inside.params())).isLessThan(1e-12);
  }

  @Test
  void theConfigurationSurvivesJson() {
    ComputationGraphConfiguration configuration = graph(true).getConfiguration();

    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration);
  }

  @Test
  void factorsBelowTwoAndChannelsLastAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MaskedUpsampling2D(1))
        .withMessageContaining("1");
    assertThatThrownBy(
            () ->
                new MaskedUpsampling2D(2)
                    .getOutputType(0, InputType.convolutional(8, 8, 3, CNN2DFormat.NHWC)))
        .hasMessageContaining("NCHW");
  }

  private MultiDataSet batch() {
    INDArray mask = TestArrays.maskWithHole(DataType.DOUBLE, 2, 8, 8, 1, 7);
    INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3, 8, 8);
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3, 16, 16);
    return new MultiDataSet(
        new INDArray[] {x},
        new INDArray[] {y},
        new INDArray[] {mask},
        new INDArray[] {Nd4j.ones(DataType.DOUBLE, 2, 1, 16, 16)});
  }

  private static ComputationGraph graph(boolean before) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.1))
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.convolutional(8, 8, 3))
            .addLayer("c1", convolution(4).build(), "x");
    if (before) {
      builder.addLayer("up", new MaskedUpsampling2D(2), "c1");
      builder.addLayer("c2", convolution(3).build(), "up");
    } else {
      builder.addLayer("c2", convolution(3).upsample(2).build(), "c1");
    }
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build();
    ComputationGraph graph =
        new ComputationGraph(builder.addLayer("loss", loss, "c2").setOutputs("loss").build());
    graph.init();
    return graph;
  }

  private static PartialConvolution2D.Builder convolution(int out) {
    return new PartialConvolution2D.Builder(3).nOut(out).padding(1).activation(Activation.TANH);
  }
}
