package io.github.dl4jinpaint.data.mask;

import java.util.SplittableRandom;

/**
 * Masks that are drawn: one of the kinds of {@link Masks}, with a hole ratio within bounds and, if
 * wanted, a border without holes. Immutable.
 *
 * <p>Every mask's hole ratio, over all its pixels, is within the bounds, whatever its size. Where
 * no mask can be, {@link #generate} says which ratios are within reach.
 */
public final class DrawnMasks implements MaskGenerator {
  private static final long serialVersionUID = 1;

  private final DrawnKind kind;
  private final HoleRatio ratio;
  private final ValidBorder border;

  DrawnMasks(DrawnKind kind) {
    this(kind, kind.usual(), ValidBorder.NONE);
  }

  private DrawnMasks(DrawnKind kind, HoleRatio ratio, ValidBorder border) {
    this.kind = kind;
    this.ratio = ratio;
    this.border = border;
  }

  /**
   * Such masks whose hole ratio is within other bounds.
   *
   * @param min the smallest share of holes, 0 to max
   * @param max the largest share of holes, min to 1
   * @return a generator
   * @throws IllegalArgumentException if the bounds aren't 0 ≤ min ≤ max ≤ 1
   */
  public DrawnMasks withHoleRatio(double min, double max) {
    return new DrawnMasks(kind, new HoleRatio(min, max), border);
  }

  /**
   * Such masks whose hole ratio is within one of the paper's bins.
   *
   * @param bin the bounds
   * @return a generator
   */
  public DrawnMasks withHoleRatio(HoleRatioBin bin) {
    return withHoleRatio(bin.min(), bin.max());
  }

  /**
   * Such masks within a border that has no holes. The hole ratio counts the border's pixels too.
   *
   * @param pixels the border's width on each of the four sides, 0 or more; replaces the one there
   *     was
   * @return a generator, which refuses sizes where the border leaves too little
   * @throws IllegalArgumentException if the width is negative
   */
  @Override
  public DrawnMasks withValidBorder(int pixels) {
    return new DrawnMasks(kind, ratio, new ValidBorder(pixels));
  }

  /**
   * Draws a mask.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @param seed decides the holes
   * @return a mask whose hole ratio is within the bounds
   * @throws IllegalArgumentException if a size is below 1, the border leaves nothing, or no mask of
   *     that size has a hole ratio within the bounds
   */
  @Override
  public Mask generate(int height, int width, long seed) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a mask has at least 1×1 pixels, not " + height + "×" + width);
    }
    int pixels = Math.multiplyExact(height, width);
    int innerHeight = border.within(height);
    int innerWidth = border.within(width);
    int room = innerHeight * innerWidth;
    int fewest = ratio.fewestHoles(pixels);
    int most = Math.min(ratio.mostHoles(pixels), room);
    if (fewest > most) {
      throw new IllegalArgumentException(
          fewest > room
              ? tooLittleRoom(height, width, room / (double) pixels)
              : unreachable(height, width, most / (double) pixels, fewest / (double) pixels));
    }
    SplittableRandom random = new SplittableRandom(seed);
    Painter.HoleCount holes =
        new Painter.HoleCount(fewest, kind.wanted(random, fewest, most), most);
    byte[] inner = kind.painter().paint(innerHeight, innerWidth, random, holes);
    return border.around(inner, height, width);
  }

  HoleRatio ratio() {
    return ratio;
  }

  private String tooLittleRoom(int height, int width, double within) {
    return ("a valid border of %d pixels allows a mask of %d×%d pixels a hole ratio of at most %s,"
            + " but the bounds are %s and %s; take a narrower border or lower bounds")
        .formatted(border.pixels(), height, width, within, ratio.min(), ratio.max());
  }

  private String unreachable(int height, int width, double below, double above) {
    return ("no mask of %d×%d pixels has a hole ratio between %s and %s:"
            + " the nearest are %s and %s; widen the bounds")
        .formatted(height, width, ratio.min(), ratio.max(), below, above);
  }

  @Override
  public String toString() {
    String name = kind + "[" + ratio;
    return border.pixels() == 0 ? name + "]" : name + ", valid border " + border.pixels() + "]";
  }
}
