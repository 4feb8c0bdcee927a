package io.github.dl4jinpaint.data.mask;

/** Masks of a rectangle in the centre, whose sides are a share of the mask's. */
final class CentredShare implements MaskGenerator {
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
