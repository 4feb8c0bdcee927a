package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.FillReport;
import io.github.dl4jinpaint.examples.command.HoledPicture;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Paths;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Fills pictures on an executor: reads each and its mask, does what InpaintImages does, and writes
 * the output whole.
 *
 * @param unfinished folder for outputs that are being written, beside the outputs
 */
record FillTask(
    Broadcast<FillOptions> options,
    Broadcast<SerializableConfiguration> hadoop,
    String unfinished,
    LongAccumulator filled,
    LongAccumulator failed)
    implements FlatMapFunction<Iterator<List<PictureJob>>, FillReport> {

  /** The one of this executor, and what it was made of. */
  private static Inpainter inpainter;

  private static long inpainterOf = -1;

  private static synchronized Inpainter inpainter(Broadcast<FillOptions> options)
      throws IOException {
    if (inpainterOf != options.id()) {
      inpainter = options.getValue().inpainter(Paths.get(SparkFiles.getRootDirectory()));
      inpainterOf = options.id();
    }
    return inpainter;
  }

  @Override
  public Iterator<FillReport> call(Iterator<List<PictureJob>> tasks) {
    FillReport report = new FillReport();
    LastMask masks = new LastMask();
    while (tasks.hasNext()) {
      for (PictureJob job : tasks.next()) {
        try {
          fill(job, masks, report);
          filled.add(1);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          report.failed(job.name(), reason(e));
          failed.add(1);
        }
      }
    }
    return List.of(report).iterator();
  }

  /** A task's latest mask, which may be that of its next picture too. */
  private final class LastMask {
    private String file;
    private MaskImage mask;

    MaskImage of(String wanted) throws IOException {
      if (!wanted.equals(file)) {
        mask = inputs().mask(wanted, options.getValue().holes().drawn());
        file = wanted;
      }
      return mask;
    }
  }

  private void fill(PictureJob job, LastMask masks, FillReport report) throws IOException {
    FillOptions how = options.getValue();
    Path output = new Path(job.output());
    FileSystem outputs = output.getFileSystem(hadoop.getValue().value());
    MaskImage mask = job.mask() == null ? null : masks.of(job.mask());
    HoledPicture picture =
        HoledPicture.of(
            inputs().read(job.picture()),
            job.picture(),
            how.holes(),
            mask,
            Paths.get(output.getName()));
    // What was missing when the job began may be there now: a try of this task before did it.
    if (how.overwrite() || !Tries.of(() -> outputs.exists(output))) {
      byte[] filledPicture = picture.filled(inpainter(options), how.raw());
      Tries.of(() -> write(filledPicture, outputs, output));
    }
    report.done(picture);
  }

  private boolean write(byte[] content, FileSystem outputs, Path output) throws IOException {
    Path elsewhere = new Path(unfinished, UUID.randomUUID().toString());
    return WholeFiles.write(
        outputs, elsewhere, output, options.getValue().overwrite(), out -> out.write(content));
  }

  private InputFiles inputs() {
    return new InputFiles(hadoop.getValue().value());
  }

  /** As InpaintImages tells it. */
  private static String reason(Throwable failure) {
    return failure instanceof OutOfMemoryError
        ? "it takes more memory than an executor has. " + OutOfMemory.advice("a smaller one")
        : Commands.reason(failure);
  }
}
