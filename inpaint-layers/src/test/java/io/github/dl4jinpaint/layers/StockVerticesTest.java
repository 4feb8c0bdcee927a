package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The rows of the table in the package's documentation for vertices but those that join, which are
 * in {@link StockLayersTest}.
 */
class StockVerticesTest {

  private static final int SIZE = 8;

  private final Random random = new Random(5);
  private final INDArray x = TestArrays.gaussian(random, DataType.FLOAT, 2, 3, SIZE, SIZE);
  private final INDArray y = TestArrays.gaussian(random, DataType.FLOAT, 2, 3, SIZE, SIZE);
  private final INDArray mask = TestArrays.maskWithHole(DataType.FLOAT, 2, SIZE, SIZE, 1, 7);

  static Stream<Arguments> verticesThatHandTheMaskOn() {
    return Stream.of(
        row("ScaleVertex", new ScaleVertex(2), x -> x.mul(2)),
        row("ShiftVertex", new ShiftVertex(2), x -> x.add(2)),
        row(
            "L2NormalizeVertex",
            new L2NormalizeVertex(),
            x -> x.div(x.norm2(1, 2, 3).reshape(2, 1, 1, 1).broadcast(x.shape()))),
        row("SubsetVertex", new SubsetVertex(2, 2), x -> TestArrays.channels(x, 2, 3)),
        row(
            "ReshapeVertex with the mask's shape",
            new ReshapeVertex('c', new int[] {-1, 3, SIZE, SIZE}, new int[] {-1, 1, SIZE, SIZE}),
            x -> x));
  }

  private static Arguments row(String name, GraphVertex vertex, UnaryOperator<INDArray> byHand) {
    return Arguments.of(name, vertex, byHand);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verticesThatHandTheMaskOn")
  void aVertexHandsTheMaskOnAsItIs(
      String name, GraphVertex vertex, UnaryOperator<INDArray> byHand) {
    ComputationGraph graph = graph(images(1).addVertex("stock", vertex, "x0"));
    INDArray after = byHand.apply(x);
    ComputationGraph behind = graph(images(1, (int) after.size(1)), "x0");
    behind.setParams(graph.params());

    INDArray expected = output(behind, new INDArray[] {after}, mask);
    assertThat(TestArrays.relativeDifference(output(graph, new INDArray[] {x}, mask), expected))
        .isLessThan(1e-5);
    assertThat(expected).isNotEqualTo(output(behind, new INDArray[] {after}, (INDArray) null));
  }

  @Test
  void stackAndUnstackKeepEveryExamplesMaskWhereAllInputsHaveOne() {
    INDArray otherMask = TestArrays.maskWithHole(DataType.FLOAT, 2, SIZE, SIZE, 2, 5);
    ComputationGraph graph =
        graph(
            images(2)
                .addVertex("stack", new StackVertex(), "x0", "x1")
                .addLayer("shared", partial(), "stack")
                .addVertex("stock", new UnstackVertex(1, 2), "shared"));
    ComputationGraph alone = graph(images(1).addLayer("stock", partial(), "x0"));
    alone.setParams(graph.params());

    INDArray found = output(graph, new INDArray[] {x, y}, mask, otherMask);
    assertThat(TestArrays.relativeDifference(found, output(alone, new INDArray[] {y}, otherMask)))
        .isLessThan(1e-5);

    INDArray[] masks = {mask, otherMask};
    graph.fit(new MultiDataSet(new INDArray[] {x, y}, new INDArray[] {y}, masks, null));
    assertThat(graph.params()).isNotEqualTo(alone.params());
    assertThatThrownBy(() -> output(graph, new INDArray[] {x, y}, mask, null))
        .isInstanceOf(NullPointerException.class);
    INDArray ones = Nd4j.ones(2, 1, SIZE, SIZE);
    assertThat(output(graph, new INDArray[] {x, y}, mask, ones).shape()).containsExactly(y.shape());
  }

  static Stream<Arguments> verticesThatTakeNoMask() {
    return Stream.of(
        Arguments.of("ReshapeVertex", new ReshapeVertex(-1, 3, SIZE, SIZE), "[128, 1]"),
        Arguments.of("PoolHelperVertex", new PoolHelperVertex(), "[2, 3, 7, 7]"),
        Arguments.of("UnstackVertex alone", new UnstackVertex(0, 2), "[1, 3, 8, 8]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verticesThatTakeNoMask")
  void aMaskThatDoesNotFollowIsRefused(String name, GraphVertex vertex, String shape) {
    ComputationGraph graph = graph(images(1).addVertex("stock", vertex, "x0"));

    assertThatThrownBy(() -> output(graph, new INDArray[] {x}, mask))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("\"behind\"", shape);
  }

  @Test
  void preprocessorVertexDoesWithTheMaskWhatItsPreprocessorDoes() {
    PreprocessorVertex rows = new PreprocessorVertex(new CnnToFeedForwardPreProcessor(8, 8, 3));
    ComputationGraph graph =
        new ComputationGraph(images(1).addVertex("rows", rows, "x0").setOutputs("rows").build());
    graph.init();

    assertThatThrownBy(() -> output(graph, new INDArray[] {x}, mask))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("CnnToFeedForwardPreProcessor");
  }

  private static GraphBuilder images(int inputs) {
    return images(inputs, 3);
  }

  private static GraphBuilder images(int inputs, int channels) {
    String[] names = new String[inputs];
    InputType[] types = new InputType[inputs];
    for (int i = 0; i < inputs; i++) {
      names[i] = "x" + i;
      types[i] = InputType.convolutional(SIZE, SIZE, channels);
    }
    return new NeuralNetConfiguration.Builder()
        .seed(4)
        .updater(new Sgd(0.1))
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs(names)
        .setInputTypes(types);
  }

  private static PartialConvolution2D partial() {
    return new PartialConvolution2D.Builder(3).padding(1).nOut(3).build();
  }

  /** With a partial convolution and a loss layer behind the vertex "stock". */
  private static ComputationGraph graph(GraphBuilder builder) {
    return graph(builder, "stock");
  }

  private static ComputationGraph graph(GraphBuilder builder, String last) {
    CnnLossLayer loss =
        new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
    ComputationGraph graph =
        new ComputationGraph(
            builder
                .addLayer("behind", partial(), last)
                .addLayer("loss", loss, "behind")
                .setOutputs("loss")
                .build());
    graph.init();
    return graph;
  }

  private static INDArray output(ComputationGraph graph, INDArray[] x, INDArray... masks) {
    return graph.output(false, x, masks)[0];
  }
}
