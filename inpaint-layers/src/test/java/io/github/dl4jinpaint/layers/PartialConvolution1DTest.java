package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@DisplayName("The partial convolution of time series")
class PartialConvolution1DTest {

  private static final int LENGTH = 16;

  private final Random random = new Random(4);
  private final INDArray x = TestArrays.gaussian(random, DataType.FLOAT, 3, 2, LENGTH);
  private final INDArray mask = maskWithGap(3, LENGTH, 3, 12);

  private static INDArray maskWithGap(int n, int length, int from, int to) {
    INDArray mask = Nd4j.ones(DataType.FLOAT, n, length);
    mask.get(all(), interval(from, to)).assign(0);
    return mask;
  }

  @Test
  void handsItsMaskOnToLayersLikeItselfAndToTheLoss() {
    MultiLayerNetwork net =
        network(kernel(3).padding(1).build(), kernel(5).stride(2).padding(2).build(), loss());
    net.setLayerMaskArrays(mask, null);
    INDArray second = net.getLayer(1).getMaskArray();
    assertThat(second).isEqualTo(maskWithGap(3, LENGTH, 4, 11));
    // Windows of 5 around every second step: those around 6 and 8 lie in the gap.
    assertThat(net.getLayer(1).feedForwardMaskArray(second, MaskState.Active, 3).getFirst())
        .isEqualTo(maskWithGap(3, LENGTH / 2, 3, 5));
    net.clearLayerMaskArrays();

    INDArray y = TestArrays.gaussian(random, DataType.FLOAT, 3, 2, LENGTH / 2);
    INDArray otherInGap = y.dup();
    otherInGap.get(all(), all(), interval(3, 5)).addi(10);
    INDArray otherOutsideOfGap = y.dup();
    otherOutsideOfGap.get(all(), all(), interval(4, 6)).addi(10);
    double score = net.score(new DataSet(x, y, mask, null));
    assertThat(net.score(new DataSet(x, otherInGap, mask, null))).isEqualTo(score);
    assertThat(net.score(new DataSet(x, otherOutsideOfGap, mask, null))).isNotEqualTo(score);
  }

  @Test
  void doesNotSeeTheGapNeitherInferringNorTrainingBeforeAnLstm() {
    INDArray other = x.dup();
    other.get(all(), all(), interval(3, 12)).assign(1e6);
    MultiLayerNetwork net = recurrent();
    MultiLayerNetwork same = recurrent();
    INDArray y = Nd4j.ones(DataType.FLOAT, 3, 2);

    assertThat(net.output(other, false, mask, null)).isEqualTo(net.output(x, false, mask, null));
    net.fit(new DataSet(x, y, mask, null));
    same.fit(new DataSet(other, y, mask, null));
    assertThat(same.params()).isEqualTo(net.params()).isNotEqualTo(recurrent().params());
  }

  @Test
  void takesGapsOfNaNOnceTheyAreReplacedAsItsDocumentationSays() {
    INDArray gaps = x.dup();
    gaps.get(all(), all(), interval(3, 12)).assign(Double.NaN);
    BooleanIndexing.replaceWhere(gaps, 0, Conditions.isNan());
    MultiLayerNetwork net = recurrent();

    assertThat(net.output(gaps, false, mask, null)).isEqualTo(net.output(x, false, mask, null));
  }

  private static MultiLayerNetwork recurrent() {
    return network(
        kernel(3).nOut(4).convolutionMode(ConvolutionMode.Same).build(),
        new LSTM.Builder().nOut(3).build(),
        new GlobalPoolingLayer(PoolingType.MAX),
        output());
  }

  @Test
  void poolsAShorterSeriesAsIfTheRestWereNotThere() {
    MultiLayerNetwork net =
        network(kernel(1).nOut(4).build(), new GlobalPoolingLayer(PoolingType.AVG), output());
    INDArray shorter = x.get(all(), all(), interval(0, 5)).dup('c');

    INDArray masked = net.output(x, false, maskWithGap(3, LENGTH, 5, LENGTH), null);

    assertThat(TestArrays.largestDifference(masked, net.output(shorter))).isLessThan(1e-6);
  }

  @Test
  void inModeCausalDoesNotSeeTheFuture() {
    MultiLayerNetwork net =
        network(
            kernel(3).nOut(2).dilation(2).convolutionMode(ConvolutionMode.Causal).build(), loss());
    INDArray other = x.dup();
    other.get(all(), all(), interval(9, LENGTH)).addi(1);

    INDArray difference = net.output(x).sub(net.output(other));

    assertThat(difference.get(all(), all(), interval(0, 9)).amaxNumber().doubleValue()).isZero();
    assertThat(difference.get(all(), all(), interval(9, LENGTH)).amaxNumber().doubleValue())
        .isPositive();
  }

  @Test
  void takesSeriesOfAnyLengthWhereItIsNotToldOne() {
    PartialConvolution1D layer = kernel(3).nOut(5).stride(2).build();
    assertThat(layer.getOutputType(0, InputType.recurrent(2)))
        .isEqualTo(InputType.recurrent(5, -1));
    assertThat(layer.getOutputType(0, InputType.recurrent(2, 10)))
        .isEqualTo(InputType.recurrent(5, 4));

    MultiLayerNetwork net = network(layer, rnnOutput());
    for (int length : new int[] {3, 8, 11}) {
      INDArray series = TestArrays.gaussian(random, DataType.FLOAT, 1, 2, length);
      assertThat(net.output(series).shape()).containsExactly(1, 2, (length - 3) / 2 + 1);
    }
  }

  @Test
  void isTheSameAfterSavingAndAfterCloning() throws IOException {
    PartialConvolution1D set =
        new PartialConvolution1D.Builder(3, 2, 1)
            .nOut(4)
            .dilation(2)
            .upsample(2)
            .hasBias(false)
            .weightInit(WeightInit.LECUN_NORMAL)
            .updater(new Sgd(0.5))
            .l2(0.01)
            .dropOut(0.8)
            .build();
    assertThat(set.clone()).isEqualTo(set).isNotSameAs(set).hasToString(set.toString());
    assertThat(set)
        .isNotEqualTo(new PartialConvolution1D.Builder(3, 2, 1).nOut(4).dilation(2).build());
    MultiLayerNetwork net =
        network(
            set,
            kernel(2)
                .nOut(2)
                .convolutionMode(ConvolutionMode.Causal)
                .biasInit(0.3)
                .maskOutput(false)
                .build(),
            rnnOutput());
    net.fit(new DataSet(x, net.output(x).add(1), mask, null));

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(net, file, true);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(
            new ByteArrayInputStream(file.toByteArray()), true);

    assertThat(restored.getLayerWiseConfigurations()).isEqualTo(net.getLayerWiseConfigurations());
    INDArray expected = net.output(x, false, mask, null);
    assertThat(restored.output(x, false, mask, null)).isEqualTo(expected);
    assertThat(net.clone().output(x, false, mask, null)).isEqualTo(expected);
  }

  @Test
  void learnsToFillGaps() {
    int n = 48;
    INDArray y = Nd4j.create(DataType.FLOAT, n, 1, 32);
    INDArray gaps = Nd4j.ones(DataType.FLOAT, n, 32);
    for (int i = 0; i < n; i++) {
      double phase = 6.28 * random.nextDouble();
      double frequency = 0.2 + 0.3 * random.nextDouble();
      for (int t = 0; t < 32; t++) {
        y.putScalar(i, 0, t, Math.sin(phase + frequency * t));
      }
      int from = random.nextInt(27);
      gaps.get(interval(i, i + 1), interval(from, from + 5)).assign(0);
    }
    INDArray holes = gaps.rsub(1).reshape(n, 1, 32);
    INDArray series = y.mul(holes.rsub(1));
    MultiLayerNetwork net =
        network(
            InputType.recurrent(1, 32),
            same(7).nOut(12).build(),
            same(7).nOut(12).build(),
            same(5).nOut(1).activation(Activation.IDENTITY).maskOutput(false).build(),
            loss());
    double before = gapError(net, series, gaps, y, holes);
    for (int i = 0; i < 80; i++) {
      net.fit(new DataSet(series, y, gaps, null));
    }
    assertThat(gapError(net, series, gaps, y, holes)).isLessThan(before / 5);
  }

  private static double gapError(
      MultiLayerNetwork net, INDArray series, INDArray gaps, INDArray y, INDArray holes) {
    INDArray error = net.output(series, false, gaps, null).sub(y).mul(holes);
    return error.mul(error).sumNumber().doubleValue() / holes.sumNumber().doubleValue();
  }

  @Test
  void refusesOtherInputThanChannelsFirstTimeSeries() {
    PartialConvolution1D layer = kernel(3).name("conv").build();
    assertThatThrownBy(() -> layer.getOutputType(0, InputType.recurrent(2, 8, RNNFormat.NWC)))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("PartialConvolution1D \"conv\"", "NCW", "got NWC");
    assertThatThrownBy(() -> layer.setNIn(InputType.convolutional(8, 8, 2), false))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "[minibatch, channels, length]", "8");
    assertThatThrownBy(
            () -> kernel(3).nIn(5).name("conv").build().setNIn(InputType.recurrent(2), false))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "nIn is 5", "2 channels");
    MultiLayerNetwork net = network(kernel(3).name("conv").build(), rnnOutput());
    assertThatThrownBy(() -> net.output(Nd4j.ones(1, 3, LENGTH)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("[minibatch, 2, length]", "[1, 3, 16]");
    assertThatThrownBy(() -> net.output(Nd4j.ones(1, 2, 2)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"conv\"", "size 2", "is 3");
  }

  @Test
  void refusesMasksOfOtherShapes() {
    MultiLayerNetwork net = network(kernel(3).name("conv").build(), rnnOutput());
    assertThatThrownBy(() -> net.output(x, false, Nd4j.ones(3, 1, LENGTH), null))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"conv\"", "[minibatch, length]", "[3, 1, 16]");
    net.clear();
    assertThatThrownBy(() -> net.output(x, false, Nd4j.ones(3, 15), null))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"conv\"", "[3, 15]", "[3, 2, 16]", "expected [3, 16]");
  }

  @Test
  void refusesSettingsThatCantWork() {
    assertThatThrownBy(() -> kernel(3).stride(1, 2))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("PartialConvolution1D", "stride takes one number", "[1, 2]");
    assertThatThrownBy(() -> kernel(3).padding(2).convolutionMode(ConvolutionMode.Causal).build())
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("padding [2]", "Causal");
    PartialConvolution1D strict =
        kernel(3).name("conv").stride(2).convolutionMode(ConvolutionMode.Strict).build();
    assertThatThrownBy(() -> strict.getOutputType(0, InputType.recurrent(2, LENGTH)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"conv\"", "stride 2", "size 16", "Strict", "Truncate");
    assertThat(strict.getOutputType(0, InputType.recurrent(2, 15)))
        .isEqualTo(InputType.recurrent(2, 7));
  }

  private static PartialConvolution1D.Builder kernel(int size) {
    return new PartialConvolution1D.Builder(size).nOut(2);
  }

  private static PartialConvolution1D.Builder same(int size) {
    return kernel(size).convolutionMode(ConvolutionMode.Same);
  }

  private static Layer loss() {
    return new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
  }

  private static Layer rnnOutput() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(2)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nOut(2)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static MultiLayerNetwork network(Layer... layers) {
    return network(InputType.recurrent(2), layers);
  }

  private static MultiLayerNetwork network(InputType type, Layer... layers) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(6)
            .updater(new Adam(0.01))
            .activation(Activation.TANH)
            .list();
    for (Layer layer : layers) {
      builder.layer(layer);
    }
    MultiLayerNetwork net = new MultiLayerNetwork(builder.setInputType(type).build());
    net.init();
    return net;
  }
}
