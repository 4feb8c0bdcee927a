package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@DisplayName("NormalizedActivation equals BatchNormalization and an ActivationLayer")
class NormalizedActivationTest {

  private final Random random = new Random(11);

  static Stream<Arguments> settings() {
    IActivation leaky = new ActivationLReLU(0.2);
    return Stream.of(
        Arguments.of(DataType.DOUBLE, true, leaky, 1e-9),
        Arguments.of(DataType.DOUBLE, false, new ActivationTanH(), 1e-9),
        Arguments.of(DataType.DOUBLE, true, new ActivationIdentity(), 1e-9),
        Arguments.of(DataType.FLOAT, true, new ActivationTanH(), 1e-4),
        Arguments.of(DataType.FLOAT, false, leaky, 1e-4));
  }

  @ParameterizedTest(name = "{0}, useLogStd {1}, {2}")
  @MethodSource("settings")
  void outputsAndTrainedParametersAreTheSame(
      DataType type, boolean useLogStd, IActivation activation, double tolerance) {
    MultiLayerNetwork fast = fast(type, useLogStd, activation);
    MultiLayerNetwork stock = stock(type, useLogStd, activation);
    fast.setParams(stock.params().dup());
    INDArray x = TestArrays.gaussian(random, type, 4, 3, 7, 6).muli(3).addi(1);
    INDArray y = TestArrays.gaussian(random, type, 4, 2, 7, 6);
    INDArray initial = stock.params().dup();

    assertClose(fast.output(x, true), stock.output(x, true), tolerance);
    for (int step = 0; step < 5; step++) {
      fast.fit(new DataSet(x, y));
      stock.fit(new DataSet(x, y));
    }
    assertClose(fast.params(), stock.params(), tolerance);
    assertThat(TestArrays.largestDifference(fast.params(), initial)).isGreaterThan(0.001);
    assertClose(fast.output(x, false), stock.output(x, false), tolerance);
  }

  @ParameterizedTest(name = "{0}, useLogStd {1}, {2}")
  @MethodSource("settings")
  void eachLoadsTheOthersParameters(
      DataType type, boolean useLogStd, IActivation activation, double tolerance) {
    MultiLayerNetwork fast = fast(type, useLogStd, activation);
    MultiLayerNetwork stock = stock(type, useLogStd, activation);
    INDArray x = TestArrays.gaussian(random, type, 4, 3, 7, 6);
    INDArray y = TestArrays.gaussian(random, type, 4, 2, 7, 6);
    assertThat(fast.getLayer(1).paramTable().keySet())
        .containsExactlyElementsOf(stock.getLayer(1).paramTable().keySet());

    stock.fit(new DataSet(x, y));
    fast.setParams(stock.params().dup());
    assertClose(fast.output(x), stock.output(x), tolerance);

    fast.fit(new DataSet(x, y));
    stock.setParams(fast.params().dup());
    assertClose(stock.output(x), fast.output(x), tolerance);
  }

  private static MultiLayerNetwork fast(DataType type, boolean logStd, IActivation activation) {
    NormalizedActivation layer = new NormalizedActivation(activation);
    layer.setUseLogStd(logStd);
    return network(type, layer);
  }

  private static MultiLayerNetwork stock(DataType type, boolean logStd, IActivation activation) {
    return network(
        type,
        new BatchNormalization.Builder().useLogStd(logStd).build(),
        new ActivationLayer(activation));
  }

  private static MultiLayerNetwork network(
      DataType type, org.deeplearning4j.nn.conf.layers.Layer... middle) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .dataType(type)
            .updater(new Sgd(0.002))
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.IDENTITY)
            .list()
            .layer(new PartialConvolution2D.Builder(3).nOut(5).build());
    for (var layer : middle) {
      builder.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            builder
                .layer(new PartialConvolution2D.Builder(1).nOut(2).build())
                .layer(
                    new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(7, 6, 3))
                .build());
    network.init();
    return network;
  }

  private static void assertClose(INDArray found, INDArray expected, double tolerance) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(TestArrays.relativeDifference(found, expected)).isLessThan(tolerance);
  }
}
