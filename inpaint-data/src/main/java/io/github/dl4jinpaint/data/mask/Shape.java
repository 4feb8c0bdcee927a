package io.github.dl4jinpaint.data.mask;

import java.util.SplittableRandom;

/** Draws one shape of a kind of mask. */
@FunctionalInterface
interface Shape {

  /**
   * Draws a shape at a place of its own choice.
   *
   * @param canvas its holes may overlap with those that are there
   * @param random where all chance comes from
   * @param scale 1 for the usual size, less for a smaller shape; for a very small scale it is a
   *     single pixel or nothing
   */
  void draw(MaskCanvas canvas, SplittableRandom random, double scale);
}
