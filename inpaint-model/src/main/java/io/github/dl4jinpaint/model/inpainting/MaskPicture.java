package io.github.dl4jinpaint.model.inpainting;

import java.awt.image.BufferedImage;

/** Reads masks that were drawn as pictures. */
final class MaskPicture {

  private static final int HALF = 128;

  /** Up to this, a mask's brightest pixels aren't white but something else than a mask's. */
  private static final int NEARLY_BLACK = 16;

  private MaskPicture() {}

  /**
   * Which pixels are valid, row by row.
   *
   * @throws IllegalArgumentException for masks of values 0 and 1
   */
  static boolean[] valid(BufferedImage mask, boolean whiteHoles) {
    Canvas canvas = Canvas.of(mask);
    int width = canvas.width();
    boolean[] valid = new boolean[width * canvas.height()];
    int brightest = 0;
    int darkest = 255;
    for (int y = 0; y < canvas.height(); y++) {
      float[] row = canvas.read(0, y, width, 1);
      float[] alpha = canvas.alpha(0, y, width, 1);
      for (int x = 0; x < width; x++) {
        int level = brightness(row, x, alpha[x], whiteHoles);
        brightest = Math.max(brightest, level);
        darkest = Math.min(darkest, level);
        valid[y * width + x] = level >= HALF != whiteHoles;
      }
    }
    if (darkest < brightest && brightest <= NEARLY_BLACK) {
      throw new IllegalArgumentException(
          "The mask is all but black: its brightest pixels are %d of 255; if its values are 0 and 1, multiply them by 255"
              .formatted(brightest));
    }
    return valid;
  }

  /**
   * A pixel's brightness, 0 to 255 after ITU-R BT.601, over the colour of valid pixels where it is
   * transparent.
   */
  private static int brightness(float[] row, int x, float alpha, boolean whiteHoles) {
    int width = row.length / 3;
    float grey = 0.299f * row[x] + 0.587f * row[width + x] + 0.114f * row[2 * width + x];
    float behind = whiteHoles ? 0 : 1 - alpha;
    return Math.round(255 * (grey * alpha + behind));
  }
}
