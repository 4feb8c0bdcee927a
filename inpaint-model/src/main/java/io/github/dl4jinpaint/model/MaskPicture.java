package io.github.dl4jinpaint.model;

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
    int darkest = 3 * 255;
    for (int y = 0; y < canvas.height(); y++) {
      float[] row = canvas.read(0, y, width, 1);
      float[] alpha = canvas.alpha(0, y, width, 1);
      for (int x = 0; x < width; x++) {
        int sum = brightness(row, x, alpha[x], whiteHoles);
        brightest = Math.max(brightest, sum);
        darkest = Math.min(darkest, sum);
        valid[y * width + x] = sum >= 3 * HALF != whiteHoles;
      }
    }
    if (darkest < brightest && brightest <= 3 * NEARLY_BLACK) {
      throw new IllegalArgumentException(
          "The mask is all but black: its brightest pixels are %d of 255; if its values are 0 and 1, multiply them by 255"
              .formatted(brightest / 3));
    }
    return valid;
  }

  /** The sum of red, green and blue, over the colour of valid pixels where it is transparent. */
  private static int brightness(float[] row, int x, float alpha, boolean whiteHoles) {
    float behind = whiteHoles ? 0 : 1 - alpha;
    int width = row.length / 3;
    int sum = 0;
    for (int c = 0; c < 3; c++) {
      sum += Math.round(255 * (row[c * width + x] * alpha + behind));
    }
    return sum;
  }
}
