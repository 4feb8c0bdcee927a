package io.github.dl4jinpaint.data.mask;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws the path of a random walk. */
final class RandomWalk {
  private static final int STEPS_OF_A_LONG = Long.SIZE / 2;

  private RandomWalk() {}

  /**
   * Walks from a random pixel, a pixel up, down, left or right at each step and none where the next
   * one would be outside, until as many pixels as wanted were visited.
   */
  static byte[] paint(int height, int width, SplittableRandom random, Painter.HoleCount count) {
    byte[] valid = new byte[height * width];
    Arrays.fill(valid, (byte) 1);
    int y = random.nextInt(height);
    int x = random.nextInt(width);
    long bits = 0;
    int holes = 0;
    for (int step = 0; holes < count.wanted(); step++) {
      int pixel = y * width + x;
      holes += valid[pixel];
      valid[pixel] = 0;
      bits = step % STEPS_OF_A_LONG == 0 ? random.nextLong() : bits >>> 2;
      switch ((int) bits & 3) {
        case 0 -> x = Math.min(x + 1, width - 1);
        case 1 -> x = Math.max(x - 1, 0);
        case 2 -> y = Math.min(y + 1, height - 1);
        default -> y = Math.max(y - 1, 0);
      }
    }
    return valid;
  }
}
