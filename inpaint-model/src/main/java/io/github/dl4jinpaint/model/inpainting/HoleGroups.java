package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.inpainting.PatchFilling.Kind;
import java.awt.Rectangle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A picture's holes, in groups: those that touch the same cell of {@link #CELL} × CELL pixels, or
 * cells side by side.
 */
final class HoleGroups {

  private static final int CELL = 8;

  /** A cell without a hole. */
  private static final int NOBODY = -1;

  /** Belongs to a group yet to be found. */
  private static final int OPEN = -2;

  private final List<Group> all = new ArrayList<>();
  private final HoleMap holes;
  private final int width;
  private final int height;
  private final int columns;
  private final int[] cells;

  HoleGroups(HoleMap holes, int width, int height) {
    this.holes = holes;
    this.width = width;
    this.height = height;
    this.columns = (width + CELL - 1) / CELL;
    this.cells = new int[columns * ((height + CELL - 1) / CELL)];
    Arrays.fill(cells, NOBODY);
    Rectangle missing = holes.bounds();
    for (int y = missing.y; y < missing.y + missing.height; y++) {
      for (int x = missing.x; x < missing.x + missing.width; x++) {
        if (holes.isWanted(x, y)) {
          cells[y / CELL * columns + x / CELL] = OPEN;
        }
      }
    }
    for (int cell = 0; cell < cells.length; cell++) {
      if (cells[cell] == OPEN) {
        all.add(group(cell));
      }
    }
  }

  List<Group> all() {
    return all;
  }

  private Group group(int first) {
    int number = all.size();
    Rectangle bounds = new Rectangle(-1, -1);
    float deepest = 0;
    Deque<Integer> open = new ArrayDeque<>(List.of(first));
    cells[first] = number;
    while (!open.isEmpty()) {
      int cell = open.pop();
      int column = cell % columns;
      int row = cell / columns;
      for (int y = row * CELL; y < Math.min(height, (row + 1) * CELL); y++) {
        for (int x = column * CELL; x < Math.min(width, (column + 1) * CELL); x++) {
          if (holes.isWanted(x, y)) {
            bounds.add(new Rectangle(x, y, 1, 1));
            deepest = Math.max(deepest, holes.depth(x, y));
          }
        }
      }
      addNeighbours(column, row, number, open);
    }
    return new Group(number, cells, columns, bounds, deepest);
  }

  private void addNeighbours(int column, int row, int number, Deque<Integer> open) {
    int rows = cells.length / columns;
    for (int v = Math.max(0, row - 1); v <= Math.min(rows - 1, row + 1); v++) {
      for (int u = Math.max(0, column - 1); u <= Math.min(columns - 1, column + 1); u++) {
        if (cells[v * columns + u] == OPEN) {
          cells[v * columns + u] = number;
          open.push(v * columns + u);
        }
      }
    }
  }

  /**
   * Holes that are filled together.
   *
   * @param cells of the picture, row by row, and the group that each belongs to
   * @param bounds of the holes, in pixels
   */
  record Group(int number, int[] cells, int columns, Rectangle bounds, float deepest) {

    /** Whether a hole's pixel is this group's. */
    boolean owns(int x, int y) {
      return cells[y / CELL * columns + x / CELL] == number;
    }

    /** Whether a hole's pixel at a scale is, at least in part, this group's. */
    boolean owns(PatchScale scale, int x, int y) {
      if (scale.kind(x, y) != Kind.HOLE) {
        return false;
      }
      int factor = scale.factor();
      int rows = cells.length / columns;
      for (int v = y * factor / CELL; v <= Math.min(rows - 1, ((y + 1) * factor - 1) / CELL); v++) {
        int last = Math.min(columns - 1, ((x + 1) * factor - 1) / CELL);
        for (int u = x * factor / CELL; u <= last; u++) {
          if (cells[v * columns + u] == number) {
            return true;
          }
        }
      }
      return false;
    }

    /** Its part of the picture at a scale, with a pixel around it. */
    Rectangle box(PatchScale scale) {
      int level = scale.level();
      Rectangle box = new Rectangle(bounds.x >> level, bounds.y >> level, 0, 0);
      box.add(
          (bounds.x + bounds.width - 1 >> level) + 1, (bounds.y + bounds.height - 1 >> level) + 1);
      return scale.picture().around(box, 1);
    }
  }
}
