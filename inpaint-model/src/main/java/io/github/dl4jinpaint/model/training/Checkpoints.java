package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.internal.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: {@code checkpoint-0003.zip} after three epochs, {@code
 * checkpoint-0003-000017.zip} after 17 batches more. Each is a model file that holds its {@link
 * TrainingState} too.
 */
final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final Pattern NAME =
      Pattern.compile("checkpoint-(\\d{4,9})(?:-(\\d{6,9}))?\\.zip");
  private static final String STATE = "training.json";
  private static final String BEST = "model.zip";
  private static final String DAMAGED = ".damaged";

  /** The state comes last: where it is, the others are. */
  private static final Set<String> ENTRIES =
      Set.of(
          ModelSerializer.CONFIGURATION_JSON,
          ModelSerializer.COEFFICIENTS_BIN,
          ModelSerializer.UPDATER_BIN,
          ModelFiles.PROVENANCE,
          STATE);

  /** A checkpoint that was read. */
  record Loaded(ComputationGraph network, TrainingState state, Provenance provenance) {}

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /** Removes what a process left that was killed while it wrote. */
  void removeParts() throws IOException {
    for (Path file : files(name -> name.endsWith(ModelFiles.PART))) {
      Files.delete(file);
    }
  }

  /** What another run left: its newest checkpoint, or else its best network. */
  Optional<Path> present() throws IOException {
    List<Path> present = new ArrayList<>(newestFirst());
    present.addAll(files(name -> name.equals(BEST) || name.endsWith(DAMAGED)));
    return present.stream().findFirst();
  }

  /** The checkpoints, the newest one first. */
  List<Path> newestFirst() throws IOException {
    Comparator<Path> order =
        Comparator.<Path>comparingInt(file -> number(file, 1))
            .thenComparingInt(file -> number(file, 2));
    return files(name -> NAME.matcher(name).matches()).stream().sorted(order.reversed()).toList();
  }

  private static int number(Path file, int group) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() && name.group(group) != null ? Integer.parseInt(name.group(group)) : 0;
  }

  private List<Path> files(Predicate<String> name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> name.test(file.getFileName().toString())).toList();
    }
  }

  /** Writes a checkpoint, and removes the oldest ones. */
  void write(ComputationGraph network, TrainingState state, Provenance provenance, int keep)
      throws IOException {
    String batch = state.batch() == 0 ? "" : String.format(Locale.ROOT, "-%06d", state.batch());
    String name = String.format(Locale.ROOT, "checkpoint-%04d%s.zip", state.epoch(), batch);
    Path file = folder.resolve(name);
    ModelFiles.save(network, file, provenance, STATE, Json.write(state));
    for (Path old : newestFirst().stream().skip(keep).toList()) {
      Files.delete(old);
    }
  }

  /** Writes the best network so far. */
  void writeBest(ComputationGraph network, Provenance provenance) throws IOException {
    ModelFiles.save(network, folder.resolve(BEST), false, provenance);
  }

  /**
   * Reads the newest checkpoint that is whole. Damaged ones are set aside with a warning.
   *
   * @throws NoSuchFileException where there is none
   */
  Loaded newest() throws IOException {
    for (Path file : newestFirst()) {
      TrainingState state = stateIfWhole(file);
      if (state != null) {
        Provenance provenance = ModelFiles.provenance(file).orElseThrow();
        return new Loaded(ModelFiles.load(file), state, provenance);
      }
      Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("{} is damaged; it is {} now, and the checkpoint before is taken", file, aside);
    }
    throw new NoSuchFileException(folder.toString(), null, "no checkpoint to go on from in here");
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
