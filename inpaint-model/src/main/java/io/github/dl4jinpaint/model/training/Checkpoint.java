package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.internal.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * All that a run needs to go on: a model file that holds its {@link TrainingState} too.
 *
 * @param network with its updater
 */
record Checkpoint(ComputationGraph network, TrainingState state, Provenance provenance) {

  private static final String STATE = "training.json";

  /** The state comes last: where it is, the others are. */
  private static final Set<String> ENTRIES =
      Set.of(
          ModelSerializer.CONFIGURATION_JSON,
          ModelSerializer.COEFFICIENTS_BIN,
          ModelSerializer.UPDATER_BIN,
          ModelFiles.PROVENANCE,
          STATE);

  void write(Path file) throws IOException {
    ModelFiles.save(network, file, provenance, STATE, Json.write(state));
  }

  /**
   * Reads a checkpoint.
   *
   * @return nothing where it is damaged
   */
  static Optional<Checkpoint> read(Path file) throws IOException {
    TrainingState state = stateIfWhole(file);
    if (state == null) {
      return Optional.empty();
    }
    Provenance provenance = ModelFiles.provenance(file).orElseThrow();
    return Optional.of(new Checkpoint(ModelFiles.load(file), state, provenance));
  }

  /** Reads all of a file, since the checksums of its entries tell whether it is whole. */
  private static TrainingState stateIfWhole(Path file) throws IOException {
    TrainingState state = null;
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!ENTRIES.contains(entry.getName())) {
          return null;
        }
        if (entry.getName().equals(STATE)) {
          state = Json.read(zip.readAllBytes(), TrainingState.class);
        } else {
          zip.transferTo(OutputStream.nullOutputStream());
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      return null;
    }
    return state;
  }
}
