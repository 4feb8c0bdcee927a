package io.github.dl4jinpaint.data;

import java.io.Serializable;

/**
 * Makes masks. The same arguments always make the same mask, on any thread and in any order, so
 * that data can be made again from its seed.
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
}
