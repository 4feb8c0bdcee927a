package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.inpainting.HoleGroups.Group;
import java.awt.Rectangle;
import java.util.List;

/** Which pixels of a picture are valid, which are to be filled, and how deep in a hole they are. */
final class HoleMap {

  /** Steps of a distance, in thirds of a pixel: straight and diagonal (chamfer 3-4). */
  private static final int STRAIGHT = 3;

  private static final int DIAGONAL = 4;

  private final int width;
  private final int height;
  private final boolean[] valid;

  /** Holes that are to be filled; null: all of them. */
  private final boolean[] wanted;

  private short[] depths;
  private List<Group> groups;

  HoleMap(Mask mask) {
    this(mask.width(), valid(mask));
  }

  /** Which pixels of a mask are valid, row by row. */
  static boolean[] valid(Mask mask) {
    byte[] pixels = mask.toBytes();
    boolean[] valid = new boolean[pixels.length];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = pixels[i] == 1;
    }
    return valid;
  }

  /**
   * Of a mask.
   *
   * @param valid row by row
   */
  HoleMap(int width, boolean[] valid) {
    this(width, valid, null);
  }

  /**
   * Of a mask with holes that needn't be filled.
   *
   * @param valid row by row
   * @param wanted likewise, holes to be filled; null: all of them
   */
  HoleMap(int width, boolean[] valid, boolean[] wanted) {
    this.width = width;
    this.height = valid.length / width;
    this.valid = valid;
    this.wanted = wanted;
  }

  boolean isValid(int x, int y) {
    return valid[y * width + x];
  }

  /** Whether a pixel is to be filled. */
  boolean isWanted(int x, int y) {
    return isWanted(y * width + x);
  }

  private boolean isWanted(int i) {
    return wanted == null ? !valid[i] : wanted[i];
  }

  /** What is to be filled, in groups that are near to each other. */
  List<Group> groups() {
    if (groups == null) {
      groups = new HoleGroups(this, width, height).all();
    }
    return groups;
  }

  boolean hasHoles() {
    return has(false);
  }

  boolean hasValid() {
    return has(true);
  }

  private boolean has(boolean what) {
    for (boolean each : valid) {
      if (each == what) {
        return true;
      }
    }
    return false;
  }

  /**
   * The smallest rectangle around what of a part's holes is to be filled and less deep than this;
   * empty where there is none.
   */
  Rectangle holesWithin(Rectangle part, float depth) {
    short[] depths = depths();
    float limit = depth * STRAIGHT;
    int left = Integer.MAX_VALUE;
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = part.y; y < part.y + part.height; y++) {
      for (int x = part.x; x < part.x + part.width; x++) {
        int each = depths[y * width + x];
        if (each < limit && isWanted(x, y)) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = top < 0 ? y : top;
          bottom = y;
        }
      }
    }
    return right < 0
        ? new Rectangle()
        : new Rectangle(left, top, right - left + 1, bottom - top + 1);
  }

  /**
   * The map at half the size: valid where any of the four pixels under it is, and to be filled what
   * {@link FloatGrid#atDouble} takes for a pixel that is.
   */
  HoleMap half() {
    int columns = (width + 1) / 2;
    int rows = (height + 1) / 2;
    boolean[] half = new boolean[columns * rows];
    for (int i = 0; i < valid.length; i++) {
      half[i / width / 2 * columns + i % width / 2] |= valid[i];
    }
    return new HoleMap(columns, half, wanted == null ? null : halfWanted(half, columns, rows));
  }

  private boolean[] halfWanted(boolean[] half, int columns, int rows) {
    boolean[] halfWanted = new boolean[half.length];
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        int x = i % width;
        int y = i / width;
        for (int row : new int[] {y / 2, FloatGrid.second(y, rows)}) {
          for (int column : new int[] {x / 2, FloatGrid.second(x, columns)}) {
            halfWanted[row * columns + column] = !half[row * columns + column];
          }
        }
      }
    }
    return halfWanted;
  }

  /** How far it is from a pixel to the nearest valid one, in pixels; 0 for that one. */
  float depth(int x, int y) {
    return depths()[y * width + x] / (float) STRAIGHT;
  }

  /** The largest depth of what is to be filled: about half of the widest hole's width. */
  float deepest() {
    short[] depths = depths();
    int deepest = 0;
    for (int i = 0; i < depths.length; i++) {
      deepest = isWanted(i) ? Math.max(deepest, depths[i]) : deepest;
    }
    return deepest / (float) STRAIGHT;
  }

  /** G. Borgefors, Distance transformations in digital images, 1986. */
  private short[] depths() {
    if (depths == null) {
      depths = new short[valid.length];
      for (int i = 0; i < valid.length; i++) {
        depths[i] = valid[i] ? 0 : Short.MAX_VALUE;
      }
      for (int i = 0; i < valid.length; i++) {
        spread(i, -1);
      }
      for (int i = valid.length - 1; i >= 0; i--) {
        spread(i, 1);
      }
    }
    return depths;
  }

  /** Takes over a pixel's depth from the four neighbours on one side of it. */
  private void spread(int i, int side) {
    if (depths[i] == 0) {
      return;
    }
    int x = i % width;
    int y = i / width;
    int least = Math.min(depths[i], from(x + side, y, STRAIGHT));
    least = Math.min(least, from(x, y + side, STRAIGHT));
    least = Math.min(least, from(x - 1, y + side, DIAGONAL));
    least = Math.min(least, from(x + 1, y + side, DIAGONAL));
    depths[i] = (short) least;
  }

  private int from(int x, int y, int step) {
    boolean inside = x >= 0 && x < width && y >= 0 && y < height;
    return inside ? depths[y * width + x] + step : Short.MAX_VALUE;
  }
}
