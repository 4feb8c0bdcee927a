package io.github.dl4jinpaint.model;

import io.github.dl4jinpaint.data.internal.WholeFile;
import io.github.dl4jinpaint.model.internal.Json;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import io.github.dl4jinpaint.model.weights.TensorFile;
import io.github.dl4jinpaint.model.weights.WeightFiles;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Networks in files, in DL4J's own format: {@link ModelSerializer} reads them too. Beside the
 * network they can hold its {@link Provenance}. {@link WeightFiles} writes them for PyTorch.
 */
public final class ModelFiles {

  /** The report's network 2, trained on CIFAR-10. */
  private static final String CIFAR10 = "table2-cifar10.zip";

  /** The network that makes one filling of several, trained on photographs. */
  private static final String FUSION = "fusion-photographs.zip";

  /** The entry that tells where a network comes from. */
  public static final String PROVENANCE = "provenance.json";

  /** What the names of files end in that are being written. */
  public static final String PART = WholeFile.PART;

  private ModelFiles() {}

  /**
   * Writes a network. It is written beside its place and moved there when it is whole, so that a
   * model which was there before is lost in no case.
   *
   * @param network to write
   * @param file where to; its folder is made where it isn't there
   * @param withUpdater whether to write the optimiser's state too, which training needs to go on,
   *     and which takes twice the parameters' size with Adam
   * @throws IOException where that fails
   */
  public static void save(ComputationGraph network, Path file, boolean withUpdater)
      throws IOException {
    save(network, file, withUpdater, Map.of());
  }

  /**
   * Writes a network and where it comes from, as {@link #save(ComputationGraph, Path, boolean)}
   * does.
   *
   * @param network to write
   * @param file where to; its folder is made where it isn't there
   * @param withUpdater whether to write the optimiser's state too
   * @param provenance where the network comes from
   * @throws IOException where that fails
   */
  public static void save(
      ComputationGraph network, Path file, boolean withUpdater, Provenance provenance)
      throws IOException {
    save(network, file, withUpdater, Map.of(PROVENANCE, Json.write(provenance)));
  }

  /**
   * Writes a network with the optimiser's state, where it comes from, and an entry of one's own, as
   * {@link #save(ComputationGraph, Path, boolean)} does.
   *
   * @param network to write
   * @param file where to; its folder is made where it isn't there
   * @param provenance where the network comes from
   * @param entry the entry's name
   * @param content the entry's bytes
   * @throws IOException where that fails
   */
  public static void save(
      ComputationGraph network, Path file, Provenance provenance, String entry, byte[] content)
      throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(PROVENANCE, Json.write(provenance));
    entries.put(entry, content);
    save(network, file, true, entries);
  }

  private static void save(
      ComputationGraph network, Path file, boolean withUpdater, Map<String, byte[]> entries)
      throws IOException {
    WholeFile.write(file, out -> write(network, withUpdater, entries, out));
  }

  /** ModelSerializer's layout; it takes no entries beside its own, and packs more slowly. */
  private static void write(
      ComputationGraph network, boolean withUpdater, Map<String, byte[]> entries, OutputStream out)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.BEST_SPEED);
    zip.putNextEntry(new ZipEntry(ModelSerializer.CONFIGURATION_JSON));
    zip.write(network.getConfiguration().toJson().getBytes(StandardCharsets.UTF_8));
    write(network.params(), ModelSerializer.COEFFICIENTS_BIN, zip);
    INDArray state = withUpdater ? network.getUpdater().getStateViewArray() : null;
    if (state != null && state.length() > 0) {
      write(state, ModelSerializer.UPDATER_BIN, zip);
    }
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      zip.putNextEntry(new ZipEntry(entry.getKey()));
      zip.write(entry.getValue());
    }
    zip.finish();
  }

  private static void write(INDArray array, String entry, ZipOutputStream zip) throws IOException {
    zip.putNextEntry(new ZipEntry(entry));
    DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip));
    Nd4j.write(array, data);
    data.flush();
  }

  /**
   * Reads a network, with the optimiser's state where the file has it. What kind of file it is, its
   * content says.
   *
   * @param file that {@link #save(ComputationGraph, Path, boolean)} or {@link WeightFiles#save}
   *     wrote, a checkpoint of {@link InpaintingTrainer}, or PyTorch's of a network that {@link
   *     WeightFiles#load} knows
   * @return the network
   * @throws IOException where the file isn't there, can't be read, or is no such model; the message
   *     names it
   */
  public static ComputationGraph load(Path file) throws IOException {
    if (Files.isRegularFile(file) && TensorFile.isOne(file)) {
      return WeightFiles.load(file);
    }
    try (InputStream in = open(file)) {
      return read(in, file.toString());
    }
  }

  /**
   * Reads a network from a stream, with the optimiser's state where it has it.
   *
   * @param in holds what {@link #save(ComputationGraph, Path, boolean)} wrote; is read, not closed
   * @param name where the stream comes from, for error messages
   * @return the network
   * @throws IOException where the stream can't be read or is no such model; the message names it
   */
  public static ComputationGraph read(InputStream in, String name) throws IOException {
    try {
      return ModelSerializer.restoreComputationGraph(in, true);
    } catch (IOException | RuntimeException e) {
      // ModelSerializer tells damaged files by many kinds of exceptions.
      throw noModel(name, e);
    }
  }

  /**
   * Reads the report's network 2, trained on CIFAR-10 pictures of 32 × 32 pixels, which ships with
   * this library.
   *
   * @return a new instance
   * @throws IOException where it can't be read
   */
  public static ComputationGraph cifar10() throws IOException {
    return shipped(CIFAR10);
  }

  /**
   * Reads the network that makes one filling of several, trained on photographs, which ships with
   * this library.
   *
   * @return a new instance
   * @throws IOException where it can't be read
   */
  public static ComputationGraph fusion() throws IOException {
    return shipped(FUSION);
  }

  private static ComputationGraph shipped(String name) throws IOException {
    try (InputStream in = ModelFiles.class.getResourceAsStream(name)) {
      return read(in, name);
    }
  }

  private static IOException noModel(String name, Exception e) {
    return new IOException(
        name + " is no model that can be read (a file of ModelFiles.save is expected): " + e, e);
  }

  /**
   * Reads where a network comes from.
   *
   * @param file a model or a checkpoint
   * @return nothing where the file doesn't tell
   * @throws IOException where the file isn't there, can't be read or is no model; the message names
   *     it
   */
  public static Optional<Provenance> provenance(Path file) throws IOException {
    if (Files.isRegularFile(file) && TensorFile.isOne(file)) {
      return WeightFiles.provenance(file);
    }
    try (InputStream in = open(file)) {
      return provenance(in, file.toString());
    }
  }

  /**
   * Reads where {@link #cifar10} comes from.
   *
   * @return nothing where it doesn't tell
   * @throws IOException where it can't be read
   */
  public static Optional<Provenance> cifar10Provenance() throws IOException {
    return shippedProvenance(CIFAR10);
  }

  /**
   * Reads where {@link #fusion} comes from.
   *
   * @return nothing where it doesn't tell
   * @throws IOException where it can't be read
   */
  public static Optional<Provenance> fusionProvenance() throws IOException {
    return shippedProvenance(FUSION);
  }

  private static Optional<Provenance> shippedProvenance(String name) throws IOException {
    try (InputStream in = ModelFiles.class.getResourceAsStream(name)) {
      return provenance(in, name);
    }
  }

  private static Optional<Provenance> provenance(InputStream in, String name) throws IOException {
    ZipInputStream zip = new ZipInputStream(in);
    boolean network = false;
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(PROVENANCE)) {
          return Optional.of(Json.read(zip.readAllBytes(), Provenance.class));
        }
        network |= entry.getName().equals(ModelSerializer.CONFIGURATION_JSON);
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw noModel(name, e);
    }
    if (!network) {
      throw noModel(name, new ZipException("it holds no network"));
    }
    return Optional.empty();
  }

  private static InputStream open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no model file here");
    }
    return Files.newInputStream(file);
  }
}
