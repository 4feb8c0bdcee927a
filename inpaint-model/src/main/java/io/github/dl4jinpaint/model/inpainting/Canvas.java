package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.data.internal.Samples;
import java.awt.image.BufferedImage;

/** A picture to look at and to paint on, by its stored numbers. */
final class Canvas extends Samples implements PixelGrid {

  private Canvas(BufferedImage image) {
    super(image);
  }

  /** A canvas to look at. What a palette holds becomes RGB. */
  static Canvas of(BufferedImage image) {
    return new Canvas(image);
  }

  /** A canvas of its own to paint on: a copy, whose samples are the picture's. */
  static Canvas copyOf(BufferedImage image) {
    return new Canvas(copy(image));
  }

  /**
   * A mask in which what is quite transparent is missing as well, but not to be filled: the colour
   * that is stored for it is nobody's.
   */
  HoleMap withoutTransparent(HoleMap holes) {
    if (!hasAlpha()) {
      return holes;
    }
    boolean[] known = new boolean[width() * height()];
    boolean[] wanted = new boolean[known.length];
    for (int y = 0; y < height(); y++) {
      float[] alpha = alpha(0, y, width(), 1);
      for (int x = 0; x < alpha.length; x++) {
        known[y * width() + x] = alpha[x] > 0 && holes.isValid(x, y);
        wanted[y * width() + x] = alpha[x] > 0 && !holes.isValid(x, y);
      }
    }
    return new HoleMap(width(), known, wanted);
  }
}
