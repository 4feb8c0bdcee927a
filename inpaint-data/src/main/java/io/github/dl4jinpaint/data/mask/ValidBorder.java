package io.github.dl4jinpaint.data.mask;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A border without holes around a mask.
 *
 * @param pixels its width, 0 or more
 */
record ValidBorder(int pixels) implements Serializable {

  static final ValidBorder NONE = new ValidBorder(0);

  ValidBorder {
    if (pixels < 0) {
      throw new IllegalArgumentException(
          "a valid border is 0 or more pixels wide, not " + pixels + " pixels");
    }
  }

  /**
   * What the border leaves of a mask's height or width.
   *
   * @throws IllegalArgumentException if that is nothing
   */
  int within(int side) {
    long left = side - 2L * pixels;
    if (side >= 1 && left < 1) {
      throw new IllegalArgumentException(
          ("a valid border of %d pixels leaves nothing of a side of %d pixels;"
                  + " it must be narrower than half of it")
              .formatted(pixels, side));
    }
    return (int) left;
  }

  /** Adds the border to the pixels of what it leaves of a mask. */
  Mask around(byte[] inner, int height, int width) {
    if (pixels == 0) {
      return new Mask(height, width, inner);
    }
    byte[] valid = new byte[height * width];
    Arrays.fill(valid, (byte) 1);
    int innerWidth = within(width);
    for (int y = 0; y < within(height); y++) {
      System.arraycopy(inner, y * innerWidth, valid, (y + pixels) * width + pixels, innerWidth);
    }
    return new Mask(height, width, valid);
  }

  /** Masks of another generator within a border that has no holes. */
  static final class BorderedMasks implements MaskGenerator {
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
}
