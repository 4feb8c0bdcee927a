package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.ModelFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run: how its files are called, and which there are.
 *
 * <ul>
 *   <li>{@code checkpoint-0003.zip} after three epochs, {@code checkpoint-0003-000017.zip} after 17
 *       batches more: a {@link Checkpoint}. Damaged ones end in {@code .damaged}
 *   <li>{@code model.zip}, the best network
 *   <li>{@code loss.csv} and {@code batches.csv}, {@link LossTables}
 *   <li>{@code lock}, locked while a run goes on
 *   <li>what ends in {@value ModelFiles#PART} is being written, or was when a process was killed
 * </ul>
 */
final class RunFolder {

  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
  private static final Pattern CHECKPOINT =
      Pattern.compile("checkpoint-(\\d{4,9})(?:-(\\d{6,9}))?\\.zip");
  private static final String MODEL = "model.zip";
  private static final String DAMAGED = ".damaged";

  private final Path folder;

  RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Keeps other runs out, in this process and in others, until it is closed.
   *
   * @throws NoSuchFileException where there is no such folder
   * @throws IllegalStateException where another run goes on in it
   */
  Closeable lock() throws IOException {
    return FolderLock.of(folder);
  }

  void create() throws IOException {
    Files.createDirectories(folder);
  }

  /** The checkpoint after so many epochs, and so many batches of the next. */
  Path checkpoint(int epoch, int batch) {
    String batches = batch == 0 ? "" : String.format(Locale.ROOT, "-%06d", batch);
    return folder.resolve(String.format(Locale.ROOT, "checkpoint-%04d%s.zip", epoch, batches));
  }

  Path model() {
    return folder.resolve(MODEL);
  }

  Path lossTable() {
    return folder.resolve("loss.csv");
  }

  Path batchTable() {
    return folder.resolve("batches.csv");
  }

  /** The checkpoints, the newest one first. */
  List<Path> checkpoints() throws IOException {
    Comparator<Path> order =
        Comparator.<Path>comparingInt(file -> number(file, 1))
            .thenComparingInt(file -> number(file, 2));
    return files(name -> CHECKPOINT.matcher(name).matches()).stream()
        .sorted(order.reversed())
        .toList();
  }

  private static int number(Path file, int group) {
    Matcher name = CHECKPOINT.matcher(file.getFileName().toString());
    return name.matches() && name.group(group) != null ? Integer.parseInt(name.group(group)) : 0;
  }

  /**
   * Reads the newest checkpoint that is whole. Damaged ones are set aside with a warning.
   *
   * @throws NoSuchFileException where there is none
   */
  Checkpoint newestCheckpoint() throws IOException {
    for (Path file : checkpoints()) {
      Optional<Checkpoint> whole = Checkpoint.read(file);
      if (whole.isPresent()) {
        return whole.get();
      }
      Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("{} is damaged; it is {} now, and the checkpoint before is taken", file, aside);
    }
    throw new NoSuchFileException(folder.toString(), null, "no checkpoint to go on from in here");
  }

  /**
   * Sees to it that no other run is lost to this one.
   *
   * @throws IllegalStateException where one left a checkpoint or its best network
   */
  void requireNoRun() throws IOException {
    List<Path> present = new ArrayList<>(checkpoints());
    present.addAll(files(name -> name.equals(MODEL) || name.endsWith(DAMAGED)));
    if (!present.isEmpty()) {
      throw new IllegalStateException(
          "%s holds a run already, with %s: resume it, or choose another folder"
              .formatted(folder, present.get(0).getFileName()));
    }
  }

  /** Removes what a process left that was killed while it wrote. */
  void removeParts() throws IOException {
    for (Path file : files(name -> name.endsWith(ModelFiles.PART))) {
      Files.delete(file);
    }
  }

  private List<Path> files(Predicate<String> name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> name.test(file.getFileName().toString())).toList();
    }
  }
}
