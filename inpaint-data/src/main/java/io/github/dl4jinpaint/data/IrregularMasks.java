package io.github.dl4jinpaint.data;

import java.util.SplittableRandom;

/**
 * Masks of random lines, filled circles and arcs of ellipses, drawn with OpenCV.
 *
 * <p>Every mask's hole ratio is within the bounds, whatever its size. Small ratios are more
 * frequent than large ones: between 5 and 50 percent the mean is about 16 percent on images of
 * 32×32 pixels.
 */
public final class IrregularMasks implements MaskGenerator {
  private static final long serialVersionUID = 1;

  /** The exponent that makes small hole ratios the frequent ones. */
  private static final double SKEW = 5.5;

  private final double min;
  private final double max;

  private IrregularMasks(double min, double max) {
    this.min = min;
    this.max = max;
  }

  /**
   * Masks whose hole ratio is 5 to 50 percent.
   *
   * @return a generator
   */
  public static IrregularMasks defaults() {
    return withHoleRatio(0.05, 0.50);
  }

  /**
   * Masks whose hole ratio is within bounds.
   *
   * @param min the smallest share of holes, 0 to max
   * @param max the largest share of holes, min to 1
   * @return a generator
   * @throws IllegalArgumentException if the bounds aren't 0 ≤ min ≤ max ≤ 1
   */
  public static IrregularMasks withHoleRatio(double min, double max) {
    if (!(0 <= min && min <= max && max <= 1)) {
      throw new IllegalArgumentException(
          "the hole ratio's bounds must be 0 ≤ min ≤ max ≤ 1, but were min "
              + min
              + " and max "
              + max);
    }
    return new IrregularMasks(min, max);
  }

  /**
   * Draws a mask.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @param seed decides the holes
   * @return a mask whose hole ratio is within the bounds
   * @throws IllegalArgumentException if a size is below 1, or no number of pixels makes a hole
   *     ratio within the bounds
   */
  @Override
  public Mask generate(int height, int width, long seed) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a mask has at least 1×1 pixels, not " + height + "×" + width);
    }
    int pixels = Math.multiplyExact(height, width);
    int fewest = fewestHoles(pixels);
    int most = mostHoles(pixels);
    if (fewest > most) {
      throw new IllegalArgumentException(
          unreachable(height, width, most / (double) pixels, fewest / (double) pixels));
    }
    SplittableRandom random = new SplittableRandom(seed);
    int wanted = fewest + (int) ((most - fewest + 1) * Math.pow(random.nextDouble(), SKEW));
    return MaskCanvas.ofThread(height, width).draw(random, wanted, most);
  }

  // The products are rounded, and so may miss the bound by one pixel either way. The quotient
  // decides: it is what Mask.holeRatio() gives.

  private int fewestHoles(int pixels) {
    int holes = Math.max(0, (int) (min * pixels) - 1);
    while (holes / (double) pixels < min) {
      holes++;
    }
    return holes;
  }

  private int mostHoles(int pixels) {
    int holes = Math.min(pixels, (int) (max * pixels) + 1);
    while (holes / (double) pixels > max) {
      holes--;
    }
    return holes;
  }

  private String unreachable(int height, int width, double below, double above) {
    return ("no mask of %d×%d pixels has a hole ratio between %s and %s:"
            + " the nearest are %s and %s; widen the bounds")
        .formatted(height, width, min, max, below, above);
  }

  @Override
  public String toString() {
    return "IrregularMasks[hole ratio " + min + " to " + max + "]";
  }
}
