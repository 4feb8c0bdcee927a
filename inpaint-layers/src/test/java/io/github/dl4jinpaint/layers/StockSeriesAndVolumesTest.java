package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Convolution3D.DataFormat;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The rows of the tables for time series and volumes in the package's documentation. */
class StockSeriesAndVolumesTest {

  private static final InputType SERIES = InputType.recurrent(2, 12, RNNFormat.NCW);
  private static final InputType VOLUME = InputType.convolutional3D(DataFormat.NCDHW, 6, 6, 6, 2);

  private final Random random = new Random(8);
  private final INDArray series = TestArrays.gaussian(random, DataType.FLOAT, 2, 2, 12);
  private final INDArray seriesMask = seriesMask(12, 2, 9);
  private final INDArray volumes = TestArrays.gaussian(random, DataType.FLOAT, 2, 2, 6, 6, 6);
  private final INDArray volumesMask = volumesMask(0, 6, 0, 5);

  /** Layers with the length and the hole of the mask behind them, for a hole from 3 to 8. */
  static Stream<Arguments> seriesLayersThatHandOnAFittingMask() {
    return Stream.of(
        row("Convolution1DLayer", convolution1D(), 12, 4, 7),
        row(
            "Subsampling1DLayer",
            new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.MAX, 2, 2).build(),
            6,
            2,
            4),
        row(
            "LocallyConnected1D",
            new LocallyConnected1D.Builder().kernelSize(3).nOut(2).build(),
            12,
            3,
            8),
        row("ActivationLayer", new ActivationLayer(Activation.SIGMOID), 12, 3, 8),
        row("DenseLayer", new DenseLayer.Builder().nOut(2).build(), 12, 3, 8),
        row("LSTM", new LSTM.Builder().nOut(2).build(), 12, 3, 8),
        row("SimpleRnn", rnn(), 12, 3, 8),
        row("Bidirectional", new Bidirectional(new LSTM.Builder().nOut(1).build()), 12, 3, 8),
        row("MaskLayer", new MaskLayer(), 12, 3, 8));
  }

  private static Arguments row(String name, Layer layer, int length, int from, int to) {
    return Arguments.of(name, layer, seriesMask(length, from, to));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("seriesLayersThatHandOnAFittingMask")
  void aLayerBetweenThoseForSeriesHandsOnAFittingMask(String name, Layer stock, INDArray behind) {
    MultiLayerNetwork network = network(SERIES, partial1D(), stock, partial1D(), seriesLoss());
    network.setLayerMaskArrays(seriesMask, null);
    assertThat(network.getLayer(2).getMaskArray()).isEqualTo(behind);
    network.clearLayerMaskArrays();

    INDArray before = network.params().dup();
    network.fit(new DataSet(series, network.output(series).add(1), seriesMask, null));
    assertThat(network.params().isNaN().any()).isFalse();
    assertThat(network.params()).isNotEqualTo(before);
  }

  static Stream<Arguments> layersThatLeaveTheMaskAtItsOldSize() {
    return Stream.of(
        Arguments.of("Upsampling1D", new Upsampling1D.Builder(2).build(), "[2, 2, 24]"),
        Arguments.of("ZeroPadding1DLayer", new ZeroPadding1DLayer.Builder(1).build(), "[2, 2, 14]"),
        Arguments.of("Cropping1D", new Cropping1D.Builder(1).build(), "[2, 2, 10]"),
        Arguments.of(
            "Subsampling3DLayer",
            new Subsampling3DLayer.Builder(Subsampling3DLayer.PoolingType.MAX)
                .kernelSize(2, 2, 2)
                .stride(2, 2, 2)
                .build(),
            "[2, 2, 3, 3, 3]"),
        Arguments.of(
            "Deconvolution3D",
            new Deconvolution3D.Builder().kernelSize(2, 2, 2).stride(2, 2, 2).nOut(2).build(),
            "[2, 2, 12, 12, 12]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layersThatLeaveTheMaskAtItsOldSize")
  void aMaskOfAnotherSizeIsRefused(String name, Layer stock, String size) {
    assertThatThrownBy(() -> masked(name.contains("1D"), stock))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("the mask's shape", size, "use upsample, padding and stride");
  }

  static Stream<Arguments> layersThatTakeNoMask() {
    return Stream.of(
        Arguments.of("1D", new DropoutLayer(0.5), "[2, 12]"),
        Arguments.of("3D", new DropoutLayer(0.5), "[2, 1, 6, 6, 6]"),
        Arguments.of("3D", new MaskLayer(), "rank 5"),
        Arguments.of("3D", new DenseLayer.Builder().nOut(3).build(), "[2, 1, 6, 6, 6]"),
        Arguments.of("3D", outputLayer(), "[2, 1, 6, 6, 6]"),
        Arguments.of("3D", new GlobalPoolingLayer(PoolingType.AVG), "rank 5"),
        // These don't even without one.
        Arguments.of("1D", new BatchNormalization(), "not currently supported"),
        Arguments.of("3D", new BatchNormalization(), "rank 5"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("layersThatTakeNoMask")
  void layersThatFailOnAMaskOfSeriesOrVolumes(String dimensions, Layer stock, String why) {
    assertThatThrownBy(() -> masked(dimensions.equals("1D"), stock)).hasMessageContaining(why);
  }

  static Stream<Layer> layersThatChangeTheVolumesFormat() {
    return Stream.of(
        new Convolution3D.Builder(3, 3, 3).dataFormat(DataFormat.NCDHW).nOut(2).build(),
        new Upsampling3D.Builder(2).dataFormat(DataFormat.NCDHW).build(),
        new ZeroPadding3DLayer.Builder(1).build(),
        new Cropping3D.Builder(1, 1, 1).build());
  }

  /** DL4J's: the type of their output is NDHWC whatever the format. */
  @ParameterizedTest
  @MethodSource("layersThatChangeTheVolumesFormat")
  void layersThatCallVolumesChannelsLastAreRefusedAtBuilding(Layer stock) {
    assertThatThrownBy(() -> masked(false, stock))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("NCDHW", "got NDHWC");
  }

  /** Trains with a mask, a layer between two partial convolutions, or behind one. */
  private void masked(boolean isSeries, Layer stock) {
    boolean last = stock instanceof OutputLayer;
    boolean rows = last || stock instanceof DenseLayer || stock instanceof GlobalPoolingLayer;
    Layer first = isSeries ? partial1D() : partial3D();
    Layer then = rows ? outputLayer() : isSeries ? partial1D() : partial3D();
    Layer loss = isSeries ? seriesLoss() : volumesLoss();
    Layer[] layers =
        last
            ? new Layer[] {first, stock}
            : rows ? new Layer[] {first, stock, then} : new Layer[] {first, stock, then, loss};
    MultiLayerNetwork network = network(isSeries ? SERIES : VOLUME, layers);
    INDArray x = isSeries ? series : volumes;
    INDArray y = network.output(x);
    network.fit(new DataSet(x, y, isSeries ? seriesMask : volumesMask, null));
  }

  @Test
  void anActivationLayerBetweenThoseForVolumesHandsOnTheMask() {
    ActivationLayer stock = new ActivationLayer(Activation.TANH);
    MultiLayerNetwork network = network(VOLUME, partial3D(), stock, partial3D(), volumesLoss());
    network.setLayerMaskArrays(volumesMask, null);

    assertThat(network.getLayer(2).getMaskArray()).isEqualTo(volumesMask(0, 6, 0, 4));
  }

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of("RnnLossLayer", SERIES, new Layer[] {partial1D(), seriesLoss()}),
        Arguments.of("Cnn3DLossLayer", VOLUME, new Layer[] {partial3D(), volumesLoss()}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losses")
  void lossesLeaveOutWhatIsStillAHole(String name, InputType type, Layer[] layers) {
    MultiLayerNetwork network = network(type, layers);
    boolean isSeries = type == SERIES;
    INDArray x = isSeries ? series : volumes;
    INDArray mask = isSeries ? seriesMask : volumesMask;
    INDArray y = network.output(x);
    long[] hole = isSeries ? new long[] {0, 1, 5} : new long[] {0, 1, 3, 3, 2};
    long[] closed = isSeries ? new long[] {0, 1, 2} : new long[] {0, 1, 3, 3, 4};
    double score = network.score(new DataSet(x, y, mask, null));

    INDArray otherInHole = y.dup().putScalar(hole, 100);
    INDArray otherBeside = y.dup().putScalar(closed, 100);

    assertThat(network.score(new DataSet(x, otherInHole, mask, null))).isEqualTo(score);
    assertThat(network.score(new DataSet(x, otherBeside, mask, null))).isGreaterThan(score);
  }

  @Test
  void rnnOutputLayerCountsHolesUnlessTheLabelsMaskLeavesThemOut() {
    Layer last = new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build();
    MultiLayerNetwork network = network(SERIES, partial1D(), last);
    INDArray y = network.output(series);
    INDArray otherInHole = y.dup().putScalar(new long[] {0, 1, 5}, 100);

    double counted = network.score(new DataSet(series, otherInHole, seriesMask, null));
    double leftOut = network.score(new DataSet(series, otherInHole, seriesMask, seriesMask));

    assertThat(counted).isGreaterThan(100);
    assertThat(leftOut).isEqualTo(network.score(new DataSet(series, y, seriesMask, seriesMask)));
  }

  @Test
  void globalPoolingAndLastTimeStepSeeValidStepsOnly() {
    INDArray endsEarly = seriesMask(12, 5, 12);
    MultiLayerNetwork all = network(SERIES, partial1D(), rnn(), seriesLoss());
    MultiLayerNetwork last = network(SERIES, partial1D(), new LastTimeStep(rnn()), outputLayer());
    MultiLayerNetwork mean =
        network(SERIES, partial1D(), new GlobalPoolingLayer(PoolingType.AVG), outputLayer());
    for (int i = 0; i < 2; i++) {
      last.getLayer(i).setParams(all.getLayer(i).params());
    }
    mean.getLayer(0).setParams(all.getLayer(0).params());

    INDArray features = activations(all, endsEarly, 0);
    INDArray steps = activations(all, endsEarly, 1);

    // The partial convolution makes one step more valid.
    INDArray valid = features.get(all(), all(), NDArrayIndex.interval(0, 6));
    INDArray sixth = steps.get(all(), all(), NDArrayIndex.point(5));
    assertClose(activations(mean, endsEarly, 1), valid.mean(2));
    assertClose(activations(last, endsEarly, 1), sixth);
  }

  private INDArray activations(MultiLayerNetwork network, INDArray mask, int layer) {
    network.setLayerMaskArrays(mask, null);
    INDArray found = network.feedForward(series).get(1 + layer);
    network.clearLayerMaskArrays();
    return found;
  }

  private static void assertClose(INDArray found, INDArray expected) {
    assertThat(TestArrays.relativeDifference(found, expected)).isLessThan(1e-6);
  }

  private static INDArrayIndex all() {
    return NDArrayIndex.all();
  }

  private static INDArray seriesMask(int length, int from, int to) {
    INDArray mask = Nd4j.ones(DataType.FLOAT, 2, length);
    mask.get(all(), NDArrayIndex.interval(from, to)).assign(0);
    return mask;
  }

  /** Holes in some rows, and in some columns of these. */
  private static INDArray volumesMask(int top, int bottom, int left, int right) {
    INDArray mask = Nd4j.ones(DataType.FLOAT, 2, 1, 6, 6, 6);
    INDArrayIndex rows = NDArrayIndex.interval(top, bottom);
    mask.get(all(), all(), all(), rows, NDArrayIndex.interval(left, right)).assign(0);
    return mask;
  }

  private static Layer partial1D() {
    return new PartialConvolution1D.Builder(3).padding(1).nOut(2).build();
  }

  private static Layer partial3D() {
    return new PartialConvolution3D.Builder(3).padding(1).nOut(2).build();
  }

  private static Layer convolution1D() {
    return new Convolution1DLayer.Builder(3).padding(1).nOut(2).build();
  }

  private static Layer rnn() {
    return new SimpleRnn.Builder().nOut(2).build();
  }

  private static Layer seriesLoss() {
    return new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
  }

  private static Layer volumesLoss() {
    return new Cnn3DLossLayer.Builder(DataFormat.NCDHW)
        .lossFunction(LossFunction.MSE)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer outputLayer() {
    return new OutputLayer.Builder(LossFunction.MSE).nOut(3).build();
  }

  private static MultiLayerNetwork network(InputType type, Layer... layers) {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(new Sgd(0.1))
            .activation(Activation.TANH)
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
    network.init();
    return network;
  }
}
