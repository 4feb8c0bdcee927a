package io.github.dl4jinpaint.data.mask;

/** Masks of another generator within a border that has no holes. */
final class BorderedMasks implements MaskGenerator {
  private static final long serialVersionUID = 1;

  private final MaskGenerator masks;
  private final ValidBorder border;

  BorderedMasks(MaskGenerator masks, int pixels) {
    this.masks = masks;
    this.border = new ValidBorder(pixels);
  }

  @Override
  public Mask generate(int height, int width, long seed) {
    Mask inner = masks.generate(border.within(height), border.within(width), seed);
    return border.around(inner.pixels(), height, width);
  }

  @Override
  public MaskGenerator withValidBorder(int pixels) {
    return new BorderedMasks(masks, pixels);
  }

  @Override
  public String toString() {
    return masks + " within a valid border of " + border.pixels() + " pixels";
  }
}
