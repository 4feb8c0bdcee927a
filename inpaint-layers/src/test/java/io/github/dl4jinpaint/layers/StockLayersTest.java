package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.MLNConfig;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CapsuleStrengthLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.PrimaryCapsules;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The rows of the table in the package's documentation. */
class StockLayersTest {

  private static final int SIZE = 8;
  private static final Set<String> NO_DERIVATIVES = Set.of("1_mean", "1_log10stdev");

  private final Random random = new Random(12);
  private final INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, SIZE, SIZE);
  private final INDArray mask = TestArrays.maskWithHole(DataType.DOUBLE, 2, SIZE, SIZE, 1, 7);

  @BeforeAll
  static void useDouble() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void useFloat() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  /** Layers with the mask that is behind them. */
  static Stream<Arguments> layersThatHandOnAFittingMask() {
    return Stream.of(
        row("ConvolutionLayer", convolution().padding(1, 1).build(), m -> window(m, 3, 1, 1)),
        row(
            "ConvolutionLayer of stride 2",
            convolution().stride(2, 2).padding(1, 1).build(),
            m -> window(m, 3, 2, 1)),
        row(
            "ConvolutionLayer of mode Same",
            convolution().convolutionMode(ConvolutionMode.Same).build(),
            m -> m),
        row(
            "Deconvolution2D that keeps the size",
            new Deconvolution2D.Builder(3, 3).padding(1, 1).nOut(2).build(),
            m -> window(m, 3, 1, 1)),
        row(
            "SubsamplingLayer, maximum",
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX).build(),
            m -> window(m, 2, 2, 0)),
        row(
            "SubsamplingLayer, average",
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG).build(),
            m -> window(m, 2, 2, 0)),
        row(
            "DepthwiseConvolution2D",
            new DepthwiseConvolution2D.Builder(3, 3).padding(1, 1).build(),
            m -> window(m, 3, 1, 1)),
        row(
            "SeparableConvolution2D of stride 2",
            new SeparableConvolution2D.Builder(3, 3).stride(2, 2).padding(1, 1).nOut(2).build(),
            m -> window(m, 3, 2, 1)),
        row("BatchNormalization", new BatchNormalization(), m -> m),
        row("PReLULayer", new PReLULayer.Builder().inputShape(2, SIZE, SIZE).build(), m -> m),
        row(
            "LocalResponseNormalization",
            new LocalResponseNormalization.Builder().n(3).build(),
            m -> m),
        row("MaskLayer", new MaskLayer(), m -> m),
        row("ActivationLayer", new ActivationLayer(Activation.SIGMOID), m -> m));
  }

  private static Arguments row(String name, Layer layer, UnaryOperator<INDArray> maskBehind) {
    return Arguments.of(name, layer, maskBehind);
  }

  private static ConvolutionLayer.Builder convolution() {
    return new ConvolutionLayer.Builder(3, 3).nOut(2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layersThatHandOnAFittingMask")
  void aLayerBetweenPartialConvolutionsIsAsComputedByHand(
      String name, Layer stock, UnaryOperator<INDArray> maskBehind) {
    MultiLayerNetwork network = network(partial(), stock, partial(), loss());
    network.setParams(TestArrays.gaussian(random, DataType.DOUBLE, 1, network.numParams()));
    NO_DERIVATIVES.stream()
        .filter(network.paramTable()::containsKey)
        .forEach(key -> network.getParam(key).assign(0.1));
    ComputationGraph graph = network.toComputationGraph();

    INDArray first = alone(network, 0, x, mask);
    INDArray second = alone(network, 1, first, null);
    INDArray secondsMask = maskBehind.apply(window(mask, 3, 1, 1));
    INDArray expected = alone(network, 2, second, secondsMask);

    assertThat(secondsMask.minNumber().doubleValue()).isZero();
    assertClose(network.output(x, false, mask, null), expected);
    assertClose(output(graph, x, mask), expected);

    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, expected.shape());
    assertThat(gradientsAreRight(network, y)).isTrue();
    network.fit(new DataSet(x, y, mask, null));
    graph.fit(masked(x, y));
    assertClose(graph.getGradientsViewArray(), network.getGradientsViewArray());
  }

  private boolean gradientsAreRight(MultiLayerNetwork network, INDArray y) {
    return GradientCheckUtil.checkGradients(
        new MLNConfig()
            .net(network)
            .input(x)
            .labels(y)
            .inputMask(mask)
            .excludeParams(NO_DERIVATIVES)
            .subset(true)
            .maxPerParam(5));
  }

  static Stream<Arguments> layersThatLeaveTheMaskAtItsOldSize() {
    return Stream.of(
        Arguments.of("Upsampling2D", new Upsampling2D.Builder(2).build(), 16, 8),
        Arguments.of("ZeroPaddingLayer", new ZeroPaddingLayer.Builder(1, 1).build(), 10, 8),
        Arguments.of("Cropping2D", new Cropping2D.Builder(1, 1).build(), 6, 8),
        Arguments.of(
            "SpaceToDepthLayer",
            new SpaceToDepthLayer.Builder<>(2, CNN2DFormat.NCHW).build(),
            4,
            8),
        Arguments.of(
            "Deconvolution2D",
            new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(2).build(),
            16,
            4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layersThatLeaveTheMaskAtItsOldSize")
  void aMaskOfAnotherSizeIsRefusedWithWhatToUseInstead(
      String name, Layer stock, int size, int maskSize) {
    PartialConvolution2D named =
        new PartialConvolution2D.Builder(3).padding(1).nOut(2).name("behind").build();
    MultiLayerNetwork network = network(partial(), stock, named, loss());

    assertThatThrownBy(() -> network.output(x, false, mask, null))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll(
            "\"behind\"",
            name,
            "[2, 1, %d, %d]".formatted(maskSize, maskSize),
            ", %d, %d]; expected".formatted(size, size),
            "MaskedUpsampling2D, or upsample");

    network.clearLayerMaskArrays();
    assertThat(network.output(x).size(2)).isEqualTo(size);
  }

  /** Also one whose hole is closed, so that training doesn't fail at some later batch. */
  @ParameterizedTest
  @ValueSource(ints = {1, 6})
  void dropoutLayerAndDenseLayerTakeNoMaskOfAnImage(int from) {
    INDArray given = TestArrays.maskWithHole(DataType.DOUBLE, 2, SIZE, SIZE, from, 7);
    MultiLayerNetwork dropout = network(partial(), new DropoutLayer(0.5), partial(), loss());
    MultiLayerNetwork dense =
        network(partial(), new DenseLayer.Builder().nOut(3).build(), outputLayer());

    assertThatThrownBy(() -> dropout.output(x, false, given, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("[2, 2, 8, 8]", "[2, 1, 8, 8]");
    assertThatThrownBy(() -> dense.output(x, false, given, null))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContainingAll("[2, 1, 8, 8]", "CnnToFeedForwardPreProcessor");
  }

  @Test
  void aMaskOfOnePixelGoesOnAsOneOfExamples() {
    PartialConvolution2D whole = new PartialConvolution2D.Builder(SIZE).nOut(2).build();
    MultiLayerNetwork network = network(whole, outputLayer());
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3);
    INDArray firstOnly = firstIsAllHole();
    double score = network.score(new DataSet(x, y, firstOnly, null));

    INDArray otherTarget = y.dup();
    otherTarget.getRow(0).addi(1);
    assertThat(network.score(new DataSet(x, otherTarget, firstOnly, null))).isEqualTo(score);
    assertThat(network.score(new DataSet(x, otherTarget, mask, null))).isNotEqualTo(score);
  }

  /** The mask, but for the first example, which is all hole. */
  private INDArray firstIsAllHole() {
    INDArray hole = mask.dup();
    hole.slice(0).assign(0);
    return hole;
  }

  /** SameDiff layers of DL4J, whose gradients of 1.0.0-M2.1 are not to be checked. */
  @Test
  void locallyConnected2DKeepsTheMaskAndItsSize() {
    MultiLayerNetwork network =
        network(
            partial(),
            new LocallyConnected2D.Builder().kernelSize(3, 3).nOut(2).build(),
            partial());
    INDArray second = alone(network, 1, alone(network, 0, x, mask), null);
    INDArray expected = alone(network, 2, second, window(mask, 3, 1, 1));

    assertClose(network.output(x, false, mask, null), expected);
  }

  @Test
  void spaceToBatchLayerAndCapsulesTakeNoMask() {
    MultiLayerNetwork batches =
        network(partial(), new SpaceToBatchLayer.Builder<>(new int[] {2, 2}).build(), partial());
    MultiLayerNetwork capsules =
        network(
            partial(),
            new PrimaryCapsules.Builder(2, 2).kernelSize(3).stride(4).build(),
            new CapsuleStrengthLayer.Builder().build(),
            new LossLayer.Builder(LossFunction.MSE).build());

    assertThatThrownBy(() -> batches.output(x, false, mask, null))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("[2, 1, 8, 8]", "[8, 2, 4, 4]", "minibatches");
    assertThatThrownBy(() -> capsules.output(x, false, mask, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[2, 1, 8, 8]");
  }

  @Test
  void whereTheMaskEndsDenseLayersFollow() {
    PartialConvolution2D last =
        new PartialConvolution2D.Builder(3).nOut(2).maskOutput(false).build();
    MultiLayerNetwork network =
        network(partial(), last, new DenseLayer.Builder().nOut(3).build(), outputLayer());
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3);

    INDArray first = alone(network, 0, x, mask);
    INDArray second = alone(network, 1, first, window(mask, 3, 1, 1));
    MultiLayerNetwork head = network(network.getLayer(2), network.getLayer(3), second);

    assertClose(network.output(x, false, mask, null), head.output(second));
    assertThat(gradientsAreRight(network, y)).isTrue();
  }

  /** Dense layers behind features, with the parameters of others. */
  private static MultiLayerNetwork network(
      org.deeplearning4j.nn.api.Layer dense,
      org.deeplearning4j.nn.api.Layer output,
      INDArray features) {
    MultiLayerNetwork head =
        network(type(features), dense.conf().getLayer().clone(), output.conf().getLayer().clone());
    head.getLayer(0).setParams(dense.params());
    head.getLayer(1).setParams(output.params());
    return head;
  }

  @ParameterizedTest
  @EnumSource(PoolingType.class)
  void globalPoolingSeesTheValidPixelsOnly(PoolingType type) {
    MultiLayerNetwork network =
        network(partial(), new GlobalPoolingLayer.Builder(type).pnorm(2).build(), outputLayer());
    INDArray features = alone(network, 0, x, mask);
    INDArray valid = window(mask, 3, 1, 1);

    network.setLayerMaskArrays(mask, null);
    INDArray found = network.feedForward(x).get(2);

    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 2; c++) {
        assertThat(found.getDouble(n, c))
            .isCloseTo(pooled(type, features, valid, n, c), withPercentage(1e-6));
      }
    }
    network.clearLayerMaskArrays();
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3);
    assertThat(gradientsAreRight(network, y)).isTrue();
  }

  private static double pooled(PoolingType type, INDArray features, INDArray valid, int n, int c) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        if (valid.getDouble(n, 0, i, j) > 0) {
          values.add(features.getDouble(n, c, i, j));
        }
      }
    }
    double sum = values.stream().mapToDouble(v -> v).sum();
    return switch (type) {
      case MAX -> values.stream().mapToDouble(v -> v).max().orElseThrow();
      case AVG -> sum / values.size();
      case SUM -> sum;
      case PNORM -> Math.sqrt(values.stream().mapToDouble(v -> v * v).sum());
    };
  }

  /** DL4J's: pooled over nothing, mean and maximum are none, and so is a norm's derivative. */
  @ParameterizedTest
  @EnumSource(PoolingType.class)
  void globalPoolingOfAnExampleThatIsAllHoleMakesTheWeightsNaN(PoolingType type) {
    MultiLayerNetwork network =
        network(
            new Sgd(0.1),
            partial(),
            new GlobalPoolingLayer.Builder(type).pnorm(2).build(),
            outputLayer());
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3);

    network.fit(new DataSet(x, y, firstIsAllHole(), null));

    assertThat(network.params().isNaN().any()).isEqualTo(type != PoolingType.SUM);
  }

  /** DL4J's: the derivative of a norm of zeros. */
  @Test
  void subsamplingByANormMakesTheWeightsNaNWhereAWindowIsAllHole() {
    SubsamplingLayer norm =
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM).pnorm(2).build();
    MultiLayerNetwork network = network(new Sgd(0.1), partial(), norm, partial(), loss());
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, SIZE / 2, SIZE / 2);

    network.fit(new DataSet(x, y, mask, null));

    assertThat(network.params().isNaN().any()).isTrue();
  }

  @Test
  void yolo2OutputLayerCountsHolesLikeAnyPixel() {
    PartialConvolution2D boxes = new PartialConvolution2D.Builder(1).nOut(6).build();
    Yolo2OutputLayer yolo =
        new Yolo2OutputLayer.Builder().boundingBoxPriors(Nd4j.ones(DataType.DOUBLE, 1, 2)).build();
    INDArray y = Nd4j.zeros(DataType.DOUBLE, 2, 5, SIZE, SIZE);
    int middle = SIZE / 2;
    assertThat(mask.getDouble(0, 0, middle, middle)).isZero();
    double empty = network(boxes, yolo).score(new DataSet(x, y, mask, null));
    double[] box = {middle, middle, middle + 1, middle + 1, 1};
    for (int i = 0; i < box.length; i++) {
      y.putScalar(0, i, middle, middle, box[i]);
    }

    assertThat(network(boxes, yolo).score(new DataSet(x, y, mask, null))).isGreaterThan(empty);
  }

  @Test
  void cnnLossLayerLeavesOutWhatIsStillAHole() {
    MultiLayerNetwork network = network(partial(), loss());
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, SIZE, SIZE);
    INDArray error = alone(network, 0, x, mask).sub(y);
    INDArray counted = error.mul(error).mul(window(mask, 3, 1, 1).broadcast(error.shape()));

    double score = network.score(new DataSet(x, y, mask, null));

    double perExampleAndChannel = counted.sumNumber().doubleValue() / 2 / 2;
    assertThat(score).isCloseTo(perExampleAndChannel, withPercentage(1e-6));
  }

  @Test
  void mergeVertexIsRefusedWhereMasksComeTogether() {
    ComputationGraph merged = joined(new MergeVertex());
    assertThatThrownBy(() -> output(merged, x, mask))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"behind\"", "BOOL [2, 1, 8, 8]", "MaskedMergeVertex");

    ComputationGraph twice =
        graph(
            branches()
                .addVertex("join", new MergeVertex(), "wide", "narrow")
                .addVertex("behind", new MaskedMergeVertex(), "join", "wide"));
    assertThatThrownBy(() -> output(twice, x, mask))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("MaskedMergeVertex \"behind\"", "BOOL [2, 1, 8, 8]");
  }

  @Test
  void mergeVertexWithoutMasksIsConcatenation() {
    ComputationGraph stock = joined(new MergeVertex());
    ComputationGraph ours = joined(new MaskedMergeVertex());
    ours.setParams(stock.params());

    assertThat(output(stock, x, null)).isEqualTo(output(ours, x, null));
  }

  @ParameterizedTest
  @EnumSource(ElementWiseVertex.Op.class)
  void elementWiseVertexJoinsWhatIsThereAndIsValidWhereAnyInputIs(ElementWiseVertex.Op op) {
    ComputationGraph graph = joined(new ElementWiseVertex(op));
    INDArray wide = alone(graph, "wide", x, mask);
    INDArray narrow = alone(graph, "narrow", x, mask);
    INDArray any = window(mask, 3, 1, 1);

    INDArray holesOfNarrow = narrow.mul(mask.rsub(1).broadcast(narrow.shape()));
    assertThat(holesOfNarrow.amaxNumber().doubleValue()).isZero();
    INDArray joined =
        switch (op) {
          case Add -> wide.add(narrow);
          case Subtract -> wide.sub(narrow);
          case Product -> wide.mul(narrow);
          case Average -> wide.add(narrow).div(2);
          case Max -> Transforms.max(wide, narrow);
        };
    INDArray expected = alone(graph, "behind", joined, any);
    assertClose(output(graph, x, mask), expected);

    if (op == ElementWiseVertex.Op.Add) {
      INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 2, SIZE, SIZE);
      assertThat(gradientsAreRight(graph, y)).isTrue();
    }
  }

  private boolean gradientsAreRight(ComputationGraph graph, INDArray y) {
    return GradientCheckUtil.checkGradients(
        new GraphConfig()
            .net(graph)
            .inputs(new INDArray[] {x})
            .labels(new INDArray[] {y})
            .inputMask(new INDArray[] {mask})
            .subset(true)
            .maxPerParam(5));
  }

  @Test
  void anImageThatComesAsARowOfNumbersTakesItsMaskAsAnImage() {
    MultiLayerNetwork rows =
        network(InputType.convolutionalFlat(SIZE, SIZE, 2), partial(), partial(), loss());
    MultiLayerNetwork images = network(partial(), partial(), loss());
    images.setParams(rows.params());

    INDArray row = x.dup('c').reshape(2, 2 * SIZE * SIZE);
    assertClose(rows.output(row, false, mask, null), images.output(x, false, mask, null));
  }

  /** Two branches whose masks differ: one closes a part of the hole, the other none of it. */
  private static GraphBuilder branches() {
    PartialConvolution2D narrow =
        new PartialConvolution2D.Builder(1).nOut(2).activation(Activation.TANH).build();
    return configuration()
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.convolutional(SIZE, SIZE, 2))
        .addLayer("wide", partial(), "x")
        .addLayer("narrow", narrow, "x");
  }

  private static ComputationGraph joined(org.deeplearning4j.nn.conf.graph.GraphVertex join) {
    return graph(
        branches().addVertex("join", join, "wide", "narrow").addLayer("behind", partial(), "join"));
  }

  private static ComputationGraph graph(GraphBuilder builder) {
    ComputationGraph graph =
        new ComputationGraph(builder.addLayer("loss", loss(), "behind").setOutputs("loss").build());
    graph.init();
    return graph;
  }

  private static NeuralNetConfiguration.Builder configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(6)
        .dataType(DataType.DOUBLE)
        .updater(new NoOp())
        .activation(Activation.TANH);
  }

  private static PartialConvolution2D partial() {
    return new PartialConvolution2D.Builder(3).padding(1).nOut(2).build();
  }

  private static CnnLossLayer loss() {
    return new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
  }

  private static OutputLayer outputLayer() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nOut(3)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static MultiLayerNetwork network(Layer... layers) {
    return network(InputType.convolutional(SIZE, SIZE, 2), layers);
  }

  private static MultiLayerNetwork network(InputType type, Layer... layers) {
    return network(type, configuration(), layers);
  }

  private static MultiLayerNetwork network(IUpdater updater, Layer... layers) {
    InputType type = InputType.convolutional(SIZE, SIZE, 2);
    return network(type, configuration().updater(updater), layers);
  }

  private static MultiLayerNetwork network(
      InputType type, NeuralNetConfiguration.Builder configuration, Layer... layers) {
    var list = configuration.list();
    Arrays.stream(layers).forEach(list::layer);
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
    network.init();
    return network;
  }

  /** What a layer of a network makes of features, in a network of its own. */
  private static INDArray alone(MultiLayerNetwork of, int index, INDArray features, INDArray mask) {
    return alone(of.getLayer(index), features, mask);
  }

  private static INDArray alone(ComputationGraph of, String name, INDArray features, INDArray m) {
    return alone(of.getLayer(name), features, m);
  }

  private static INDArray alone(
      org.deeplearning4j.nn.api.Layer layer, INDArray features, INDArray mask) {
    MultiLayerNetwork network = network(type(features), layer.conf().getLayer().clone(), loss());
    if (layer.numParams() > 0) {
      network.setParams(layer.params().dup());
    }
    return network.output(features, false, mask, null);
  }

  private static InputType type(INDArray features) {
    return InputType.convolutional(features.size(2), features.size(3), features.size(1));
  }

  /** 1 where a window holds a valid pixel: the mask behind an ordinary or a partial convolution. */
  private static INDArray window(INDArray mask, int kernel, int stride, int padding) {
    int height = (int) (mask.size(2) + 2 * padding - kernel) / stride + 1;
    int width = (int) (mask.size(3) + 2 * padding - kernel) / stride + 1;
    INDArray next = Nd4j.zeros(DataType.DOUBLE, mask.size(0), 1, height, width);
    for (int n = 0; n < mask.size(0); n++) {
      for (int i = 0; i < height * kernel; i++) {
        for (int j = 0; j < width * kernel; j++) {
          int row = i / kernel * stride - padding + i % kernel;
          int column = j / kernel * stride - padding + j % kernel;
          boolean inside = row >= 0 && row < mask.size(2) && column >= 0 && column < mask.size(3);
          if (inside && mask.getDouble(n, 0, row, column) > 0) {
            next.putScalar(n, 0, i / kernel, j / kernel, 1);
          }
        }
      }
    }
    return next;
  }

  private static INDArray output(ComputationGraph graph, INDArray x, INDArray mask) {
    INDArray[] masks = mask == null ? null : new INDArray[] {mask};
    return graph.output(false, new INDArray[] {x}, masks)[0];
  }

  private MultiDataSet masked(INDArray features, INDArray labels) {
    return new MultiDataSet(
        new INDArray[] {features}, new INDArray[] {labels}, new INDArray[] {mask}, null);
  }

  private static void assertClose(INDArray found, INDArray expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(TestArrays.relativeDifference(found, expected)).isLessThan(1e-10);
  }
}
