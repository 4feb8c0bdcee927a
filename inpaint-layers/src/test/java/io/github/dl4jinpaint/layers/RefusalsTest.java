package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("What can't work is refused with a message that names it")
class RefusalsTest {

  static Stream<Arguments> settings() {
    return Stream.of(
        setting("kernel 0", () -> kernel(0), "kernelSize", "at least 1", "[0]"),
        setting("kernel of three numbers", () -> kernel(3, 3, 3), "kernelSize", "[3, 3, 3]"),
        setting("no kernel", () -> kernel(), "kernelSize", "[]"),
        setting("negative stride", () -> kernel(3).stride(-2), "stride", "[-2]"),
        setting("stride 0", () -> kernel(3).stride(1, 0), "stride", "[1, 0]"),
        setting("negative padding", () -> kernel(3).padding(-1), "padding", "at least 0", "[-1]"),
        setting("dilation 0", () -> kernel(3).dilation(0), "dilation", "[0]"),
        setting("upsample 0", () -> kernel(3).upsample(0).build(), "upsample", "got 0"),
        setting("no nOut", () -> kernel(3).nOut(0).build(), "nOut", "got 0"),
        setting("negative nIn", () -> kernel(3).nIn(-3).build(), "nIn", "got -3"),
        setting("padding of the kernel's size", () -> kernel(3).padding(3).build(), "[3, 3]", "3"),
        setting(
            "padding of the dilated kernel's size",
            () -> kernel(1, 3).dilation(2).padding(0, 5).build(),
            "[0, 5]",
            "size 5"),
        setting(
            "padding with mode Same",
            () -> kernel(3).padding(1).convolutionMode(ConvolutionMode.Same).build(),
            "[1, 1]",
            "Same"),
        setting(
            "mode Causal",
            () -> kernel(3).convolutionMode(ConvolutionMode.Causal).build(),
            "Causal",
            "Truncate"),
        setting("decay below 0", () -> normalized(-0.1, 1e-5), "decay", "[0, 1]", "-0.1"),
        setting("decay above 1", () -> normalized(1.1, 1e-5), "decay", "[0, 1]", "1.1"),
        setting("no decay", () -> normalized(Double.NaN, 1e-5), "decay", "[0, 1]", "NaN"),
        setting("eps 0", () -> normalized(0.9, 0), "eps", "above 0", "got 0.0"),
        setting("negative eps", () -> normalized(0.9, -1e-5), "eps", "above 0", "-1.0E-5"));
  }

  private static void normalized(double decay, double eps) {
    kernel(3).batchNormalization(decay, eps).build();
  }

  private static Arguments setting(String name, Runnable build, String... named) {
    return Arguments.of(name, build, named);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void bySettings(String name, Runnable build, String... named) {
    assertThatThrownBy(build::run)
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContaining("PartialConvolution2D")
        .hasMessageContainingAll(named);
  }

  @Test
  void aStrideLargerThanTheKernelInModeSame() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.convolutional(6, 6, 3))
                .addLayer("conv", kernel(1).stride(3).build(), "x")
                .setOutputs("conv")
                .build());

    assertThatThrownBy(graph::init)
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "stride 3", "size with dilation is 1", "Same");
  }

  @Test
  void networksOfHalfPrecision() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT16)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(image(8, 8, 3))
            .addLayer("conv", kernel(3).build(), "x")
            .setOutputs("conv");
    ComputationGraph graph = new ComputationGraph(builder.build());

    assertThatThrownBy(graph::init)
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "is HALF", "FLOAT or DOUBLE");
  }

  @Test
  void aNetworksModeCausal() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .convolutionMode(ConvolutionMode.Causal)
            .graphBuilder()
            .addInputs("x");

    assertThatThrownBy(() -> graph.addLayer("conv", kernel(3).nIn(3).build(), "x"))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("PartialConvolution2D", "Causal", "Truncate");
  }

  static Stream<Arguments> inputTypes() {
    return Stream.of(
        Arguments.of(InputType.convolutional(8, 8, 3, CNN2DFormat.NHWC), "NHWC"),
        Arguments.of(InputType.feedForward(10), "10"),
        Arguments.of(InputType.recurrent(7), "7"));
  }

  @ParameterizedTest
  @MethodSource("inputTypes")
  void otherInputThanChannelsFirstImages(InputType type, String named) {
    PartialConvolution2D layer = kernel(3).name("conv").build();
    assertThatThrownBy(() -> layer.getOutputType(0, type))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "channels", named);
    assertThatThrownBy(() -> layer.setNIn(type, false))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContaining(named);
    assertThatThrownBy(() -> new MaskedMergeVertex().getOutputType(0, image(8, 8, 2), type))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContainingAll("NCHW", "input 1", named);
  }

  @Test
  void anNInThatContradictsTheInput() {
    PartialConvolution2D layer = kernel(3).name("conv").nIn(4).build();
    assertThatThrownBy(() -> layer.setNIn(image(8, 8, 3), false))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "nIn is 4", "3 channels");
  }

  @Test
  void anNInThatNobodyKnows() {
    assertThatThrownBy(() -> graph(null))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("conv", "nIn=0");
  }

  static Stream<Arguments> masks() {
    return Stream.of(
        Arguments.of("three channels", Nd4j.ones(2, 3, 8, 8), "[2, 3, 8, 8]", "[minibatch, 1, "),
        Arguments.of("three dimensions", Nd4j.ones(2, 8, 8), "[2, 8, 8]", "[minibatch, 1, "),
        Arguments.of("another height", Nd4j.ones(2, 1, 9, 8), "[2, 1, 9, 8]", "[2, 3, 8, 8]"),
        Arguments.of("another width", Nd4j.ones(2, 1, 8, 7), "[2, 1, 8, 7]", "Upsampling2D"));
  }

  @ParameterizedTest(name = "a mask of {0}")
  @MethodSource("masks")
  void masksOfOtherShapes(String name, INDArray mask, String found, String expected) {
    ComputationGraph graph = graph(image(8, 8, 3));
    assertThatThrownBy(() -> output(graph, mask, Nd4j.ones(2, 3, 8, 8)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"conv\"", found, expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {255, 1.01, -0.01, Double.NEGATIVE_INFINITY})
  void masksOfOtherValues(double value) {
    assertRefused(maskWith(value), "[0, 1]", " " + value, "by 255", "threshold");
  }

  @Test
  void masksWithNaN() {
    assertRefused(maskWith(Double.NaN), "[0, 1]", "got NaN", "replaceWhere(mask, 0");
    assertRefused(maskWith(Double.NaN).assign(Double.NaN), "got NaN");
  }

  private static INDArray maskWith(double value) {
    return Nd4j.ones(DataType.DOUBLE, 2, 1, 8, 8).putScalar(0, 0, 3, 3, value);
  }

  /** By the layer in a network and alone, by merge and by up-sampling. */
  private static void assertRefused(INDArray mask, String... named) {
    ComputationGraph graph = graph(image(8, 8, 3));
    assertThatThrownBy(() -> output(graph, mask, Nd4j.ones(2, 3, 8, 8)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("PartialConvolution2D \"conv\"")
        .hasMessageContainingAll(named);
    assertThatThrownBy(() -> kernel(3).build().feedForwardMaskArray(mask, null, 2))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll(named);
    ComputationGraph merge = merge(new MaskedMergeVertex(), image(8, 8, 2), image(8, 8, 3));
    INDArray[] inputs = {Nd4j.ones(2, 2, 8, 8), Nd4j.ones(2, 3, 8, 8)};
    assertThatThrownBy(() -> merge.output(false, inputs, new INDArray[] {null, mask}))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("MaskedMergeVertex \"merge\"")
        .hasMessageContainingAll(named);
    ComputationGraph up = graph(image(8, 8, 3), new MaskedUpsampling2D(2));
    assertThatThrownBy(() -> output(up, mask, Nd4j.ones(2, 3, 8, 8)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("MaskedUpsampling2D \"conv\"")
        .hasMessageContainingAll(named);
  }

  @Test
  void masksOfAnotherMinibatch() {
    INDArray mask = Nd4j.ones(1, 1, 8, 8);
    INDArray x = Nd4j.ones(2, 3, 8, 8);
    ComputationGraph graph = graph(image(8, 8, 3));
    assertThatThrownBy(() -> output(graph, mask, x))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"conv\"", "[1, 1, 8, 8]", "[2, 3, 8, 8]", "minibatches")
        .hasMessageNotContaining("psampl");
    ComputationGraph merge = merge(new MaskedMergeVertex(), image(8, 8, 3), image(8, 8, 3));
    INDArray[] masks = {mask, null};
    assertThatThrownBy(() -> merge.output(false, new INDArray[] {x, x}, masks))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"merge\"", "[1, 1, 8, 8]", "[2, 3, 8, 8]", "minibatches")
        .hasMessageNotContaining("psampl");
  }

  static Stream<Arguments> inputs() {
    return Stream.of(
        Arguments.of(Nd4j.ones(2, 4, 8, 8), "[2, 4, 8, 8]", "[minibatch, 3, height, width]"),
        Arguments.of(Nd4j.ones(2, 3, 2, 8), "size 2", "is 3"));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void inputsOfOtherShapes(INDArray input, String found, String expected) {
    ComputationGraph graph = graph(image(8, 8, 3));
    assertThatThrownBy(() -> graph.output(input))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll(found, expected);
  }

  @Test
  void inputTypesOfDifferentSizesToMerge() {
    InputType small = image(4, 4, 2);
    InputType wide = image(4, 8, 2);
    assertThatThrownBy(() -> new MaskedMergeVertex().getOutputType(0, small, wide))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContainingAll("input 1", small.toString(), wide.toString());
  }

  @Test
  void inputsOfDifferentSizesToMerge() {
    ComputationGraph graph = merge(new MaskedMergeVertex(), image(8, 8, 2), image(8, 8, 3));
    assertThatThrownBy(() -> graph.output(Nd4j.ones(1, 2, 8, 8), Nd4j.ones(1, 3, 8, 6)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"merge\"", "input 1", "[1, 3, 8, 6]", "[1, 2, 8, 8]");
  }

  @Test
  void masksOfDifferentSizesToMerge() {
    ComputationGraph graph = merge(new MaskedMergeVertex(), image(8, 8, 2), image(8, 8, 3));
    INDArray[] inputs = {Nd4j.ones(1, 2, 8, 8), Nd4j.ones(1, 3, 8, 8)};
    INDArray[] different = {Nd4j.ones(1, 1, 8, 8), Nd4j.ones(1, 1, 4, 8)};
    assertThatThrownBy(() -> graph.output(false, inputs, different))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("mask 1", "[1, 1, 4, 8]", "[1, 1, 8, 8]");
    INDArray[] small = {Nd4j.ones(1, 1, 4, 4), Nd4j.ones(1, 1, 4, 4)};
    assertThatThrownBy(() -> graph.output(false, inputs, small))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("mask 0", "[1, 1, 4, 4]", "[1, 2, 8, 8]", "MaskedUpsampling2D");
  }

  @Test
  void masksOfSeveralChannelsToMergeOrToUpsample() {
    INDArray mask = Nd4j.ones(1, 3, 8, 8);
    String[] named = {"[minibatch, 1, height, width]", "[1, 3, 8, 8]", "one channel"};
    ComputationGraph merge = merge(new MaskedMergeVertex(), image(8, 8, 2), image(8, 8, 3));
    INDArray[] inputs = {Nd4j.ones(1, 2, 8, 8), Nd4j.ones(1, 3, 8, 8)};
    assertThatThrownBy(() -> merge.output(false, inputs, new INDArray[] {null, mask}))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("MaskedMergeVertex \"merge\"")
        .hasMessageContainingAll(named);
    ComputationGraph up = graph(image(8, 8, 3), new MaskedUpsampling2D(2));
    assertThatThrownBy(() -> output(up, mask, Nd4j.ones(1, 3, 8, 8)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("MaskedUpsampling2D \"conv\"")
        .hasMessageContainingAll(named);
  }

  @Test
  void masksToMergeWithoutKnowingTheChannels() {
    INDArray[] inputs = {Nd4j.ones(1, 2, 8, 8), Nd4j.ones(1, 3, 8, 8)};
    INDArray[] masks = {Nd4j.ones(1, 1, 8, 8), null};
    ComputationGraph untold = merge(new MaskedMergeVertex());
    assertThatThrownBy(() -> untold.output(false, inputs, masks))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"merge\"", "2 inputs", "[]", "setInputTypes");
    ComputationGraph mistold = merge(new MaskedMergeVertex(2, 3, 4));
    assertThatThrownBy(() -> mistold.output(false, inputs, masks))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("2 inputs", "[2, 3, 4]");
  }

  @Test
  void inputsToMergeOfOtherChannelsThanItWasTold() {
    ComputationGraph graph = merge(new MaskedMergeVertex(3, 2));
    assertThatThrownBy(() -> graph.output(Nd4j.ones(1, 2, 8, 8), Nd4j.ones(1, 3, 8, 8)))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"merge\"", "told", "[3, 2]", "got [2, 3]", "setInputTypes");
  }

  private static PartialConvolution2D.Builder kernel(int... size) {
    return new PartialConvolution2D.Builder(size).nOut(2);
  }

  private static InputType image(long height, long width, long channels) {
    return InputType.convolutional(height, width, channels);
  }

  private static GraphBuilder builder(InputType type) {
    GraphBuilder builder = new NeuralNetConfiguration.Builder().graphBuilder().addInputs("x");
    return type == null ? builder : builder.setInputTypes(type);
  }

  private static ComputationGraph graph(InputType type) {
    return graph(type, kernel(3).build());
  }

  private static ComputationGraph graph(InputType type, Layer layer) {
    ComputationGraph graph =
        new ComputationGraph(builder(type).addLayer("conv", layer, "x").setOutputs("conv").build());
    graph.init();
    return graph;
  }

  private static ComputationGraph merge(MaskedMergeVertex vertex, InputType... types) {
    GraphBuilder builder = new NeuralNetConfiguration.Builder().graphBuilder().addInputs("a", "b");
    if (types.length > 0) {
      builder.setInputTypes(types);
    }
    ComputationGraph graph =
        new ComputationGraph(
            builder.addVertex("merge", vertex, "a", "b").setOutputs("merge").build());
    graph.init();
    return graph;
  }

  private static void output(ComputationGraph graph, INDArray mask, INDArray input) {
    graph.output(false, new INDArray[] {input}, new INDArray[] {mask});
  }
}
