package io.github.dl4jinpaint.model.weights;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_LOG_STD;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;

import io.github.dl4jinpaint.layers.PartialConvolution;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Which modules of a PyTorch network the partial convolutions of a graph take their weights from.
 *
 * <p>The modules are NVIDIA's PartialConv2d, in either of its modes, or ordinary Conv2d, whose
 * weights are those of {@link PartialConvolution2D} as they are, and BatchNorm2d:
 *
 * <pre>{@code
 * WeightTable table = new WeightTable()
 *     .layer("down1", "encoder.0")                  // encoder.0.weight, encoder.0.bias
 *     .layer("down2", "encoder.1", "encoder.2");    // and encoder.2 normalises
 * try (TensorFile file = TensorFile.open(Path.of("network.pth"))) {
 *   table.copy(file, graph);
 * }
 * }</pre>
 *
 * <table>
 *   <caption>What is copied</caption>
 *   <tr><th>parameter of the layer</th><th>tensors of the file</th></tr>
 *   <tr><td>W</td><td>weight</td></tr>
 *   <tr><td>b</td><td>bias; 0 of an {@link #unbiased} module</td></tr>
 *   <tr><td>gamma, beta, mean</td><td>weight, bias, running_mean of the normalisation</td></tr>
 *   <tr><td>log10stdev</td><td>½ · log10(running_var)</td></tr>
 * </table>
 *
 * <p>A tensor of a file that no row takes is an error, unless its name ends in weight_maskUpdater
 * or num_batches_tracked, which say nothing, or in what {@link #leaveOut} says. So is a partial
 * convolution of the graph without a row. Names may all begin with "module.", which PyTorch's
 * DataParallel adds.
 */
public final class WeightTable {

  private static final String DATA_PARALLEL = "module.";

  /** Less would make the logarithm infinite. */
  private static final double SMALLEST_VARIANCE = 1e-30;

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Set<String> leftOut =
      new LinkedHashSet<>(List.of("weight_maskUpdater", "num_batches_tracked"));

  /**
   * Where a layer's parameters come from.
   *
   * @param convolution name of the module
   * @param normalization name of the module that follows; null for none
   * @param biased whether the module has a bias
   * @param perSum whether the module divides by sum(M) alone, not by sum(M) / sum(1) as the layer
   */
  private record Row(String convolution, String normalization, boolean biased, boolean perSum) {}

  /** A table without rows. */
  public WeightTable() {}

  /**
   * Adds a row.
   *
   * @param layer name of a {@link PartialConvolution2D} in the graph
   * @param convolution name of the PyTorch module that has its weights, and its bias if the layer
   *     has one
   * @return this table
   */
  public WeightTable layer(String layer, String convolution) {
    return add(layer, new Row(convolution, null, true, false));
  }

  /**
   * Adds a row.
   *
   * @param layer name of a {@link PartialConvolution2D} with batch normalisation in the graph
   * @param convolution name of the PyTorch module that has its weights and its bias
   * @param normalization name of the PyTorch module that normalises its output
   * @return this table
   */
  public WeightTable layer(String layer, String convolution, String normalization) {
    return add(layer, new Row(convolution, normalization, true, false));
  }

  /**
   * Says of a layer that has a row already that its module was made with bias=False. Where the
   * layer has one, it is set to 0.
   *
   * @param layer name of the layer
   * @return this table
   */
  public WeightTable unbiased(String layer) {
    Row row = row(layer);
    return add(layer, new Row(row.convolution, row.normalization, false, row.perSum));
  }

  /**
   * Says of a layer that has a row already that its module computes W · (X ⊙ M) / sum(M) + b, the
   * sum over the window and all channels, as some re-implementations do: the layer's weights are
   * the module's / (kernel height · kernel width · channels).
   *
   * @param layer name of the layer
   * @return this table
   */
  public WeightTable dividingBySum(String layer) {
    Row row = row(layer);
    return add(layer, new Row(row.convolution, row.normalization, row.biased, true));
  }

  /**
   * Says which tensors aren't needed.
   *
   * @param ends what their names begin or end in, such as "classifier." or ".mask_conv.weight"
   * @return this table
   */
  public WeightTable leaveOut(String... ends) {
    leftOut.addAll(Arrays.asList(ends));
    return this;
  }

  private Row row(String layer) {
    Row row = rows.get(layer);
    if (row == null) {
      throw new IllegalArgumentException(
          "no row for a layer \"%s\" yet, only for %s".formatted(layer, rows.keySet()));
    }
    return row;
  }

  private WeightTable add(String layer, Row row) {
    rows.put(layer, row);
    return this;
  }

  /**
   * Copies the weights.
   *
   * @param from the file
   * @param graph initialised; is left as it is where the file doesn't fit
   * @throws IOException where tensors are missing, left over, of another shape than the layers'
   *     parameters, or can't be read; the message names the file and all of them
   * @throws IllegalArgumentException where the graph lacks a layer, or has partial convolutions
   *     without a row; the message names them
   */
  public void copy(TensorFile from, ComputationGraph graph) throws IOException {
    requireRows(graph);
    Matching matching = new Matching(from.tensors());
    rows.forEach((layer, row) -> matching.match(graph.getLayer(layer), row));
    matching.require(from);
    for (Match match : matching.matches) {
      match.copy();
    }
  }

  /**
   * A network whose sizes come from a file, which has no more than a bias for each channel beyond
   * what the file has. Shapes that don't fit together make networks that no memory is enough for.
   */
  static ComputationGraph network(TensorFile file, ComputationGraphConfiguration configuration)
      throws IOException {
    long found = file.tensors().values().stream().mapToLong(Tensor::length).sum();
    long parameters = 0;
    for (GraphVertex vertex : configuration.getVertices().values()) {
      parameters = Math.addExact(parameters, vertex.numParams(true));
    }
    if (parameters > 2 * found) {
      throw new IOException(
          "%s doesn't fit the network: it has %,d numbers, and its shapes make one of %,d"
              .formatted(file, found, parameters));
    }
    try {
      ComputationGraph network = new ComputationGraph(configuration);
      network.init();
      return network;
    } catch (RuntimeException e) {
      // Deeplearning4j counts parameters with an int, which overflows into others that don't fit.
      throw new IOException(file + " doesn't fit the network: " + e.getMessage(), e);
    }
  }

  /** The tensors by their names without DataParallel's prefix, where all have it. */
  static Map<String, Tensor> withoutPrefix(Map<String, Tensor> tensors) {
    boolean parallel = tensors.keySet().stream().allMatch(name -> name.startsWith(DATA_PARALLEL));
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            renamed.put(parallel ? name.substring(DATA_PARALLEL.length()) : name, tensor));
    return renamed;
  }

  private void requireRows(ComputationGraph graph) {
    Set<String> inGraph = new LinkedHashSet<>();
    for (Layer layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof PartialConvolution2D convolution) {
        inGraph.add(convolution.getLayerName());
        Row row = rows.get(convolution.getLayerName());
        if (row != null && convolution.isBatchNormalization() != (row.normalization != null)) {
          throw new IllegalArgumentException(
              "of the layer \"%s\" and its module \"%s\", one has a batch normalisation and the other hasn't"
                  .formatted(convolution.getLayerName(), row.convolution));
        }
      }
    }
    Set<String> missing = new LinkedHashSet<>(rows.keySet());
    missing.removeAll(inGraph);
    require(missing.isEmpty(), "the graph has no PartialConvolution2D named " + missing);
    inGraph.removeAll(rows.keySet());
    require(inGraph.isEmpty(), "the table has no rows for the layers " + inGraph);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** A parameter, and the tensor that its value is computed from; null for 0. */
  private record Match(INDArray parameter, Tensor tensor, UnaryOperator<INDArray> value) {

    void copy() throws IOException {
      if (tensor == null) {
        parameter.assign(0);
        return;
      }
      INDArray result = value.apply(tensor.read(DataType.DOUBLE));
      parameter.assign(result.castTo(parameter.dataType()).reshape('c', parameter.shape()));
    }
  }

  /** Finds the tensors, and what doesn't fit. */
  private final class Matching {

    private final Map<String, Tensor> left;
    private final List<Match> matches = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> misshapen = new ArrayList<>();

    Matching(Map<String, Tensor> tensors) {
      left = withoutPrefix(tensors);
    }

    void match(Layer layer, Row row) {
      INDArray weights = layer.getParam(PartialConvolution.WEIGHT_KEY);
      long window = weights.length() / weights.size(0);
      take(weights, row.convolution + ".weight", row.perSum ? w -> w.divi(window) : w -> w);
      if (((PartialConvolution2D) layer.conf().getLayer()).hasBias()) {
        INDArray bias = layer.getParam(PartialConvolution.BIAS_KEY);
        if (row.biased) {
          take(bias, row.convolution + ".bias", b -> b);
        } else {
          matches.add(new Match(bias, null, null));
        }
      }
      if (row.normalization != null) {
        take(layer.getParam(GAMMA), row.normalization + ".weight", gamma -> gamma);
        take(layer.getParam(BETA), row.normalization + ".bias", beta -> beta);
        take(layer.getParam(GLOBAL_MEAN), row.normalization + ".running_mean", mean -> mean);
        take(
            layer.getParam(GLOBAL_LOG_STD),
            row.normalization + ".running_var",
            WeightTable::halfLog10);
      }
    }

    private void take(INDArray parameter, String name, UnaryOperator<INDArray> value) {
      Tensor tensor = left.remove(name);
      if (tensor == null) {
        missing.add(name);
        return;
      }
      // DL4J's vectors are rows of a matrix.
      long[] expected = parameter.rank() == 4 ? parameter.shape() : new long[] {parameter.length()};
      if (!Arrays.equals(tensor.shape(), expected)) {
        misshapen.add("%s of %s instead of %s".formatted(name, tensor, Arrays.toString(expected)));
        return;
      }
      matches.add(new Match(parameter, tensor, value));
    }

    void require(TensorFile file) throws IOException {
      left.keySet()
          .removeIf(
              name -> leftOut.stream().anyMatch(end -> name.endsWith(end) || name.startsWith(end)));
      List<String> problems = new ArrayList<>();
      if (!missing.isEmpty()) {
        problems.add("lacks " + missing);
      }
      if (!misshapen.isEmpty()) {
        problems.add("has " + misshapen);
      }
      if (!left.isEmpty()) {
        problems.add("has " + left.keySet() + ", which nothing takes");
      }
      if (!problems.isEmpty()) {
        throw new IOException(
            "%s doesn't fit the network: it %s".formatted(file, String.join("; it ", problems)));
      }
    }
  }

  private static INDArray halfLog10(INDArray variance) {
    INDArray bounded = Transforms.max(variance, SMALLEST_VARIANCE, false);
    return Transforms.log(bounded, false).divi(2 * Math.log(10));
  }
}
