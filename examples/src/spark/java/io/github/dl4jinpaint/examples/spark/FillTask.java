package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.MaskFiles;
import io.github.dl4jinpaint.examples.command.OutputFolder;
import io.github.dl4jinpaint.examples.command.PictureFiller;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Fills pictures on an executor: brings each and its mask onto the executor's disk, does what
 * InpaintImages does, and moves the whole output to its place.
 *
 * @param unfinished folder for outputs that are being written, beside the outputs
 */
record FillTask(
    Broadcast<FillOptions> options,
    Broadcast<SerializableConfiguration> hadoop,
    String unfinished,
    LongAccumulator filled,
    LongAccumulator failed)
    implements FlatMapFunction<Iterator<List<PictureJob>>, FillTask.Told> {

  /**
   * A picture of which there is something to tell.
   *
   * @param failure why it couldn't be filled; null where its mask has no hole
   */
  record Told(String picture, String failure) implements java.io.Serializable {}

  /** The one of this executor, and what it was made of. */
  private static Inpainter inpainter;

  private static long inpainterOf = -1;

  private static synchronized Inpainter inpainter(Broadcast<FillOptions> options, Path scratch)
      throws IOException {
    if (inpainterOf != options.id()) {
      inpainter = options.getValue().inpainter(scratch);
      inpainterOf = options.id();
    }
    return inpainter;
  }

  @Override
  public Iterator<Told> call(Iterator<List<PictureJob>> tasks) throws IOException {
    List<Told> told = new ArrayList<>();
    while (tasks.hasNext()) {
      for (PictureJob job : tasks.next()) {
        Path scratch =
            Files.createTempDirectory(Paths.get(SparkFiles.getRootDirectory()), "picture");
        try {
          PictureFiller.Outcome outcome = fill(job, scratch);
          if (outcome == PictureFiller.Outcome.WITHOUT_HOLE) {
            told.add(new Told(job.name(), null));
          }
          filled.add(1);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          told.add(new Told(job.name(), reason(e, job, scratch)));
          failed.add(1);
        } finally {
          remove(scratch);
        }
      }
    }
    return told.iterator();
  }

  private PictureFiller.Outcome fill(PictureJob job, Path scratch) throws IOException {
    FillOptions how = options.getValue();
    FileSystem outputs = files(job.output());
    org.apache.hadoop.fs.Path output = new org.apache.hadoop.fs.Path(job.output());
    // What was missing when the job began is there now: a try of this task before did it.
    if (!how.overwrite() && Tries.of(() -> outputs.exists(output))) {
      return PictureFiller.Outcome.KEPT;
    }
    Path picture = copy(job.picture(), scratch.resolve("picture"));
    Path mask = copy(job.mask(), scratch.resolve("mask"));
    OutputFolder folder = new OutputFolder(scratch.resolve("filled"), how.format(), true);
    PictureFiller.Outcome outcome =
        new PictureFiller(
                inpainter(options, scratch), new MaskFiles(mask, how.holes()), folder, how.raw())
            .fill(picture);
    Path filledPicture = scratch.resolve("filled").resolve(output.getName());
    Tries.of(
        () ->
            WholeFiles.write(
                outputs,
                new org.apache.hadoop.fs.Path(unfinished, UUID.randomUUID().toString()),
                output,
                how.overwrite(),
                out -> Files.copy(filledPicture, out)));
    return outcome;
  }

  private Path copy(String from, Path folder) throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(from);
    Path to = Files.createDirectories(folder).resolve(file.getName());
    return Tries.of(
        () -> {
          try (var in = files(from).open(file)) {
            Files.copy(in, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
          }
          return to;
        });
  }

  private FileSystem files(String file) throws IOException {
    Configuration configuration = hadoop.getValue().value();
    return new org.apache.hadoop.fs.Path(file).getFileSystem(configuration);
  }

  /** As InpaintImages tells it, with the names that the user knows. */
  private static String reason(Throwable failure, PictureJob job, Path scratch) {
    if (failure instanceof OutOfMemoryError) {
      return "it takes more memory than an executor has. " + OutOfMemory.advice("a smaller one");
    }
    return Commands.reason(failure)
        .replace(scratch.resolve("picture").resolve(job.name()).toString(), job.picture())
        .replace(scratch.resolve("mask").toString() + "/", parent(job.mask()));
  }

  private static String parent(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
