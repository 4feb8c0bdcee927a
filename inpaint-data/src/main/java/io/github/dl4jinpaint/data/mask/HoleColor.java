package io.github.dl4jinpaint.data.mask;

/**
 * Which pixels of a mask's image are the holes. There is no usual one: programs and data sets
 * differ.
 */
public enum HoleColor {
  /** Black pixels are holes, white ones are valid, as in {@link Mask#toImage()}. */
  BLACK,
  /** White pixels are holes, black ones are valid. */
  WHITE,
  /** Transparent pixels are holes, opaque ones are valid, whatever their colour: an eraser's. */
  TRANSPARENT
}
