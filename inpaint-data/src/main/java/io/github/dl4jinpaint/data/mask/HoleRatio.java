package io.github.dl4jinpaint.data.mask;

import java.io.Serializable;

/**
 * Bounds of a mask's hole ratio.
 *
 * @param min 0 to max
 * @param max min to 1
 */
record HoleRatio(double min, double max) implements Serializable {

  HoleRatio {
    if (!(0 <= min && min <= max && max <= 1)) {
      throw new IllegalArgumentException(
          "the hole ratio's bounds must be 0 ≤ min ≤ max ≤ 1, but were min "
              + min
              + " and max "
              + max);
    }
  }

  // The products are rounded, and so may miss the bound by one pixel either way. The quotient
  // decides: it is what Mask.holeRatio() gives.

  int fewestHoles(int pixels) {
    int holes = Math.max(0, (int) (min * pixels) - 1);
    while (holes / (double) pixels < min) {
      holes++;
    }
    return holes;
  }

  int mostHoles(int pixels) {
    int holes = (int) Math.min(pixels, (long) (max * pixels) + 1);
    while (holes / (double) pixels > max) {
      holes--;
    }
    return holes;
  }

  @Override
  public String toString() {
    return "hole ratio " + min + " to " + max;
  }
}
