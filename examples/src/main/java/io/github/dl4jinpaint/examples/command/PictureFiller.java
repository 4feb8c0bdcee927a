package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.internal.WholeFile;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fills the holes of pictures in files. */
public record PictureFiller(
    Inpainter inpainter, MaskFiles masks, OutputFolder output, boolean raw) {

  /**
   * Fills a picture.
   *
   * @param report gets to know what became of it, unless it fails
   * @throws IOException where something can't be read or written
   * @throws IllegalArgumentException where picture and mask don't fit
   */
  public void fill(Path file, FillReport report) throws IOException {
    Path to = output.file(file);
    if (output.keeps(to)) {
      report.kept(1);
      return;
    }
    HoledPicture picture = HoledPicture.of(bytes(file), file.toString(), masks.of(file), to);
    WholeFile.write(to, picture.filled(inpainter, raw));
    report.done(picture);
  }

  private static byte[] bytes(Path file) throws IOException {
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
