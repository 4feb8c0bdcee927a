package io.github.dl4jinpaint.data.mask;

/** Masks moved and resized, without new values in between. */
final class MaskGeometry {

  private MaskGeometry() {}

  /** Nearest neighbour, by the pixels' centres. */
  static Mask resized(Mask mask, int height, int width) {
    if (height == mask.height() && width == mask.width()) {
      return mask;
    }
    requireSize(height, width);
    byte[] from = mask.pixels();
    byte[] to = new byte[Math.multiplyExact(height, width)];
    int[] columns = nearest(width, mask.width());
    int[] rows = nearest(height, mask.height());
    for (int y = 0; y < height; y++) {
      int row = rows[y] * mask.width();
      for (int x = 0; x < width; x++) {
        to[y * width + x] = from[row + columns[x]];
      }
    }
    return new Mask(height, width, to);
  }

  private static int[] nearest(int size, int fromSize) {
    int[] nearest = new int[size];
    for (int i = 0; i < size; i++) {
      nearest[i] = (int) ((2L * i + 1) * fromSize / (2L * size));
    }
    return nearest;
  }

  /** The part of a mask whose top left pixel is given. */
  static Mask cropped(Mask mask, int top, int left, int height, int width) {
    requireSize(height, width);
    byte[] part = new byte[Math.multiplyExact(height, width)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(mask.pixels(), (top + y) * mask.width() + left, part, y * width, width);
    }
    return new Mask(height, width, part);
  }

  private static void requireSize(int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a mask has at least 1×1 pixels, not " + height + "×" + width);
    }
  }

  /** Holes grown by a disc. */
  static Mask dilated(Mask mask, int radius) {
    if (radius < 0) {
      throw new IllegalArgumentException("Holes grow by 0 pixels or more, not by " + radius);
    }
    if (radius == 0 || !mask.hasHoles()) {
      return mask;
    }
    int height = mask.height();
    int width = mask.width();
    int[] toHole = toHoleInRow(mask);
    byte[] valid = mask.toBytes();
    int highest = Math.min(radius, height - 1);
    for (int dy = -highest; dy <= highest; dy++) {
      int reach = (int) Math.sqrt((double) radius * radius - (double) dy * dy);
      int last = Math.min(height, height - dy);
      for (int y = Math.max(0, -dy); y < last; y++) {
        int to = y * width;
        int from = (y + dy) * width;
        for (int x = 0; x < width; x++) {
          if (toHole[from + x] <= reach) {
            valid[to + x] = 0;
          }
        }
      }
    }
    return new Mask(height, width, valid);
  }

  /** How far the nearest hole is to the left or right; more than a row's length for none. */
  private static int[] toHoleInRow(Mask mask) {
    int width = mask.width();
    byte[] pixels = mask.pixels();
    int[] distance = new int[pixels.length];
    for (int row = 0; row < pixels.length; row += width) {
      int since = Integer.MAX_VALUE / 2;
      for (int i = row; i < row + width; i++) {
        since = pixels[i] == 0 ? 0 : since + 1;
        distance[i] = since;
      }
      for (int i = row + width - 2; i >= row; i--) {
        distance[i] = Math.min(distance[i], distance[i + 1] + 1);
      }
    }
    return distance;
  }

  /** A mask flipped from left to right, or not, and then turned clockwise by quarters. */
  static Mask turned(Mask mask, boolean flipped, int quarters) {
    if (!flipped && quarters == 0) {
      return mask;
    }
    boolean sideways = quarters % 2 == 1;
    int height = sideways ? mask.width() : mask.height();
    int width = sideways ? mask.height() : mask.width();
    byte[] from = mask.pixels();
    byte[] to = new byte[from.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromY =
            switch (quarters) {
              case 0 -> y;
              case 1 -> width - 1 - x;
              case 2 -> height - 1 - y;
              default -> x;
            };
        int fromX =
            switch (quarters) {
              case 0 -> x;
              case 1 -> y;
              case 2 -> width - 1 - x;
              default -> height - 1 - y;
            };
        int column = flipped ? mask.width() - 1 - fromX : fromX;
        to[y * width + x] = from[fromY * mask.width() + column];
      }
    }
    return new Mask(height, width, to);
  }
}
