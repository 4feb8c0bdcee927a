package io.github.dl4jinpaint.data.mask;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws one rectangle. */
final class SingleRectangle {

  /** The longer side, in units of the shorter one, unless nothing else fits. */
  private static final int LONGEST = 3;

  private SingleRectangle() {}

  /** Chooses among the rectangles that fit and have a permitted number of pixels. */
  static byte[] paint(int height, int width, SplittableRandom random, Painter.HoleCount holes) {
    byte[] valid = new byte[height * width];
    Arrays.fill(valid, (byte) 1);
    if (holes.wanted() > 0) {
      int[] heights = heights(height, width, holes);
      int h = heights[random.nextInt(heights.length)];
      int w = widthFor(h, width, holes);
      fill(valid, width, random.nextInt(height - h + 1), random.nextInt(width - w + 1), h, w);
    }
    return valid;
  }

  /** The heights for which there is a width; those that make no strip, if possible. */
  private static int[] heights(int height, int width, Painter.HoleCount holes) {
    int[] heights =
        IntStream.rangeClosed(1, height)
            .filter(h -> narrowest(h, holes) <= widest(h, width, holes))
            .toArray();
    if (heights.length == 0) {
      throw new IllegalArgumentException(unreachable(height, width, holes));
    }
    int[] compact =
        Arrays.stream(heights).filter(h -> isCompact(h, widthFor(h, width, holes))).toArray();
    return compact.length > 0 ? compact : heights;
  }

  private static boolean isCompact(int h, int w) {
    return Math.max(h, w) <= (long) LONGEST * Math.min(h, w);
  }

  private static int widthFor(int h, int width, Painter.HoleCount holes) {
    return Math.max(narrowest(h, holes), Math.min(holes.wanted() / h, widest(h, width, holes)));
  }

  private static int narrowest(int h, Painter.HoleCount holes) {
    return Math.max(1, (holes.fewest() + h - 1) / h);
  }

  private static int widest(int h, int width, Painter.HoleCount holes) {
    return Math.min(width, holes.most() / h);
  }

  /** Makes a rectangle of a mask's pixels holes. */
  static void fill(byte[] valid, int width, int top, int left, int h, int w) {
    for (int y = top; y < top + h; y++) {
      Arrays.fill(valid, y * width + left, y * width + left + w, (byte) 0);
    }
  }

  private static String unreachable(int height, int width, Painter.HoleCount holes) {
    int below =
        IntStream.rangeClosed(1, height).map(h -> h * widest(h, width, holes)).max().orElse(0);
    int above =
        IntStream.rangeClosed(1, height)
            .filter(h -> narrowest(h, holes) <= width)
            .map(h -> h * narrowest(h, holes))
            .min()
            .orElse(height * width);
    return ("no rectangle within %d×%d pixels has %d to %d pixels:"
            + " the nearest have %d and %d; widen the hole ratio's bounds")
        .formatted(height, width, holes.fewest(), holes.most(), below, above);
  }
}
