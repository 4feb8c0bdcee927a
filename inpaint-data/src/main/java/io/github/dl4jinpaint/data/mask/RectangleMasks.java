package io.github.dl4jinpaint.data.mask;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Masks of one rectangle of a fixed size, in the centre or anywhere. */
final class RectangleMasks implements MaskGenerator {
  private static final long serialVersionUID = 1;

  private final int height;
  private final int width;
  private final boolean centred;

  RectangleMasks(int height, int width, boolean centred) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a rectangle has at least 1×1 pixels, not " + height + "×" + width);
    }
    this.height = height;
    this.width = width;
    this.centred = centred;
  }

  @Override
  public Mask generate(int maskHeight, int maskWidth, long seed) {
    if (height > maskHeight || width > maskWidth) {
      throw new IllegalArgumentException(
          "a rectangle of %d×%d pixels doesn't fit into a mask of %d×%d pixels"
              .formatted(height, width, maskHeight, maskWidth));
    }
    byte[] valid = new byte[Math.multiplyExact(maskHeight, maskWidth)];
    Arrays.fill(valid, (byte) 1);
    int top = maskHeight - height;
    int left = maskWidth - width;
    SplittableRandom random = new SplittableRandom(seed);
    SingleRectangle.fill(
        valid,
        maskWidth,
        centred ? top / 2 : random.nextInt(top + 1),
        centred ? left / 2 : random.nextInt(left + 1),
        height,
        width);
    return new Mask(maskHeight, maskWidth, valid);
  }

  @Override
  public String toString() {
    return "Masks."
        + (centred ? "centredRectangle" : "rectangle")
        + "["
        + height
        + "×"
        + width
        + "]";
  }

  /** Masks of a rectangle in the centre, whose sides are a share of the mask's. */
  static final class CentredShare implements MaskGenerator {
    private static final long serialVersionUID = 1;

    private final double share;

    CentredShare(double share) {
      if (!(0 < share && share <= 1)) {
        throw new IllegalArgumentException(
            "a rectangle's sides are more than 0 and at most 1 of the mask's, not " + share);
      }
      this.share = share;
    }

    @Override
    public Mask generate(int height, int width, long seed) {
      return new RectangleMasks(part(height), part(width), true).generate(height, width, seed);
    }

    private int part(int side) {
      return (int) Math.max(1, Math.round(share * side));
    }

    @Override
    public String toString() {
      return "Masks.centredRectangle[" + share + " of the sides]";
    }
  }
}
