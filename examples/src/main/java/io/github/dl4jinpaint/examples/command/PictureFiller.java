package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Fills the holes of pictures in files. */
public final class PictureFiller {

  /** What became of a picture. */
  public enum Outcome {
    /** Its holes were filled. */
    FILLED,
    /** Its mask has no hole: its output is the picture as it was. */
    WITHOUT_HOLE,
    /** Its output is there already and stays. */
    KEPT
  }

  private final Inpainter inpainter;
  private final MaskFiles masks;
  private final OutputFolder output;
  private final boolean raw;
  private int reformatted;
  private int doubtful;

  public PictureFiller(Inpainter inpainter, MaskFiles masks, OutputFolder output, boolean raw) {
    this.inpainter = inpainter;
    this.masks = masks;
    this.output = output;
    this.raw = raw;
  }

  /** How many outputs are of another format than their pictures, and so without their notes. */
  public int reformatted() {
    return reformatted;
  }

  /** How many pictures were filled by masks that were warned of. */
  public int doubtful() {
    return doubtful;
  }

  /**
   * Fills a picture.
   *
   * @return what became of it
   * @throws IOException where something can't be read or written
   * @throws IllegalArgumentException where picture and mask don't fit
   */
  public Outcome fill(Path file) throws IOException {
    Path to = output.file(file);
    if (output.keeps(to)) {
      return Outcome.KEPT;
    }
    BufferedImage picture = Pictures.read(file);
    MaskImage maskImage = masks.of(file);
    Mask mask = maskImage.mask(picture.getHeight(), picture.getWidth());
    BufferedImage filled =
        raw ? inpainter.predict(picture, mask) : inpainter.inpaint(picture, mask);
    if (!Pictures.write(filled, to, file)) {
      reformatted++;
    }
    if (!mask.hasHoles()) {
      return Outcome.WITHOUT_HOLE;
    }
    doubtful += maskImage.warnings().isEmpty() ? 0 : 1;
    return Outcome.FILLED;
  }
}
