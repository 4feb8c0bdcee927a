package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Fills the holes of pictures in files. */
public final class PictureFiller {

  private final Inpainter inpainter;
  private final MaskFiles masks;
  private final OutputFolder output;
  private final boolean raw;

  public PictureFiller(Inpainter inpainter, MaskFiles masks, OutputFolder output, boolean raw) {
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
  public boolean fill(Path file) throws IOException {
    Path to = output.file(file);
    if (output.keeps(to)) {
      return false;
    }
    BufferedImage picture = Pictures.read(file);
    BufferedImage mask = masks.of(file);
    Pictures.write(raw ? inpainter.predict(picture, mask) : inpainter.inpaint(picture, mask), to);
    return true;
  }
}
