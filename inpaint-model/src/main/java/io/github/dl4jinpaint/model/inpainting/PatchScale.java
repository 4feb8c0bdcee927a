package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.inpainting.PatchFilling.Kind;

/**
 * A picture at a fraction of its size, and what is known of its pixels.
 *
 * @param level how many times it was halved
 * @param picture its pixels; holes are filled smoothly
 * @param kinds of the pixels, row by row: {@link Kind#VALID}, {@link Kind#HOLE} or {@link
 *     Kind#UNKNOWN}
 * @param depths how far it is to the nearest valid pixel, in pixels of this size
 */
record PatchScale(int level, PixelGrid picture, Kind[] kinds, float[] depths) {

  static PatchScale of(PixelGrid picture, HoleMap holes) {
    int width = picture.width();
    Kind[] kinds = new Kind[width * picture.height()];
    float[] depths = new float[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      int x = i % width;
      int y = i / width;
      kinds[i] = holes.isValid(x, y) ? Kind.VALID : holes.isWanted(x, y) ? Kind.HOLE : Kind.UNKNOWN;
      depths[i] = holes.depth(x, y);
    }
    return new PatchScale(0, picture, kinds, depths);
  }

  int factor() {
    return 1 << level;
  }

  Kind kind(int x, int y) {
    return kinds[y * picture.width() + x];
  }

  float depth(int x, int y) {
    return depths[y * picture.width() + x];
  }

  /** At half the size: means of what has a colour, and valid where all of it is. */
  PatchScale half() {
    int width = (picture.width() + 1) / 2;
    int height = (picture.height() + 1) / 2;
    FloatGrid half = new FloatGrid(width, height);
    Kind[] kinds = new Kind[width * height];
    float[] depths = new float[width * height];
    for (int y = 0; y < height; y++) {
      int rows = Math.min(2, picture.height() - 2 * y);
      float[] two = picture.read(0, 2 * y, picture.width(), rows);
      for (int x = 0; x < width; x++) {
        mean(two, rows, x, y, half, kinds, depths);
      }
    }
    return new PatchScale(level + 1, half, kinds, depths);
  }

  private void mean(
      float[] two, int rows, int x, int y, FloatGrid half, Kind[] kinds, float[] depths) {
    int columns = Math.min(2, picture.width() - 2 * x);
    int at = y * half.width() + x;
    float[] sums = new float[3];
    int count = 0;
    kinds[at] = Kind.VALID;
    for (int i = 0; i < rows * columns; i++) {
      int u = 2 * x + i % columns;
      int v = i / columns;
      Kind kind = kind(u, 2 * y + v);
      depths[at] = Math.max(depths[at], depth(u, 2 * y + v) / 2);
      if (kind == Kind.UNKNOWN) {
        continue;
      }
      count++;
      kinds[at] = kind == Kind.HOLE ? kind : kinds[at];
      for (int c = 0; c < 3; c++) {
        sums[c] += two[(c * rows + v) * picture.width() + u];
      }
    }
    if (count == 0) {
      kinds[at] = Kind.UNKNOWN;
    } else {
      half.paint(x, y, sums[0] / count, sums[1] / count, sums[2] / count);
    }
  }
}
