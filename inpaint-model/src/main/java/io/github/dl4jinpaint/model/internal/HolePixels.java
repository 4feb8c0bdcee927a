package io.github.dl4jinpaint.model.internal;

import java.util.Arrays;

/**
 * The pixels of a picture's holes, numbered row by row, and who is whose neighbour: what equations
 * over the holes alone are written in.
 */
public final class HolePixels {

  /** Left, right, above, below. */
  public static final int SIDES = 4;

  /** Where a neighbour is no hole's pixel. */
  public static final int NONE = -1;

  private final int width;
  private final int height;
  private final int[] positions;
  private final int[] numbers;

  /**
   * Of a mask.
   *
   * @param width of its rows, in pixels
   * @param valid row by row
   */
  public HolePixels(int width, boolean[] valid) {
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

  /** {@return the picture's width in pixels} */
  public int width() {
    return width;
  }

  /** {@return the picture's height in pixels} */
  public int height() {
    return height;
  }

  /** {@return how many pixels the holes have} */
  public int count() {
    return positions.length;
  }

  /**
   * Where a pixel of the holes lies.
   *
   * @param i its number
   * @return its position in the picture, row by row
   */
  public int position(int i) {
    return positions[i];
  }

  /**
   * Which of the holes' pixels lies somewhere.
   *
   * @param position in the picture, row by row
   * @return its number; {@link #NONE} where the picture is valid
   */
  public int number(int position) {
    return numbers[position];
  }

  /**
   * The position next to another.
   *
   * @param position in the picture, row by row
   * @param side 0 to 3: left, right, above, below
   * @return its position; {@link #NONE} beyond the picture's edge
   */
  public int beside(int position, int side) {
    int x = position % width;
    return switch (side) {
      case 0 -> x > 0 ? position - 1 : NONE;
      case 1 -> x < width - 1 ? position + 1 : NONE;
      case 2 -> position >= width ? position - width : NONE;
      default -> position + width < numbers.length ? position + width : NONE;
    };
  }
}
