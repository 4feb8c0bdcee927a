package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.internal.WholeFile;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fills the holes of pictures in files. Several threads may use it.
 *
 * @param masks null where pictures tell their holes themselves
 * @param format what is written to standard output
 * @param raw whether the network's whole output is wanted
 * @param standardOutput what it is written to
 */
public record PictureFiller(
    Inpainter inpainter,
    Holes holes,
    MaskFiles masks,
    PictureFormat format,
    boolean raw,
    OutputStream standardOutput) {

  /**
   * Fills a picture.
   *
   * @return what became of it
   * @throws IOException where something can't be read or written
   * @throws IllegalArgumentException where picture and mask don't fit
   */
  FillReport fill(FillJob job) throws IOException {
    boolean given = job.picture().equals(FillJob.STANDARD);
    boolean shown = job.output().equals(FillJob.STANDARD);
    byte[] file = given ? standardInput() : bytes(job.picture());
    Path output = shown ? Path.of("output." + format.of(file)) : job.output();
    ImageFormat.ofName(output).ifPresent(PictureFormat::requireWritten);
    MaskImage mask = masks == null ? null : masks.of(job.name());
    String name = given ? job.title() : job.picture().toString();
    HoledPicture picture = HoledPicture.of(file, name, holes, mask, output);
    byte[] filled = picture.filled(inpainter, raw);
    if (shown) {
      standardOutput.write(filled);
      standardOutput.flush();
    } else {
      WholeFile.write(output, filled);
    }
    FillReport report = new FillReport();
    report.done(picture);
    return report;
  }

  private static byte[] standardInput() throws IOException {
    byte[] content = System.in.readNBytes(Pictures.MOST_BYTES + 1);
    if (content.length > Pictures.MOST_BYTES) {
      throw tooLarge("standard input");
    }
    return content;
  }

  static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > Pictures.MOST_BYTES) {
      throw tooLarge(file.toString());
    }
    return Files.readAllBytes(file);
  }

  /** Tells of a file that is larger than those that are read. */
  public static IOException tooLarge(String file) {
    return new IOException(
        "%s has more than the %,d bytes that are read at most"
            .formatted(file, Pictures.MOST_BYTES));
  }
}
