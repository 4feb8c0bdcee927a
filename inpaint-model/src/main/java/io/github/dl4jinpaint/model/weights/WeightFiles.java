package io.github.dl4jinpaint.model.weights;

import io.github.dl4jinpaint.data.internal.WholeFile;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.internal.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Networks in files that PyTorch reads or wrote. See the package for the formats.
 *
 * <pre>{@code
 * ComputationGraph network = WeightFiles.load(Path.of("1000000.pth"));     // of PConvUNet
 * WeightFiles.save(network, Path.of("network.safetensors"), false);
 * }</pre>
 */
public final class WeightFiles {

  private static final String CONFIGURATION = "configuration";
  private static final String PROVENANCE = "provenance";

  private WeightFiles() {}

  /**
   * Reads a network.
   *
   * @param file that {@link #save(ComputationGraph, Path, boolean)} wrote, or the weights of a
   *     PConvUNet of github.com/naoto0804/pytorch-inpainting-with-partial-conv with any number of
   *     levels: its state dict, or a checkpoint with one, as .pth or .safetensors
   * @return the network; an {@link io.github.dl4jinpaint.model.inpainting.Inpainter} takes it
   * @throws IOException where the file isn't there, can't be read, or holds something else; the
   *     message names it
   */
  public static ComputationGraph load(Path file) throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      if (opened.metadata().containsKey(CONFIGURATION)) {
        return ours(opened);
      }
      if (PConvUNetWeights.isOne(opened)) {
        return PConvUNetWeights.read(opened);
      }
      throw new IOException(
          "%s holds tensors, but neither those of a network that WeightFiles.save wrote nor of a PConvUNet; WeightTable copies them into a graph by a table of names. It has %s"
              .formatted(file, some(opened.tensors())));
    }
  }

  /** The first few names. */
  private static String some(Map<String, Tensor> tensors) {
    return tensors.keySet().stream().limit(5).toList() + (tensors.size() > 5 ? "…" : "");
  }

  private static ComputationGraph ours(TensorFile file) throws IOException {
    ComputationGraph network = configured(file);
    Map<String, INDArray> parameters = parameters(network);
    if (!parameters.keySet().equals(file.tensors().keySet())) {
      Set<String> missing = new HashSet<>(parameters.keySet());
      missing.removeAll(file.tensors().keySet());
      Set<String> more = new HashSet<>(file.tensors().keySet());
      more.removeAll(parameters.keySet());
      throw new IOException(
          "%s doesn't fit its own configuration: it lacks %s, and has %s, which nothing takes"
              .formatted(file, missing, more));
    }
    for (Map.Entry<String, INDArray> parameter : parameters.entrySet()) {
      INDArray values = parameter.getValue();
      Tensor tensor = file.tensors().get(parameter.getKey());
      if (!Arrays.equals(tensor.shape(), values.shape())) {
        throw new IOException(
            "%s doesn't fit its own configuration: %s is %s instead of %s"
                .formatted(file, parameter.getKey(), tensor, Arrays.toString(values.shape())));
      }
      values.assign(tensor.read(values.dataType()));
    }
    return network;
  }

  private static ComputationGraph configured(TensorFile file) throws IOException {
    try {
      var configuration =
          ComputationGraphConfiguration.fromJson(file.metadata().get(CONFIGURATION));
      requireNumbers(file, configuration);
      ComputationGraph network = new ComputationGraph(configuration);
      network.init();
      return network;
    } catch (RuntimeException e) {
      // Deeplearning4j tells by many kinds of exceptions.
      throw new IOException(file + ": its configuration is no network's: " + e, e);
    }
  }

  /** Makes sure that a network isn't made room for that is larger than its file. */
  private static void requireNumbers(TensorFile file, ComputationGraphConfiguration configuration)
      throws IOException {
    long expected = 0;
    for (GraphVertex vertex : configuration.getVertices().values()) {
      expected = Math.addExact(expected, vertex.numParams(true));
    }
    long found = file.tensors().values().stream().mapToLong(Tensor::length).sum();
    if (found != expected) {
      throw new IOException(
          "%s doesn't fit its own configuration: it has %,d numbers, the network %,d"
              .formatted(file, found, expected));
    }
  }

  /** A network's parameters, views of them, by layer and name. */
  private static Map<String, INDArray> parameters(ComputationGraph network) {
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    for (Layer layer : network.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      layer.paramTable().forEach((key, values) -> parameters.put(name + "." + key, values));
    }
    return parameters;
  }

  /**
   * Writes a network as .safetensors. It is written beside its place and moved there when it is
   * whole.
   *
   * @param network to write, without the optimiser's state
   * @param file where to; its folder is made where it isn't there
   * @param half whether to write weights in half precision, which halves the file; what there is
   *     one of for each channel stays as it is
   * @throws IOException where that fails
   * @throws IllegalArgumentException where half precision hasn't a weight's value
   */
  public static void save(ComputationGraph network, Path file, boolean half) throws IOException {
    write(network, file, half, Optional.empty());
  }

  /**
   * Writes a network and where it comes from, as {@link #save(ComputationGraph, Path, boolean)}
   * does.
   *
   * @param network to write, without the optimiser's state
   * @param file where to; its folder is made where it isn't there
   * @param half whether to write weights in half precision
   * @param provenance where the network comes from
   * @throws IOException where that fails
   * @throws IllegalArgumentException where half precision hasn't a weight's value
   */
  public static void save(ComputationGraph network, Path file, boolean half, Provenance provenance)
      throws IOException {
    write(network, file, half, Optional.of(provenance));
  }

  private static void write(
      ComputationGraph network, Path file, boolean half, Optional<Provenance> provenance)
      throws IOException {
    Map<String, INDArray> parameters = parameters(network);
    Set<String> halved = new HashSet<>();
    parameters.forEach(
        (name, values) -> {
          if (half && values.rank() > 2) {
            halved.add(name);
          }
        });
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "dl4j-inpaint");
    metadata.put(CONFIGURATION, network.getConfiguration().toJson());
    provenance.ifPresent(
        known -> metadata.put(PROVENANCE, new String(Json.write(known), StandardCharsets.UTF_8)));
    WholeFile.write(file, out -> SafeTensors.write(parameters, halved, metadata, out));
  }

  /**
   * Reads where a network comes from.
   *
   * @param file of tensors
   * @return nothing where the file doesn't tell
   * @throws IOException where the file isn't there or can't be read; the message names it
   */
  public static Optional<Provenance> provenance(Path file) throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      String provenance = opened.metadata().get(PROVENANCE);
      if (provenance == null) {
        return Optional.empty();
      }
      return Optional.of(Json.read(provenance.getBytes(StandardCharsets.UTF_8), Provenance.class));
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": its provenance is none: " + e.getOriginalMessage(), e);
    }
  }
}
