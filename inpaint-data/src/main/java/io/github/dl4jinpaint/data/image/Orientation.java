package io.github.dl4jinpaint.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * How a camera was held, as a picture's EXIF data tell it (tag 0x0112): the values 1 to 8.
 *
 * @param transposed whether rows are columns
 * @param fromRight whether columns, after that, are counted from the right
 * @param fromBottom whether rows, after that, are counted from the bottom
 */
record Orientation(boolean transposed, boolean fromRight, boolean fromBottom) {

  private static final Orientation UPRIGHT = new Orientation(false, false, false);

  static Orientation of(int tag) {
    return switch (tag) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, true, false);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> UPRIGHT;
    };
  }

  /** Turns a picture as it was stored to how it was seen; no pixel's value changes. */
  BufferedImage upright(BufferedImage stored) {
    if (equals(UPRIGHT)) {
      return stored;
    }
    Raster from = stored.getRaster();
    int width = transposed ? from.getHeight() : from.getWidth();
    int height = transposed ? from.getWidth() : from.getHeight();
    WritableRaster to = from.createCompatibleWritableRaster(width, height);
    Object pixel = null;
    for (int y = 0; y < height; y++) {
      int row = fromBottom ? height - 1 - y : y;
      for (int x = 0; x < width; x++) {
        int column = fromRight ? width - 1 - x : x;
        pixel = from.getDataElements(transposed ? row : column, transposed ? column : row, pixel);
        to.setDataElements(x, y, pixel);
      }
    }
    return new BufferedImage(stored.getColorModel(), to, stored.isAlphaPremultiplied(), null);
  }
}
