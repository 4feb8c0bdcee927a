package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.inpainting.PatchFilling.Kind;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A picture at a fraction of its size, and what is known of its pixels: as much of it as is looked
 * at to fill its holes, there and at coarser scales.
 */
final class PatchScale {

  private final int level;
  private final PixelGrid picture;

  /** Of the picture itself; null at coarser scales. */
  private final HoleMap holes;

  /** What is here of a picture at a coarser scale. */
  private final Rectangle part;

  private final Kind[] kinds;
  private final float[] depths;

  private PatchScale(PixelGrid picture, HoleMap holes) {
    this.level = 0;
    this.picture = picture;
    this.holes = holes;
    this.part = picture.bounds();
    this.kinds = new Kind[0];
    this.depths = new float[0];
  }

  /** A finer scale at half its size: means of what has a colour, and valid where all of it is. */
  private PatchScale(PatchScale finer, Rectangle part) {
    FloatGrid half =
        new FloatGrid((finer.picture.width() + 1) / 2, (finer.picture.height() + 1) / 2, part);
    this.level = finer.level + 1;
    this.picture = half;
    this.holes = null;
    this.part = part;
    this.kinds = new Kind[part.width * part.height];
    this.depths = new float[kinds.length];
    int columns = Math.min(finer.picture.width() - 2 * part.x, 2 * part.width);
    IntStream.range(part.y, part.y + part.height)
        .parallel()
        .forEach(
            y -> {
              int rows = Math.min(2, finer.picture.height() - 2 * y);
              float[] two = finer.picture.read(2 * part.x, 2 * y, columns, rows);
              for (int x = part.x; x < part.x + part.width; x++) {
                mean(finer, two, columns, rows, x, y, half);
              }
            });
  }

  /**
   * A picture at its size, at half of it, and so on.
   *
   * @param count of them
   * @param reach how far from a hole its filling looks, in pixels of each scale
   */
  static List<PatchScale> of(PixelGrid picture, HoleMap holes, int count, int reach) {
    Rectangle[] parts = new Rectangle[count];
    for (int level = count - 1; level >= 0; level--) {
      Rectangle bounds = holes.bounds();
      parts[level] = new Rectangle(bounds.x >> level, bounds.y >> level, 0, 0);
      parts[level].add(bounds.x + bounds.width >> level, bounds.y + bounds.height >> level);
      parts[level].grow(reach, reach);
      if (level < count - 1) {
        Rectangle half = parts[level + 1];
        parts[level].add(new Rectangle(2 * half.x, 2 * half.y, 2 * half.width, 2 * half.height));
      }
    }
    List<PatchScale> scales = new ArrayList<>();
    scales.add(new PatchScale(picture, holes));
    for (int level = 1; level < count; level++) {
      PixelGrid finer = scales.get(level - 1).picture;
      Rectangle all = new Rectangle((finer.width() + 1) / 2, (finer.height() + 1) / 2);
      scales.add(new PatchScale(scales.get(level - 1), parts[level].intersection(all)));
    }
    return scales;
  }

  /** How many times the picture was halved. */
  int level() {
    return level;
  }

  /** Its pixels; holes are filled smoothly. */
  PixelGrid picture() {
    return picture;
  }

  int factor() {
    return 1 << level;
  }

  /** {@link Kind#VALID}, {@link Kind#HOLE} or {@link Kind#UNKNOWN}. */
  Kind kind(int x, int y) {
    if (holes == null) {
      return kinds[index(x, y)];
    }
    return holes.isValid(x, y) ? Kind.VALID : holes.isWanted(x, y) ? Kind.HOLE : Kind.UNKNOWN;
  }

  /** How far it is to the nearest valid pixel, in pixels of this size. */
  float depth(int x, int y) {
    return holes == null ? depths[index(x, y)] : holes.depth(x, y);
  }

  private int index(int x, int y) {
    return (y - part.y) * part.width + x - part.x;
  }

  private void mean(
      PatchScale finer, float[] two, int columns, int rows, int x, int y, FloatGrid to) {
    int first = 2 * (x - part.x);
    int count = 0;
    float red = 0;
    float green = 0;
    float blue = 0;
    float depth = 0;
    Kind all = Kind.VALID;
    for (int v = 0; v < rows; v++) {
      for (int u = 0; u < Math.min(2, columns - first); u++) {
        Kind kind = finer.kind(2 * x + u, 2 * y + v);
        depth = Math.max(depth, finer.depth(2 * x + u, 2 * y + v) / 2);
        if (kind != Kind.UNKNOWN) {
          int at = v * columns + first + u;
          count++;
          all = kind == Kind.HOLE ? kind : all;
          red += two[at];
          green += two[rows * columns + at];
          blue += two[2 * rows * columns + at];
        }
      }
    }
    int at = index(x, y);
    depths[at] = depth;
    kinds[at] = count == 0 ? Kind.UNKNOWN : all;
    if (count > 0) {
      to.paint(x, y, red / count, green / count, blue / count);
    }
  }
}
