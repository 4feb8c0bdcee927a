package io.github.dl4jinpaint.model.inpainting;

import java.util.Arrays;

/** Pixels in memory: a picture at a fraction of its size. */
final class FloatGrid implements PixelGrid {

  private final int width;
  private final int height;
  private final float[] planes;

  FloatGrid(int width, int height) {
    this(width, height, new float[Math.multiplyExact(3, Math.multiplyExact(width, height))]);
  }

  /**
   * Of pixels, which are painted on.
   *
   * @param planes all red, then all green, then all blue, each row by row
   */
  FloatGrid(int width, int height, float[] planes) {
    this.width = width;
    this.height = height;
    this.planes = planes;
  }

  /** A picture at half its size: each pixel the mean of the valid ones among the four under it. */
  static FloatGrid half(PixelGrid picture, HoleMap holes) {
    int width = picture.width();
    FloatGrid half = new FloatGrid((width + 1) / 2, (picture.height() + 1) / 2);
    float[] share = new float[half.width];
    for (int y = 0; y < half.height; y++) {
      int rows = Math.min(2, picture.height() - 2 * y);
      float[] two = picture.read(0, 2 * y, width, rows);
      Arrays.fill(share, 0);
      for (int i = 0; i < rows * width; i++) {
        int x = i % width;
        if (holes.isValid(x, 2 * y + i / width)) {
          share[x / 2]++;
          for (int c = 0; c < 3; c++) {
            half.planes[half.index(c, x / 2, y)] += two[c * rows * width + i];
          }
        }
      }
      for (int x = 0; x < half.width; x++) {
        for (int c = 0; c < 3 && share[x] > 0; c++) {
          half.planes[half.index(c, x, y)] /= share[x];
        }
      }
    }
    return half;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public float[] read(int x, int y, int columns, int rows) {
    float[] part = new float[3 * columns * rows];
    for (int c = 0; c < 3; c++) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(planes, index(c, x, y + row), part, (c * rows + row) * columns, columns);
      }
    }
    return part;
  }

  @Override
  public void paint(int x, int y, float red, float green, float blue) {
    planes[index(0, x, y)] = red;
    planes[index(1, x, y)] = green;
    planes[index(2, x, y)] = blue;
  }

  /**
   * A channel where a picture of twice the size has a pixel: between the four nearest, linearly.
   */
  float atDouble(int channel, int x, int y) {
    int x0 = x / 2;
    int y0 = y / 2;
    int x1 = second(x, width);
    int y1 = second(y, height);
    float near = 0.75f * at(channel, x0, y0) + 0.25f * at(channel, x1, y0);
    float far = 0.75f * at(channel, x0, y1) + 0.25f * at(channel, x1, y1);
    return 0.75f * near + 0.25f * far;
  }

  /**
   * The second nearest column (or row) to one in a picture of twice the size: its middle lies a
   * quarter of a pixel before or behind that of the nearest, x / 2.
   *
   * @param size number of columns here
   */
  static int second(int x, int size) {
    return Math.max(0, Math.min(size - 1, x / 2 + 2 * (x % 2) - 1));
  }

  private float at(int channel, int x, int y) {
    return planes[index(channel, x, y)];
  }

  private int index(int channel, int x, int y) {
    return (channel * height + y) * width + x;
  }
}
