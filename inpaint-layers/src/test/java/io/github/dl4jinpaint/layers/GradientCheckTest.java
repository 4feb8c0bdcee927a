package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Random;
import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.MLNConfig;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@DisplayName("Gradients equal difference quotients of the loss")
class GradientCheckTest {

  /** Running averages: their "gradients" are steps, not derivatives. */
  private static final Set<String> NO_DERIVATIVES =
      Set.of("c1_mean", "c1_log10stdev", "c2_mean", "c2_log10stdev", "c5_mean", "c5_log10stdev");

  private final Random random = new Random(1);

  @BeforeAll
  static void useDouble() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void useFloat() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  @Test
  void inASmallUNetWithABigHole() {
    ComputationGraph graph = graph();
    graph.setParams(TestArrays.gaussian(random, DataType.DOUBLE, 1, graph.numParams()));
    keepVariancesHarmless(graph);
    INDArray mask = TestArrays.maskWithHole(DataType.DOUBLE, 2, 8, 8, 1, 7);
    INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, 8, 8);
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, 8, 8);

    boolean equal =
        GradientCheckUtil.checkGradients(
            new GraphConfig()
                .net(graph)
                .inputs(new INDArray[] {x})
                .labels(new INDArray[] {y})
                .inputMask(new INDArray[] {mask})
                .excludeParams(NO_DERIVATIVES));

    assertThat(equal).isTrue();
    assertThat(closedPixelsOfFirstLayer(graph, mask)).isPositive();
  }

  @Test
  void inTimeSeriesWithGaps() {
    var loss =
        new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).activation(Activation.TANH).build();
    MultiLayerNetwork net =
        network(
            InputType.recurrent(2, 12),
            new PartialConvolution1D.Builder(3, 1, 2)
                .nOut(3)
                .dilation(2)
                .batchNormalization()
                .build(),
            new PartialConvolution1D.Builder(2)
                .nOut(3)
                .convolutionMode(ConvolutionMode.Causal)
                .upsample(2)
                .build(),
            new PartialConvolution1D.Builder(2, 3).nOut(2).build(),
            loss);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 2, 12);
    mask.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 11)).assign(0);

    assertGradients(
        net,
        TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, 12),
        TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, 8),
        mask);
    assertThat(closed(net, mask)).isPositive();
  }

  @Test
  void inVolumesWithHoles() {
    var loss =
        new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
            .lossFunction(LossFunction.MSE)
            .activation(Activation.SIGMOID)
            .build();
    MultiLayerNetwork net =
        network(
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 5, 4, 1),
            new PartialConvolution3D.Builder(2, 3, 1)
                .nOut(2)
                .stride(2, 1, 1)
                .padding(1, 1, 0)
                .batchNormalization()
                .build(),
            new PartialConvolution3D.Builder(2, 1, 2).nOut(1).upsample(2).dilation(1, 1, 2).build(),
            loss);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 1, 1, 4, 5, 4);
    mask.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(1, 4),
            NDArrayIndex.interval(0, 4),
            NDArrayIndex.interval(1, 4))
        .assign(0);

    assertGradients(
        net,
        TestArrays.gaussian(random, DataType.DOUBLE, 1, 1, 4, 5, 4),
        TestArrays.gaussian(random, DataType.DOUBLE, 1, 1, 5, 10, 6),
        mask);
    assertThat(closed(net, mask)).isPositive();
  }

  @Test
  void inASmallUNetOfTimeSeries() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 2, 8);
    mask.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 7)).assign(0);
    var loss = new RnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build();

    assertSlope(
        unet(
            InputType.recurrent(2, 8),
            new PartialConvolution1D.Builder(3, 2, 1).nOut(3).build(),
            new PartialConvolution1D.Builder(3, 1, 1).nOut(2).build(),
            new PartialConvolution1D.Builder(3, 1, 1).nOut(2).upsample(2).build(),
            loss),
        TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, 8),
        mask);
  }

  @Test
  void inASmallUNetOfVolumes() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 1, 1, 4, 4, 4);
    INDArrayIndex hole = NDArrayIndex.interval(1, 4);
    mask.get(NDArrayIndex.all(), NDArrayIndex.all(), hole, hole, hole).assign(0);
    var loss =
        new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
            .lossFunction(LossFunction.MSE)
            .activation(Activation.SIGMOID)
            .build();

    assertSlope(
        unet(
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 4, 4, 1),
            new PartialConvolution3D.Builder(3).nOut(3).stride(2).padding(1).build(),
            new PartialConvolution3D.Builder(3).nOut(2).padding(1).build(),
            new PartialConvolution3D.Builder(3).nOut(1).padding(1).upsample(2).build(),
            loss),
        TestArrays.gaussian(random, DataType.DOUBLE, 1, 1, 4, 4, 4),
        mask);
  }

  /** The hole is closed where "deep" and "down" are merged in the first only. */
  private static ComputationGraph unet(
      InputType type, Layer down, Layer deep, Layer up, Layer loss) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(type)
                .addLayer("down", down, "x")
                .addLayer("deep", deep, "down")
                .addVertex("merge", new MaskedMergeVertex(), "deep", "down")
                .addLayer("up", up, "merge")
                .addLayer("loss", loss, "up")
                .setOutputs("loss")
                .build());
    graph.init();
    return graph;
  }

  /** Along a line through the parameters, with features and labels of the same shape. */
  private void assertSlope(ComputationGraph net, INDArray x, INDArray mask) {
    INDArray[] masks = {mask};
    INDArray down = net.getVertex("down").feedForwardMaskArrays(masks, null, 2).getFirst();
    assertThat(down.minNumber().doubleValue()).isZero();
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, x.shape());
    INDArray params = TestArrays.gaussian(random, DataType.DOUBLE, 1, net.numParams()).muli(0.3);
    INDArray direction = TestArrays.gaussian(random, DataType.DOUBLE, 1, net.numParams());
    MultiDataSet data = new MultiDataSet(new INDArray[] {x}, new INDArray[] {y}, masks, null);

    net.setParams(params.add(direction.mul(1e-5)));
    double ahead = net.score(data);
    net.setParams(params.sub(direction.mul(1e-5)));
    double behind = net.score(data);
    net.setParams(params);
    net.setInputs(x);
    net.setLabels(y);
    net.setLayerMaskArrays(masks, null);
    net.computeGradientAndScore();

    INDArray gradient = net.getGradientsViewArray().reshape(1, net.numParams()).div(x.size(0));
    assertThat(gradient.mul(direction).sumNumber().doubleValue())
        .isCloseTo((ahead - behind) / 2e-5, withPercentage(1e-4));
  }

  private static MultiLayerNetwork network(InputType type, Layer... layers) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(new NoOp())
            .activation(Activation.TANH)
            .list();
    for (Layer layer : layers) {
      builder.layer(layer);
    }
    MultiLayerNetwork net = new MultiLayerNetwork(builder.setInputType(type).build());
    net.init();
    return net;
  }

  private void assertGradients(MultiLayerNetwork net, INDArray x, INDArray y, INDArray mask) {
    net.setParams(TestArrays.gaussian(random, DataType.DOUBLE, 1, net.numParams()));
    boolean equal =
        GradientCheckUtil.checkGradients(
            new MLNConfig()
                .net(net)
                .input(x)
                .labels(y)
                .inputMask(mask)
                .excludeParams(Set.of("0_mean", "0_log10stdev")));
    assertThat(equal).isTrue();
  }

  /** How much of the first layer's output is still a hole. */
  private static long closed(MultiLayerNetwork net, INDArray mask) {
    INDArray next = net.getLayer(0).feedForwardMaskArray(mask, MaskState.Active, 2).getFirst();
    return next.length() - next.sumNumber().longValue();
  }

  private static ComputationGraph graph() {
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build();
    var graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .updater(new NoOp())
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.convolutional(8, 8, 2))
            .addLayer("c1", normalized(3, 1).activation(Activation.TANH).build(), "x")
            .addLayer("c2", normalized(3, 2).activation(new ActivationLReLU(0.2)).build(), "c1")
            .addLayer("c3", convolution(2, 1).activation(Activation.SIGMOID).build(), "c2")
            .addVertex("merge", new MaskedMergeVertex(), "c3", "c2")
            .addLayer(
                "c4",
                convolution(2, 1).upsample(2).activation(new ActivationLReLU(0.3)).build(),
                "merge")
            .addVertex("skip", new MaskedMergeVertex(), "c4", "c1")
            .addLayer("c5", normalized(2, 1).activation(Activation.IDENTITY).build(), "skip")
            .addLayer("loss", loss, "c5")
            .setOutputs("loss")
            .build();
    ComputationGraph net = new ComputationGraph(graph);
    net.init();
    return net;
  }

  private static PartialConvolution2D.Builder convolution(int out, int stride) {
    return new PartialConvolution2D.Builder(3).nOut(out).stride(stride).padding(1);
  }

  private static PartialConvolution2D.Builder normalized(int out, int stride) {
    return convolution(out, stride).batchNormalization();
  }

  private static void keepVariancesHarmless(ComputationGraph graph) {
    for (String name : NO_DERIVATIVES) {
      graph.getParam(name).assign(0);
    }
  }

  private static long closedPixelsOfFirstLayer(ComputationGraph graph, INDArray mask) {
    INDArray next =
        graph.getVertex("c1").feedForwardMaskArrays(new INDArray[] {mask}, null, 2).getFirst();
    return next.length() - next.sumNumber().longValue();
  }
}
