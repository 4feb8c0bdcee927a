package io.github.dl4jinpaint.model.inpainting;

import java.awt.Rectangle;

/**
 * How well the two equations would fill holes of a width where the picture is known.
 *
 * <p>Across a long hole whose edges lie g pixels to both sides the harmonic filling is a straight
 * line, and the biharmonic one a cubic curve, which goes on with the slopes at the edges. So at
 * known pixels whose neighbours g and g + 1 pixels away are known as well, in their row or in their
 * column, what lies between can be told from these by both and compared with what is there: in soft
 * pictures the curve is right, in sharp ones neither is. Squared errors are summed up in cells.
 */
final class KnownErrors {

  /** Every so many pixels, in rows and in columns, one is asked. */
  private static final int STEP = 2;

  private final Rectangle window;
  private final float[] pixels;
  private final boolean[] known;
  private final CellGrid cells;

  /**
   * In a part of a picture.
   *
   * @param pixels of it: red, green and blue one after another
   * @param known which of them are known, row by row
   * @param cells to sum up in
   */
  KnownErrors(Rectangle window, float[] pixels, boolean[] known, CellGrid cells) {
    this.window = window;
    this.pixels = pixels;
    this.known = known;
    this.cells = cells;
  }

  /**
   * Sums by cells.
   *
   * @param line squared errors of straight lines
   * @param curve those of curves
   * @param count of how many
   */
  record Sums(double[] line, double[] curve, double[] count) {}

  /** For holes whose edges lie so many pixels from their middle. */
  Sums across(int gap) {
    int count = cells.count();
    Sums sums = new Sums(new double[count], new double[count], new double[count]);
    for (int y = even(window.y); y < window.y + window.height; y += STEP) {
      for (int x = even(window.x); x < window.x + window.width; x += STEP) {
        int cell = cells.at(x, y);
        int column = x - window.x;
        int row = y - window.y;
        if (cell < 0 || !known[row * window.width + column]) {
          continue;
        }
        int at = row * window.width + column;
        if (Math.min(column, window.width - 1 - column) > gap) {
          add(at, gap, 1, sums, cell);
        }
        if (Math.min(row, window.height - 1 - row) > gap) {
          add(at, gap, window.width, sums, cell);
        }
      }
    }
    return sums;
  }

  private static int even(int from) {
    return (from + STEP - 1) / STEP * STEP;
  }

  private void add(int at, int gap, int step, Sums sums, int cell) {
    int left = at - gap * step;
    int right = at + gap * step;
    if (!known[left] || !known[right] || !known[left - step] || !known[right + step]) {
      return;
    }
    float line = 0;
    float curve = 0;
    for (int c = 0; c < 3; c++) {
      int shift = c * known.length;
      float a = pixels[shift + left];
      float b = pixels[shift + right];
      float slopes = a - pixels[shift + left - step] + b - pixels[shift + right + step];
      float error = pixels[shift + at] - (a + b) / 2;
      float rest = error - gap / 4f * slopes;
      line += error * error;
      curve += rest * rest;
    }
    sums.line[cell] += line / 3;
    sums.curve[cell] += curve / 3;
    sums.count[cell]++;
  }
}
