package io.github.dl4jinpaint.model.inpainting;

import java.util.Arrays;

/**
 * The pixels of a picture's holes, numbered row by row, and who is whose neighbour: what equations
 * over the holes alone are written in.
 */
final class HolePixels {

  /** Left, right, above, below. */
  static final int SIDES = 4;

  /** Where a neighbour is no hole's pixel. */
  static final int NONE = -1;

  private final int width;
  private final int height;
  private final int[] positions;
  private final int[] numbers;

  /**
   * Of a mask.
   *
   * @param valid row by row
   */
  HolePixels(int width, boolean[] valid) {
    this.width = width;
    this.height = valid.length / width;
    this.numbers = new int[valid.length];
    int[] found = new int[valid.length];
    int count = 0;
    for (int i = 0; i < valid.length; i++) {
      numbers[i] = valid[i] ? NONE : count;
      if (!valid[i]) {
        found[count++] = i;
      }
    }
    positions = Arrays.copyOf(found, count);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int count() {
    return positions.length;
  }

  /** Where pixel i of the holes lies in the picture. */
  int position(int i) {
    return positions[i];
  }

  /** The number of the hole's pixel at a position; {@link #NONE} where it is valid. */
  int number(int position) {
    return numbers[position];
  }

  /** The position next to another; {@link #NONE} beyond the picture's edge. */
  int beside(int position, int side) {
    int x = position % width;
    return switch (side) {
      case 0 -> x > 0 ? position - 1 : NONE;
      case 1 -> x < width - 1 ? position + 1 : NONE;
      case 2 -> position >= width ? position - width : NONE;
      default -> position + width < numbers.length ? position + width : NONE;
    };
  }
}
