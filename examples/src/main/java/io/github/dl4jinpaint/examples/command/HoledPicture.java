package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture to fill, wherever its file is.
 *
 * @param original the file's content
 * @param output whose name tells the format
 * @param warnings what is to be told of the mask
 */
public record HoledPicture(
    BufferedImage picture, byte[] original, Mask mask, Path output, List<String> warnings) {

  /**
   * Decodes a file.
   *
   * @param name the file's, for messages
   * @param mask null where the picture tells its holes itself
   * @throws IOException where it can't be read
   * @throws IllegalArgumentException where picture and mask don't fit
   */
  public static HoledPicture of(byte[] file, String name, Holes holes, MaskImage mask, Path output)
      throws IOException {
    BufferedImage picture = Pictures.read(file, name, Pictures.MOST_PIXELS);
    Holes.Marked marked = holes.of(picture, name, mask);
    return new HoledPicture(marked.picture(), file, marked.mask(), output, marked.warnings());
  }

  /** Whether the mask was warned of. */
  boolean doubtful() {
    return !warnings.isEmpty();
  }

  /** Whether the output's format is another, so that what the file tells of the picture is lost. */
  boolean changesFormat() {
    return !ImageFormat.ofContent(original).equals(ImageFormat.ofName(output));
  }

  /**
   * Fills the holes.
   *
   * @param raw whether the network's whole output is wanted
   * @return the output's content
   * @throws IOException where the format doesn't hold the picture
   */
  public byte[] filled(Inpainter inpainter, boolean raw) throws IOException {
    BufferedImage filled =
        raw ? inpainter.predict(picture, mask) : inpainter.inpaint(picture, mask);
    return Pictures.encode(filled, output, original);
  }
}
