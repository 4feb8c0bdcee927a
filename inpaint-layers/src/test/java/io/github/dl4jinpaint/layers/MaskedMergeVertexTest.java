package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D.DataFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class MaskedMergeVertexTest {

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of("images", image(2, 5), image(3, 5), image(5, 5), new long[] {3, 1, 4, 5}),
        Arguments.of("series", series(2, 6), series(3, 6), series(5, 6), new long[] {3, 6}),
        Arguments.of(
            "series of any length", series(2, -1), series(3, -1), series(5, -1), new long[] {3, 4}),
        Arguments.of(
            "volumes", volume(2, 2), volume(3, 2), volume(5, 2), new long[] {3, 1, 4, 5, 2}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void holesGoAndTheMaskIsTheShareOfValidChannels(
      String name, InputType a, InputType b, InputType merged, long[] maskShape) {
    Random random = new Random(3);
    ComputationGraph graph = merge(a, b);
    INDArray[] masks = {mask(random, maskShape), mask(random, maskShape)};
    long[] shape = maskShape.length == 2 ? new long[] {maskShape[0], 1, maskShape[1]} : maskShape;
    INDArray[] valid = {masks[0].reshape(shape), masks[1].reshape(shape)};
    INDArray[] x = {features(random, shape, 2), features(random, shape, 3)};
    INDArray epsilon = features(random, shape, 5);

    graph.setLayerMaskArrays(masks, null);
    INDArray found = graph.feedForward(x, true, false).get("merge").dup();
    graph.getVertex("merge").setEpsilon(epsilon);
    INDArray[] gradients =
        graph.getVertex("merge").doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond();

    assertThat(new MaskedMergeVertex().getOutputType(0, a, b)).isEqualTo(merged);
    assertSame(found, Nd4j.concat(1, x[0].mul(valid[0]), x[1].mul(valid[1])));
    assertSame(share(graph, masks), masks[0].mul(2).add(masks[1].mul(3)).div(5));
    assertSame(Nd4j.concat(1, gradients), epsilon.mul(Nd4j.concat(1, repeated(valid))));
  }

  private static INDArray mask(Random random, long... shape) {
    return TestArrays.gaussian(random, DataType.DOUBLE, shape).gt(0).castTo(DataType.FLOAT);
  }

  /** Of a mask's shape, with other channels. */
  private static INDArray features(Random random, long[] shape, int channels) {
    long[] features = shape.clone();
    features[1] = channels;
    return TestArrays.gaussian(random, DataType.FLOAT, features);
  }

  /** The masks of the single channels. */
  private static INDArray[] repeated(INDArray[] masks) {
    return new INDArray[] {masks[0], masks[0], masks[1], masks[1], masks[1]};
  }

  private static void assertSame(INDArray found, INDArray expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(expected.minNumber()).isNotEqualTo(expected.maxNumber());
    assertThat(TestArrays.largestDifference(found, expected)).isZero();
  }

  @Test
  void inputsOfAnotherKindSizeOrFormatAreRefused() {
    assertRefused("one kind and size", series(2, 6), series(3, 7));
    assertRefused("one kind and size", volume(2, 2), volume(3, 3));
    assertRefused("one kind and size", image(2, 5), series(2, 5));
    assertRefused("channels first", series(2, 6), InputType.recurrent(2, 6, RNNFormat.NWC));
    assertRefused("channels first", volume(2, 2), volume(DataFormat.NDHWC, 2, 2));
  }

  private static void assertRefused(String why, InputType a, InputType b) {
    assertThatThrownBy(() -> new MaskedMergeVertex().getOutputType(0, a, b))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContainingAll("MaskedMergeVertex", why, "input 1 is " + b);
  }

  /** Ten tenths add up to more in float, which a partial convolution behind would refuse. */
  @Test
  void theShareIsOneWhereAllOfTenInputsAreValid() {
    InputType[] types = new InputType[10];
    INDArray[] masks = new INDArray[types.length];
    Arrays.fill(types, image(1, 2));
    Arrays.fill(masks, Nd4j.ones(1, 1, 4, 2));

    assertThat(TestArrays.largestDifference(share(merge(types), masks), masks[0])).isZero();
  }

  static Stream<Arguments> whatTakesNoShares() {
    return Stream.of(
        layer("CnnLossLayer", loss()),
        layer("BatchNormalization", new BatchNormalization()),
        layer("ActivationLayer", new FrozenLayer(new ActivationLayer(Activation.TANH))),
        vertex("ScaleVertex", new ScaleVertex(2)));
  }

  private static Arguments layer(String name, Layer layer) {
    BiFunction<GraphBuilder, String, GraphBuilder> add =
        (graph, last) -> graph.addLayer("behind", layer.clone(), last);
    return Arguments.of(name, add);
  }

  private static Arguments vertex(String name, GraphVertex vertex) {
    BiFunction<GraphBuilder, String, GraphBuilder> add =
        (graph, last) -> graph.addVertex("behind", vertex.clone(), last);
    return Arguments.of(name, add);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatTakesNoShares")
  void stockLayersBehindAreRefusedWithMasksOnly(
      String name, BiFunction<GraphBuilder, String, GraphBuilder> behind) {
    INDArray[] x = {Nd4j.ones(1, 2, 4, 4), Nd4j.ones(1, 2, 4, 4)};
    INDArray[] masks = {Nd4j.ones(1, 1, 4, 4), null};
    for (String last : List.of("merge", "up")) {
      GraphBuilder builder =
          images()
              .addLayer("up", new MaskedUpsampling2D(2), "merge")
              .addLayer("reader", partial(), "up")
              .setOutputs("reader", "behind");
      ComputationGraph graph = initialized(behind.apply(builder, last));

      graph.output(x);
      assertThatThrownBy(() -> graph.output(false, x, masks))
          .isInstanceOf(DL4JInvalidConfigException.class)
          .hasMessageContainingAll(
              "MaskedMergeVertex \"merge\"", name + " \"behind\"", "put a partial convolution");
    }
  }

  @Test
  void partialConvolutionsBehindAreTakenWhateverElseIsBetween() {
    ComputationGraph graph =
        initialized(
            images()
                .addLayer("up", new FrozenLayer(new MaskedUpsampling2D(2)), "merge")
                .addLayer("read", new FrozenLayerWithBackprop(partial()), "up")
                .addVertex("again", new FrozenVertex(new MaskedMergeVertex()), "merge", "b")
                .addLayer("read again", partial(), "again")
                .addVertex("other mask", new MaskOfVertex(), "merge", "a")
                .addLayer("pooled", new GlobalPoolingLayer(PoolingType.SUM), "other mask")
                .addLayer("loss", loss(), "read again")
                .setOutputs("loss", "read", "pooled"));
    INDArray[] x = {Nd4j.ones(1, 2, 4, 4), Nd4j.ones(1, 2, 4, 4)};
    INDArray[] masks = {TestArrays.maskWithHole(DataType.FLOAT, 1, 4, 4, 1, 3), null};

    INDArray[] found = graph.output(false, x, masks);

    assertThat(found[0].shape()).containsExactly(1, 2, 4, 4);
    assertThat(found[2]).isEqualTo(Nd4j.createFromArray(12f, 12, 12, 12).reshape(1, 4));
    ComputationGraph shared =
        initialized(
            images()
                .addVertex("share", new MaskOfVertex(), "a", "merge")
                .addLayer("pooled", new GlobalPoolingLayer(PoolingType.SUM), "share")
                .setOutputs("pooled"));
    assertThatThrownBy(() -> shared.output(false, x, masks))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContaining("GlobalPoolingLayer \"pooled\"");
  }

  private static GraphBuilder images() {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("a", "b")
        .setInputTypes(image(2, 4), image(2, 4))
        .addVertex("merge", new MaskedMergeVertex(), "a", "b");
  }

  private static ComputationGraph initialized(GraphBuilder builder) {
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  private static PartialConvolution2D partial() {
    return new PartialConvolution2D.Builder(1).nOut(2).build();
  }

  private static CnnLossLayer loss() {
    return new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
  }

  @Test
  void askedForItsTypesOrMemoryANetworksVertexKeepsItsChannels() {
    ComputationGraph graph = merge(image(4, 5), image(3, 5));
    MaskedMergeVertex vertex =
        (MaskedMergeVertex) graph.getConfiguration().getVertices().get("merge");
    InputType[] others = {image(4, 5), image(5, 5)};

    assertThat(graph.summary(others)).contains("InputTypeConvolutional(h=4,w=5,c=9");
    graph.getConfiguration().getMemoryReport(others);
    graph.getConfiguration().getLayerActivationTypes(others);

    assertThat(vertex.getChannels()).containsExactly(4, 3);
    assertThat(graph.clone().getConfiguration()).isEqualTo(graph.getConfiguration());
    MaskedMergeVertex edited = vertex.clone();
    edited.getOutputType(0, others);
    assertThat(edited.getChannels()).containsExactly(4, 5);
  }

  private static InputType image(int channels, int width) {
    return InputType.convolutional(4, width, channels);
  }

  private static InputType series(int channels, int length) {
    return InputType.recurrent(channels, length, RNNFormat.NCW);
  }

  private static InputType volume(int channels, int width) {
    return volume(DataFormat.NCDHW, channels, width);
  }

  private static InputType volume(DataFormat format, int channels, int width) {
    return InputType.convolutional3D(format, 4, 5, width, channels);
  }

  private static INDArray share(ComputationGraph graph, INDArray... masks) {
    return graph.getVertex("merge").feedForwardMaskArrays(masks, null, 1).getFirst();
  }

  private static ComputationGraph merge(InputType... types) {
    String[] names = new String[types.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "x" + i;
    }
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .graphBuilder()
                .addInputs(names)
                .setInputTypes(types)
                .addVertex("merge", new MaskedMergeVertex(), names)
                .setOutputs("merge")
                .build());
    graph.init();
    return graph;
  }
}
