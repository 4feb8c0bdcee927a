package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Compares the layer with vectors that the reference implementation of the paper's authors
 * (PyTorch, multi-channel masks, double precision) computed. The reference adds 1e-8 to the
 * denominator of its scale, and such errors sum up in gradients: differences are taken as a share
 * of an array's largest value, or of 1 where that is less.
 */
@DisplayName("The partial convolution equals its authors' implementation")
class GoldenVectorTest {

  private static final double DOUBLE_TOLERANCE = 1e-7;
  private static final double FLOAT_TOLERANCE = 1e-4;

  static Stream<Arguments> casesInBothPrecisions() throws Exception {
    JsonNode cases = new ObjectMapper().readTree(resource("cases.json"));
    List<Arguments> all = new ArrayList<>();
    for (JsonNode c : cases) {
      all.add(Arguments.of(c.get("name").asText(), DataType.DOUBLE, DOUBLE_TOLERANCE, c));
      all.add(Arguments.of(c.get("name").asText(), DataType.FLOAT, FLOAT_TOLERANCE, c));
    }
    assertThat(all).hasSize(24);
    return all.stream();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesInBothPrecisions")
  @DisplayName("forward, mask and all gradients")
  void outputMaskAndGradientsAreTheReferences(
      String name, DataType type, double tolerance, JsonNode c) throws Exception {
    Vectors v = new Vectors(name, type);
    INDArray x = v.get("x");
    int[] channels = ints(c.get("ci"));
    ComputationGraph graph = graph(c, channels, x, type);
    graph.getLayer("conv").setParam("W", v.get("w"));
    if (v.has("b")) {
      graph.getLayer("conv").setParam("b", v.get("b"));
    }

    INDArray[] inputs = split(x, channels);
    INDArray[] masks = new INDArray[channels.length];
    for (int i = 0; i < masks.length; i++) {
      masks[i] = c.has("nomask") ? null : v.get("mask" + i);
    }
    graph.setLayerMaskArrays(c.has("nomask") ? null : masks, null);
    Map<String, INDArray> activations = graph.feedForward(inputs, true, false);
    assertClose("y", activations.get("conv"), v.get("y"), tolerance);
    if (!c.has("nomask")) {
      INDArray expected = v.get("mask_out");
      INDArray mask = TestArrays.orAllValid(outputMask(graph, masks), type, expected.shape());
      assertThat(mask.castTo(type)).isEqualTo(expected);
    }

    Map<String, INDArray> gradients = backward(graph, v.get("dy"), channels.length > 1);
    assertClose("dx", gradients.get("x"), v.get("dx"), tolerance);
    assertClose("dw", gradients.get("W"), v.get("dw"), tolerance);
    if (v.has("db")) {
      assertClose("db", gradients.get("b"), v.get("db"), tolerance);
    }
  }

  private static ComputationGraph graph(JsonNode c, int[] channels, INDArray x, DataType type) {
    String[] names = new String[channels.length];
    InputType[] types = new InputType[channels.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "x" + i;
      types[i] = InputType.convolutional(x.size(2), x.size(3), channels[i]);
    }
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .graphBuilder()
            .addInputs(names)
            .setInputTypes(types);
    if (names.length > 1) {
      builder.addVertex("merge", new MaskedMergeVertex(), names);
    }
    int k = c.get("k").asInt();
    builder
        .addLayer(
            "conv",
            new PartialConvolution2D.Builder(k)
                .nOut(c.get("co").asInt())
                .stride(c.get("s").asInt())
                .padding(c.get("p").asInt())
                .dilation(c.get("d").asInt())
                .upsample(c.path("up").asInt(1))
                .hasBias(c.path("bias").asBoolean(true))
                .activation(Activation.IDENTITY)
                .build(),
            names.length > 1 ? "merge" : "x0")
        .setOutputs("conv");
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  private static INDArray outputMask(ComputationGraph graph, INDArray[] masks) {
    INDArray[] arriving = masks;
    if (masks.length > 1) {
      INDArray merged = graph.getVertex("merge").feedForwardMaskArrays(masks, null, 1).getFirst();
      arriving = new INDArray[] {merged};
    }
    return graph.getVertex("conv").feedForwardMaskArrays(arriving, null, 1).getFirst();
  }

  private static Map<String, INDArray> backward(
      ComputationGraph graph, INDArray dy, boolean merged) {
    graph.initGradientsView();
    LayerWorkspaceMgr detached = LayerWorkspaceMgr.noWorkspaces();
    GraphVertex conv = graph.getVertex("conv");
    conv.setEpsilon(dy);
    Pair<Gradient, INDArray[]> result = conv.doBackward(false, detached);
    INDArray dx = result.getSecond()[0];
    if (merged) {
      GraphVertex merge = graph.getVertex("merge");
      merge.setEpsilon(dx);
      dx = Nd4j.concat(1, merge.doBackward(false, detached).getSecond());
    }
    Map<String, INDArray> gradients = new LinkedHashMap<>(result.getFirst().gradientForVariable());
    gradients.put("x", dx);
    return gradients;
  }

  private static INDArray[] split(INDArray x, int[] channels) {
    INDArray[] parts = new INDArray[channels.length];
    int from = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = TestArrays.channels(x, from, from + channels[i]);
      from += channels[i];
    }
    return parts;
  }

  private static void assertClose(
      String what, INDArray found, INDArray expected, double tolerance) {
    assertThat(found.shape()).as("shape of " + what).isEqualTo(expected.shape());
    double magnitude = Math.max(1, expected.amaxNumber().doubleValue());
    assertThat(TestArrays.largestDifference(found, expected) / magnitude)
        .as("largest error of " + what + ", as a share of its largest value " + magnitude)
        .isLessThan(tolerance);
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  private static File resource(String path) throws URISyntaxException {
    return new File(GoldenVectorTest.class.getResource("/golden/" + path).toURI());
  }

  private record Vectors(String name, DataType type) {

    boolean has(String array) {
      return GoldenVectorTest.class.getResource("/golden/" + name + "/" + array + ".npy") != null;
    }

    INDArray get(String array) throws IOException, URISyntaxException {
      return Nd4j.createFromNpyFile(resource(name + "/" + array + ".npy")).castTo(type);
    }
  }
}
