package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@DisplayName("The partial convolution of volumes")
class PartialConvolution3DTest {

  private static final int SIZE = 6;

  private final Random random = new Random(5);
  private final INDArray x = TestArrays.gaussian(random, DataType.FLOAT, 2, 2, SIZE, SIZE, SIZE);
  private final INDArray mask = maskWithHole(2, SIZE, 1, 6);

  private static INDArray maskWithHole(int n, int size, int from, int to) {
    INDArray mask = Nd4j.ones(DataType.FLOAT, n, 1, size, size, size);
    mask.get(cube(from, to)).assign(0);
    return mask;
  }

  private static INDArrayIndex[] cube(int from, int to) {
    INDArrayIndex inside = interval(from, to);
    return new INDArrayIndex[] {NDArrayIndex.all(), NDArrayIndex.all(), inside, inside, inside};
  }

  @Test
  void handsItsMaskOnToLayersLikeItselfAndToTheLoss() {
    MultiLayerNetwork net =
        network(kernel(3).padding(1).nOut(4).build(), kernel(2).stride(2).nOut(2).build(), loss());
    net.setLayerMaskArrays(mask, null);
    assertThat(net.getLayer(1).getMaskArray()).isEqualTo(maskWithHole(2, SIZE, 2, SIZE));
    assertThat(net.getLayer(2).getMaskArray()).isEqualTo(maskWithHole(2, SIZE / 2, 1, 3));
    net.clearLayerMaskArrays();

    INDArray y = TestArrays.gaussian(random, DataType.FLOAT, 2, 2, 3, 3, 3);
    INDArray otherInHole = y.dup();
    otherInHole.get(cube(1, 3)).addi(10);
    INDArray otherOutsideOfHole = y.dup();
    otherOutsideOfHole.get(cube(0, 1)).addi(10);
    double score = net.score(new DataSet(x, y, mask, null));
    assertThat(net.score(new DataSet(x, otherInHole, mask, null))).isEqualTo(score);
    assertThat(net.score(new DataSet(x, otherOutsideOfHole, mask, null))).isNotEqualTo(score);
  }

  @Test
  void doesNotSeeTheHoleNeitherInferringNorTrainingBeforeGlobalPooling() {
    INDArray other = x.dup();
    other.get(cube(1, 6)).assign(1e6);
    MultiLayerNetwork net = pooled();
    MultiLayerNetwork same = pooled();
    INDArray y = Nd4j.ones(DataType.FLOAT, 2, 2);

    assertThat(net.output(other, false, mask, null)).isEqualTo(net.output(x, false, mask, null));
    net.fit(new DataSet(x, y, mask, null));
    same.fit(new DataSet(other, y, mask, null));
    assertThat(same.params()).isEqualTo(net.params()).isNotEqualTo(pooled().params());
  }

  private static MultiLayerNetwork pooled() {
    return network(
        kernel(3).convolutionMode(ConvolutionMode.Same).maskOutput(false).build(),
        new GlobalPoolingLayer(PoolingType.AVG),
        new OutputLayer.Builder(LossFunction.MSE).nOut(2).activation(Activation.IDENTITY).build());
  }

  @Test
  void isTheSameAfterSavingAndAfterCloning() throws IOException {
    PartialConvolution3D set =
        new PartialConvolution3D.Builder(
                new int[] {3, 2, 1}, new int[] {2, 1, 1}, new int[] {1, 1, 0}, new int[] {1, 2, 1})
            .nOut(3)
            .upsample(2)
            .hasBias(false)
            .updater(new Sgd(0.5))
            .l2(0.01)
            .dropOut(0.8)
            .build();
    assertThat(set.clone()).isEqualTo(set).isNotSameAs(set).hasToString(set.toString());
    assertThat(set).isNotEqualTo(kernel(3).nOut(3).build());
    MultiLayerNetwork net = network(set, kernel(2).biasInit(0.3).maskOutput(false).build(), loss());
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
  void learnsToFillHoles() {
    int n = 12;
    int size = 8;
    INDArray y = Nd4j.create(DataType.FLOAT, n, 1, size, size, size);
    for (int i = 0; i < n; i++) {
      double[] slope = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      for (int v = 0; v < size * size * size; v++) {
        int[] at = {v / size / size, v / size % size, v % size};
        double value = (slope[0] * at[0] + slope[1] * at[1] + slope[2] * at[2]) / size;
        y.putScalar(new int[] {i, 0, at[0], at[1], at[2]}, Math.sin(value));
      }
    }
    INDArray known = maskWithHole(n, size, 3, 6);
    INDArray volumes = y.mul(known);
    MultiLayerNetwork net =
        network(
            volume(size, 1),
            kernel(3).nOut(6).convolutionMode(ConvolutionMode.Same).build(),
            kernel(5)
                .nOut(1)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY)
                .maskOutput(false)
                .build(),
            loss());
    double before = holeError(net, volumes, known, y);
    for (int i = 0; i < 60; i++) {
      net.fit(new DataSet(volumes, y, known, null));
    }
    assertThat(holeError(net, volumes, known, y)).isLessThan(before / 3);
  }

  private static double holeError(
      MultiLayerNetwork net, INDArray volumes, INDArray known, INDArray y) {
    INDArray error = net.output(volumes, false, known, null).sub(y).mul(known.rsub(1));
    return error.mul(error).sumNumber().doubleValue();
  }

  @Test
  void refusesOtherInputThanChannelsFirstVolumes() {
    PartialConvolution3D layer = kernel(3).name("conv").build();
    InputType channelsLast =
        InputType.convolutional3D(Convolution3D.DataFormat.NDHWC, SIZE, SIZE, SIZE, 2);
    assertThatThrownBy(() -> network(channelsLast, layer, loss()))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("PartialConvolution3D \"conv\"", "NCDHW", "got NDHWC");
    assertThatThrownBy(() -> network(InputType.convolutional(8, 8, 2), layer, loss()))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "[minibatch, channels, depth, height, width]", "8");
    MultiLayerNetwork net = network(layer, loss());
    assertThatThrownBy(() -> net.output(Nd4j.ones(1, 3, SIZE, SIZE, SIZE)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("[minibatch, 2, depth, height, width]", "[1, 3, 6, 6, 6]");
    assertThatThrownBy(() -> layer.getOutputType(0, volume(2, 2)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"conv\"", "size 2", "is 3");
  }

  @Test
  void refusesMasksOfOtherShapes() {
    MultiLayerNetwork net = network(kernel(3).name("conv").build(), loss());
    assertThatThrownBy(() -> net.output(x, false, Nd4j.ones(2, 2, SIZE, SIZE, SIZE), null))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("[minibatch, 1, depth, height, width]", "[2, 2, 6, 6, 6]");
    net.clear();
    assertThatThrownBy(() -> net.output(x, false, Nd4j.ones(2, 1, SIZE, SIZE, 5), null))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("[2, 1, 6, 6, 5]", "[2, 2, 6, 6, 6]", "expected [2, 1, 6, 6, 6]");
  }

  @Test
  void refusesSettingsThatCantWork() {
    assertThatThrownBy(() -> kernel(3, 3))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("PartialConvolution3D", "one or three numbers", "[3, 3]");
    assertThatThrownBy(() -> kernel(3).convolutionMode(ConvolutionMode.Causal).build())
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("Causal", "time series");
    PartialConvolution3D wide =
        kernel(1, 3, 3).stride(2).convolutionMode(ConvolutionMode.Same).name("conv").build();
    assertThatThrownBy(() -> wide.getOutputType(0, volume(SIZE, 2)))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "stride 2", "Same");
  }

  @Test
  void tellsTheSizesOfItsOutput() {
    assertThat(kernel(3, 2, 1).stride(2, 1, 3).nOut(5).build().getOutputType(0, volume(SIZE, 2)))
        .isEqualTo(InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 5, 2, 5));
  }

  private static PartialConvolution3D.Builder kernel(int... size) {
    return new PartialConvolution3D.Builder(size).nOut(2);
  }

  private static InputType volume(int size, int channels) {
    return InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, size, size, size, channels);
  }

  private static Layer loss() {
    return new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
        .lossFunction(LossFunction.MSE)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static MultiLayerNetwork network(Layer... layers) {
    return network(volume(SIZE, 2), layers);
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
