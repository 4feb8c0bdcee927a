package io.github.dl4jinpaint.data.mask;

/**
 * Masks of random lines, filled circles and arcs of ellipses, drawn with OpenCV; {@link
 * Masks#irregular()} makes the same ones.
 *
 * <p>Every mask's hole ratio is within the bounds, whatever its size. Small ratios are more
 * frequent than large ones: between 5 and 50 percent the mean is about 16 percent on images of
 * 32×32 pixels.
 */
public final class IrregularMasks implements MaskGenerator {
  private static final long serialVersionUID = 2;

  private final DrawnMasks masks;

  private IrregularMasks(DrawnMasks masks) {
    this.masks = masks;
  }

  /**
   * Masks whose hole ratio is 5 to 50 percent.
   *
   * @return a generator
   */
  public static IrregularMasks defaults() {
    return new IrregularMasks(Masks.irregular());
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
    return new IrregularMasks(Masks.irregular().withHoleRatio(min, max));
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
    return masks.generate(height, width, seed);
  }

  /**
   * These masks within a border that has no holes. The hole ratio counts the border's pixels too.
   *
   * @param pixels the border's width on each of the four sides, 0 or more
   * @return a generator, which refuses sizes where the border leaves too little
   * @throws IllegalArgumentException if the width is negative
   */
  @Override
  public DrawnMasks withValidBorder(int pixels) {
    return masks.withValidBorder(pixels);
  }

  @Override
  public String toString() {
    return "IrregularMasks[" + masks.ratio() + "]";
  }
}
