package io.github.dl4jinpaint.model.inpainting;

import java.awt.Rectangle;
import java.util.stream.IntStream;

/** Pixels in memory: a picture, or a part of one, at a fraction of its size. */
final class FloatGrid implements PixelGrid {

  private final int width;
  private final int height;

  /** What of the picture is here. */
  private final Rectangle part;

  private final float[] planes;

  FloatGrid(int width, int height) {
    this(width, height, new Rectangle(width, height));
  }

  /**
   * Of a part of a picture.
   *
   * @param width the whole picture's
   * @param height likewise
   */
  FloatGrid(int width, int height, Rectangle part) {
    this.width = width;
    this.height = height;
    this.part = part;
    this.planes = new float[Math.multiplyExact(3, Math.multiplyExact(part.width, part.height))];
  }

  /**
   * Of pixels, which are painted on.
   *
   * @param planes all red, then all green, then all blue, each row by row
   */
  FloatGrid(int width, int height, float[] planes) {
    this.width = width;
    this.height = height;
    this.part = new Rectangle(width, height);
    this.planes = planes;
  }

  /**
   * A part of a picture at half its size: each pixel the mean of the valid ones among the four
   * under it.
   *
   * @param part of the picture at that size
   */
  static FloatGrid half(PixelGrid picture, HoleMap holes, Rectangle part) {
    FloatGrid half = new FloatGrid((picture.width() + 1) / 2, (picture.height() + 1) / 2, part);
    int columns = Math.min(picture.width() - 2 * part.x, 2 * part.width);
    IntStream.range(part.y, part.y + part.height)
        .parallel()
        .forEach(
            y -> {
              int rows = Math.min(2, picture.height() - 2 * y);
              float[] two = picture.read(2 * part.x, 2 * y, columns, rows);
              for (int x = part.x; x < part.x + part.width; x++) {
                half.paintMean(two, columns, rows, holes, x, y);
              }
            });
    return half;
  }

  private void paintMean(float[] two, int columns, int rows, HoleMap holes, int x, int y) {
    int first = 2 * (x - part.x);
    int count = Math.min(2, columns - first);
    float red = 0;
    float green = 0;
    float blue = 0;
    float share = 0;
    for (int v = 0; v < rows; v++) {
      for (int u = 0; u < count; u++) {
        if (holes.isValid(2 * x + u, 2 * y + v)) {
          int at = v * columns + first + u;
          red += two[at];
          green += two[rows * columns + at];
          blue += two[2 * rows * columns + at];
          share++;
        }
      }
    }
    if (share > 0) {
      paint(x, y, red / share, green / share, blue / share);
    }
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
    return (channel * part.height + y - part.y) * part.width + x - part.x;
  }
}
