package io.github.dl4jinpaint.data.mask;

import java.io.Serializable;

/**
 * Makes masks. The same arguments always make the same mask, on any thread and in any order, so
 * that data can be made again from its seed. {@link Masks} has the kinds that are drawn, {@link
 * MaskFolder} takes them from image files.
 */
@FunctionalInterface
public interface MaskGenerator extends Serializable {

  /**
   * Makes a mask.
   *
   * @param height pixels
   * @param width pixels
   * @param seed decides the holes
   * @return a mask of that size
   * @throws IllegalArgumentException if there is no such mask of that size
   */
  Mask generate(int height, int width, long seed);

  /**
   * These masks within a border that has no holes: masks of what the border leaves are made, and
   * the border is added. Liu et al. (2018, section 4.1) test with 50 of 512 pixels.
   *
   * @param pixels the border's width on each of the four sides, 0 or more; replaces a border that
   *     these masks have
   * @return a generator, which refuses sizes that the border fills
   * @throws IllegalArgumentException if the width is negative
   */
  default MaskGenerator withValidBorder(int pixels) {
    return new ValidBorder.BorderedMasks(this, pixels);
  }
}
