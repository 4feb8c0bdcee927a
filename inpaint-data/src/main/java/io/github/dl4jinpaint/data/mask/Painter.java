package io.github.dl4jinpaint.data.mask;

import java.util.SplittableRandom;

/** Makes a mask's pixels. */
@FunctionalInterface
interface Painter {

  /**
   * How many pixels of a mask are to be holes.
   *
   * @param fewest the least that the bounds allow
   * @param wanted the number to aim at, fewest to most
   * @param most the most that the bounds allow
   */
  record HoleCount(int fewest, int wanted, int most) {}

  /**
   * Makes a mask's pixels.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @param random where all chance comes from
   * @param holes within reach of height × width pixels
   * @return height × width values, row by row: 1 valid, 0 hole; fewest to most of them holes
   * @throws IllegalArgumentException if this kind of mask can't have such a number of holes
   */
  byte[] paint(int height, int width, SplittableRandom random, HoleCount holes);

  /** Draws shapes until there are enough holes. */
  static Painter of(MaskCanvas.Shape shape) {
    return (height, width, random, holes) ->
        MaskCanvas.ofThread(height, width).draw(shape, random, holes.wanted(), holes.most());
  }
}
