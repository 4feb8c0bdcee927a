package io.github.dl4jinpaint.model.inpainting;

import java.util.stream.IntStream;

/**
 * Fills holes with means of valid patches nearby that resemble what a first filling says of the
 * place (after A. Buades, B. Coll and J.-M. Morel, <i>A non-local algorithm for image
 * denoising</i>, CVPR 2005).
 *
 * <p>Every second pixel in each direction is the centre of a patch. For a patch that holds a hole's
 * pixel, the {@link #BEST} patches without one and with the least mean squared difference d are
 * found among all within {@link #REACH} pixels, and weighed by exp(-d / {@link #BANDWIDTH}), d in
 * squared steps of 8 bits. A pixel is the weighted mean over all patches that it lies in: those
 * that fit count most.
 */
final class NonLocalMeans {

  private static final int RADIUS = 3;
  private static final int SIDE = 2 * RADIUS + 1;
  private static final int REACH = 18;
  private static final int BEST = 24;
  private static final int STEP = 2;
  private static final float BANDWIDTH = 64;

  /** Patches that differ more have no weight to speak of: exp(-8). */
  private static final int MOST = (int) (8 * BANDWIDTH) * SIDE * SIDE * 3;

  /** Rows that a thread computes at once. */
  private static final int BAND = 32;

  private final int width;
  private final int height;
  private final boolean[] valid;
  private final int[][] levels;

  /** Where the middles of patches without a hole's pixel lie. */
  private final boolean[] sources;

  /**
   * What was found.
   *
   * @param red values in [0, 1], row by row, in the holes only
   * @param fit the sum of the weights of a pixel's patches, 0 where none fits
   */
  record Filling(float[] red, float[] green, float[] blue, float[] fit) {}

  /**
   * For a picture.
   *
   * @param planes red, green and blue, row by row, values in [0, 1]; in the holes the first filling
   * @param valid row by row
   */
  NonLocalMeans(float[][] planes, int width, boolean[] valid) {
    this.width = width;
    this.height = valid.length / width;
    this.valid = valid;
    this.levels = new int[planes.length][];
    for (int c = 0; c < planes.length; c++) {
      levels[c] = new int[valid.length];
      for (int i = 0; i < valid.length; i++) {
        levels[c][i] = Math.round(planes[c][i] * 255);
      }
    }
    this.sources = PatchSearch.middles(width, valid, RADIUS);
  }

  /** Fills all holes; the same whatever the number of threads. */
  Filling fill() {
    int area = width * height;
    Filling filling =
        new Filling(new float[area], new float[area], new float[area], new float[area]);
    IntStream.range(0, (height + BAND - 1) / BAND)
        .parallel()
        .forEach(band -> new Band(band * BAND, Math.min(height, (band + 1) * BAND)).fill(filling));
    return filling;
  }

  /** Rows from a first to before a last. */
  private final class Band {

    private final int from;
    private final int to;
    private final float[][] sums;
    private final float[] weights;
    private final int[] best = new int[BEST];
    private final int[] differences = new int[BEST];
    private int found;

    Band(int from, int to) {
      this.from = from;
      this.to = to;
      this.sums = new float[3][(to - from) * width];
      this.weights = new float[(to - from) * width];
    }

    void fill(Filling filling) {
      int first = Math.max(RADIUS, from - RADIUS);
      first += (first - RADIUS) % STEP;
      int last = Math.min(height - 1 - RADIUS, to - 1 + RADIUS);
      for (int y = first; y <= last; y += STEP) {
        for (int x = RADIUS; x < width - RADIUS; x += STEP) {
          if (!sources[y * width + x]) {
            search(x, y);
            add(x, y);
          }
        }
      }
      for (int i = 0; i < weights.length; i++) {
        if (weights[i] > 0) {
          int at = from * width + i;
          filling.red[at] = sums[0][i] / weights[i] / 255;
          filling.green[at] = sums[1][i] / weights[i] / 255;
          filling.blue[at] = sums[2][i] / weights[i] / 255;
          filling.fit[at] = weights[i];
        }
      }
    }

    /** Finds the patches that fit the one around a pixel best. */
    private void search(int x, int y) {
      found = 0;
      int limit = MOST;
      int bottom = Math.min(height - 1 - RADIUS, y + REACH);
      int right = Math.min(width - 1 - RADIUS, x + REACH);
      for (int v = Math.max(RADIUS, y - REACH); v <= bottom; v++) {
        for (int u = Math.max(RADIUS, x - REACH); u <= right; u++) {
          if (sources[v * width + u]) {
            int difference = difference(y * width + x, v * width + u, limit);
            if (difference < limit) {
              insert(v * width + u, difference);
              limit = found < BEST ? MOST : differences[BEST - 1];
            }
          }
        }
      }
    }

    /** The sum of squared differences of two patches, or so much of it as reaches the limit. */
    private int difference(int a, int b, int limit) {
      int sum = 0;
      for (int dy = -RADIUS; dy <= RADIUS && sum < limit; dy++) {
        int p = a + dy * width - RADIUS;
        int q = b + dy * width - RADIUS;
        for (int dx = 0; dx < SIDE; dx++) {
          int red = levels[0][p + dx] - levels[0][q + dx];
          int green = levels[1][p + dx] - levels[1][q + dx];
          int blue = levels[2][p + dx] - levels[2][q + dx];
          sum += red * red + green * green + blue * blue;
        }
      }
      return sum;
    }

    private void insert(int position, int difference) {
      int at = found < BEST ? found++ : BEST - 1;
      while (at > 0 && differences[at - 1] > difference) {
        best[at] = best[at - 1];
        differences[at] = differences[at - 1];
        at--;
      }
      best[at] = position;
      differences[at] = difference;
    }

    /** Adds what was found to the holes' pixels of the patch. */
    private void add(int x, int y) {
      for (int k = 0; k < found; k++) {
        float weight = (float) Math.exp(-differences[k] / (SIDE * SIDE * 3 * BANDWIDTH));
        for (int dy = -RADIUS; dy <= RADIUS; dy++) {
          int row = y + dy;
          if (row < from || row >= to) {
            continue;
          }
          for (int dx = -RADIUS; dx <= RADIUS; dx++) {
            int to = row * width + x + dx;
            if (!valid[to]) {
              int source = best[k] + dy * width + dx;
              int at = to - from * width;
              for (int c = 0; c < 3; c++) {
                sums[c][at] += weight * levels[c][source];
              }
              weights[at] += weight;
            }
          }
        }
      }
    }
  }
}
