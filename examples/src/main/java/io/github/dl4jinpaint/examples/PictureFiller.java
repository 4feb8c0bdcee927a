package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fills the holes of pictures in files. */
final class PictureFiller {

  private static final long MOST_PIXELS = 100_000_000;

  private final Inpainter inpainter;
  private final MaskFiles masks;
  private final OutputFolder output;
  private final boolean raw;

  PictureFiller(Inpainter inpainter, MaskFiles masks, OutputFolder output, boolean raw) {
    this.inpainter = inpainter;
    this.masks = masks;
    this.output = output;
    this.raw = raw;
  }

  /**
   * Fills a picture.
   *
   * @return false where its output is there already and stays
   * @throws IOException where something can't be read or written
   * @throws IllegalArgumentException where picture and mask don't fit
   */
  boolean fill(Path file) throws IOException {
    Path to = output.file(file);
    if (output.keeps(to)) {
      return false;
    }
    BufferedImage picture = PictureFile.decode(Files.readAllBytes(file), "it", MOST_PIXELS);
    BufferedImage filled = fill(picture, masks.of(file));
    output.write(to, PictureFile.encode(filled, PictureFormat.extension(to)));
    return true;
  }

  private BufferedImage fill(BufferedImage picture, BufferedImage mask) {
    return inpainter.inpaint(picture, mask);
  }
}
