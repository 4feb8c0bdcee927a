package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.inpainting.HoleGroups.Group;
import java.awt.Rectangle;
import java.util.Arrays;
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

  /** Around everything that isn't valid: the rest needn't be looked at. */
  private final Rectangle bounds;

  /** Of the pixels within the bounds and one around them. */
  private short[] depths;

  private List<Group> groups;
  private HoleMap half;

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
    this.bounds = bounds(width, valid);
  }

  private static Rectangle bounds(int width, boolean[] valid) {
    int left = width;
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = 0; y < valid.length / width; y++) {
      int first = y * width;
      int last = first + width - 1;
      while (first <= last && valid[first]) {
        first++;
      }
      if (first <= last) {
        while (valid[last]) {
          last--;
        }
        left = Math.min(left, first - y * width);
        right = Math.max(right, last - y * width);
        top = top < 0 ? y : top;
        bottom = y;
      }
    }
    return new Rectangle(
        left, top, Math.max(0, right - left + 1), bottom - top + (top < 0 ? 0 : 1));
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** A rectangle around everything that isn't valid; empty where nothing is missing. */
  Rectangle bounds() {
    return new Rectangle(bounds);
  }

  boolean isValid(int x, int y) {
    return valid[y * width + x];
  }

  /** Whether a pixel is to be filled. */
  boolean isWanted(int x, int y) {
    int i = y * width + x;
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
    return !bounds.isEmpty();
  }

  boolean hasValid() {
    for (boolean each : valid) {
      if (each) {
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
    Rectangle missing = part.intersection(bounds);
    int left = Integer.MAX_VALUE;
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = missing.y; y < missing.y + missing.height; y++) {
      for (int x = missing.x; x < missing.x + missing.width; x++) {
        int each = depths[index(x, y)];
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
    if (half == null) {
      int columns = (width + 1) / 2;
      int rows = (height + 1) / 2;
      boolean[] halfValid = new boolean[columns * rows];
      Arrays.fill(halfValid, true);
      for (int y = bounds.y / 2; 2 * y < bounds.y + bounds.height; y++) {
        for (int x = bounds.x / 2; 2 * x < bounds.x + bounds.width; x++) {
          halfValid[y * columns + x] = isAnyOfFourValid(x, y);
        }
      }
      boolean[] halfWanted = wanted == null ? null : halfWanted(halfValid, columns, rows);
      half = new HoleMap(columns, halfValid, halfWanted);
    }
    return half;
  }

  private boolean isAnyOfFourValid(int x, int y) {
    boolean any = false;
    for (int v = 2 * y; v < Math.min(height, 2 * y + 2); v++) {
      for (int u = 2 * x; u < Math.min(width, 2 * x + 2); u++) {
        any |= valid[v * width + u];
      }
    }
    return any;
  }

  private boolean[] halfWanted(boolean[] half, int columns, int rows) {
    boolean[] halfWanted = new boolean[half.length];
    for (int y = bounds.y; y < bounds.y + bounds.height; y++) {
      for (int x = bounds.x; x < bounds.x + bounds.width; x++) {
        if (wanted[y * width + x]) {
          for (int row : new int[] {y / 2, FloatGrid.second(y, rows)}) {
            for (int column : new int[] {x / 2, FloatGrid.second(x, columns)}) {
              halfWanted[row * columns + column] = !half[row * columns + column];
            }
          }
        }
      }
    }
    return halfWanted;
  }

  /** How far it is from a pixel to the nearest valid one, in pixels; 0 for that one. */
  float depth(int x, int y) {
    return bounds.contains(x, y) ? depths()[index(x, y)] / (float) STRAIGHT : 0;
  }

  /** The largest depth of what is to be filled: about half of the widest hole's width. */
  float deepest() {
    short[] depths = depths();
    int deepest = 0;
    for (int y = bounds.y; y < bounds.y + bounds.height; y++) {
      for (int x = bounds.x; x < bounds.x + bounds.width; x++) {
        deepest = isWanted(x, y) ? Math.max(deepest, depths[index(x, y)]) : deepest;
      }
    }
    return deepest / (float) STRAIGHT;
  }

  /** Where the depth of a pixel within the bounds, or beside them, lies. */
  private int index(int x, int y) {
    return (y - bounds.y + 1) * (bounds.width + 2) + x - bounds.x + 1;
  }

  /** G. Borgefors, Distance transformations in digital images, 1986. */
  private short[] depths() {
    if (depths == null) {
      short[] found = new short[(bounds.width + 2) * (bounds.height + 2)];
      for (int y = bounds.y - 1; y <= bounds.y + bounds.height; y++) {
        for (int x = bounds.x - 1; x <= bounds.x + bounds.width; x++) {
          boolean inside = x >= 0 && x < width && y >= 0 && y < height;
          found[index(x, y)] = inside && valid[y * width + x] ? 0 : Short.MAX_VALUE;
        }
      }
      for (int y = bounds.y; y < bounds.y + bounds.height; y++) {
        for (int x = bounds.x; x < bounds.x + bounds.width; x++) {
          spread(found, index(x, y), -1);
        }
      }
      for (int y = bounds.y + bounds.height - 1; y >= bounds.y; y--) {
        for (int x = bounds.x + bounds.width - 1; x >= bounds.x; x--) {
          spread(found, index(x, y), 1);
        }
      }
      depths = found;
    }
    return depths;
  }

  /** Takes over a pixel's depth from the four neighbours on one side of it. */
  private void spread(short[] depths, int i, int side) {
    int row = i + side * (bounds.width + 2);
    int least = Math.min(depths[i], depths[i + side] + STRAIGHT);
    least = Math.min(least, depths[row] + STRAIGHT);
    least = Math.min(least, Math.min(depths[row - 1], depths[row + 1]) + DIAGONAL);
    depths[i] = (short) least;
  }
}
