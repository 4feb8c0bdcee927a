package io.github.dl4jinpaint.model.inpainting;

import java.awt.Rectangle;

/**
 * Squares of {@link #CELL} × CELL pixels that a part of a picture is divided into: where they lie
 * depends on the picture alone.
 */
final class CellGrid {

  static final int CELL = 8;

  private final int left;
  private final int top;
  private final int columns;
  private final int rows;

  /** All cells that a part of a picture touches. */
  CellGrid(Rectangle part) {
    left = part.x / CELL;
    top = part.y / CELL;
    columns = (part.x + part.width - 1) / CELL - left + 1;
    rows = (part.y + part.height - 1) / CELL - top + 1;
  }

  int count() {
    return columns * rows;
  }

  /** The number of a pixel's cell; less than 0 for one that isn't here. */
  int at(int x, int y) {
    int column = x / CELL - left;
    int row = y / CELL - top;
    boolean here = column >= 0 && row >= 0 && column < columns && row < rows;
    return here ? row * columns + column : -1;
  }

  /** Sums over a cell and those up to so many cells away, for each cell. */
  double[] sums(double[] values, int reach) {
    double[] sums = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int column = i % columns;
      int row = i / columns;
      for (int v = Math.max(0, row - reach); v <= Math.min(rows - 1, row + reach); v++) {
        for (int u = Math.max(0, column - reach); u <= Math.min(columns - 1, column + reach); u++) {
          sums[i] += values[v * columns + u];
        }
      }
    }
    return sums;
  }

  /** The value at a pixel where each cell's is that of its middle, and it is linear in between. */
  double between(double[] values, int x, int y) {
    double column = (x + 0.5) / CELL - 0.5 - left;
    double row = (y + 0.5) / CELL - 0.5 - top;
    int u = (int) Math.floor(column);
    int v = (int) Math.floor(row);
    double above = between(values, v, u, column - u);
    return above + (row - v) * (between(values, v + 1, u, column - u) - above);
  }

  private double between(double[] values, int row, int column, double share) {
    int first = Math.max(0, Math.min(rows - 1, row)) * columns;
    double here = values[first + Math.max(0, Math.min(columns - 1, column))];
    double next = values[first + Math.max(0, Math.min(columns - 1, column + 1))];
    return here + share * (next - here);
  }
}
