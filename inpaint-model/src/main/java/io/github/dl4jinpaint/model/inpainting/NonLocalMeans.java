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
  private static final int PIXELS = SIDE * SIDE;
  private static final int REACH = 18;
  private static final int BEST = 24;
  private static final int STEP = 2;
  private static final float BANDWIDTH = 64;

  /** Patches that differ more have no weight to speak of: exp(-8). */
  private static final int MOST = (int) (8 * BANDWIDTH) * PIXELS * 3;

  /** Rows that a thread computes at once. */
  private static final int BAND = 64;

  /** How far from a patch's middle those of its four corners of 3 × 3 pixels lie, each way. */
  private static final int BLOCK = 2;

  private static final int BLOCK_RADIUS = 1;
  private static final int BLOCK_PIXELS = 9;

  private final int width;
  private final int height;
  private final boolean[] valid;
  private final int[][] levels;

  /** Sums of the levels in the patch around each pixel. */
  private final int[][] patches;

  /** Sums of the levels in the 3 × 3 pixels around each pixel. */
  private final int[][] blocks;

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
    this.patches = sums(RADIUS);
    this.blocks = sums(BLOCK_RADIUS);
    this.sources = PatchSearch.middles(width, valid, RADIUS);
  }

  /** Sums over squares; 0 for those that reach beyond the picture. */
  private int[][] sums(int radius) {
    int[][] sums = new int[levels.length][valid.length];
    for (int c = 0; c < levels.length; c++) {
      int[] rows = new int[valid.length];
      for (int d = -radius; d <= radius; d++) {
        for (int i = radius; i < valid.length - radius; i++) {
          rows[i] += levels[c][i + d];
        }
      }
      for (int d = -radius * width; d <= radius * width; d += width) {
        for (int i = radius * width; i < valid.length - radius * width; i++) {
          sums[c][i] += rows[i + d];
        }
      }
    }
    return sums;
  }

  /** Fills all holes; the same whatever the number of threads. */
  Filling fill() {
    int area = width * height;
    Filling filling =
        new Filling(new float[area], new float[area], new float[area], new float[area]);
    IntStream.range(0, (height + BAND - 1) / BAND)
        .parallel()
        .forEach(band -> fill(band * BAND, Math.min(height, (band + 1) * BAND), filling));
    return filling;
  }

  /** Fills rows from a first to before a last. */
  private void fill(int from, int to, Filling filling) {
    Search search = new Search();
    int first = Math.max(RADIUS, from - RADIUS);
    first += (first - RADIUS) % STEP;
    int last = Math.min(height - 1 - RADIUS, to - 1 + RADIUS);
    for (int y = first; y <= last; y += STEP) {
      for (int x = RADIUS; x < width - RADIUS; x += STEP) {
        if (!sources[y * width + x]) {
          search.at(x, y);
          for (int row = Math.max(from, y - RADIUS); row <= Math.min(to - 1, y + RADIUS); row++) {
            search.addTo(filling, x, y, row);
          }
        }
      }
    }
    divide(filling, from * width, to * width);
  }

  /** Makes means of sums. */
  private static void divide(Filling filling, int from, int to) {
    for (int i = from; i < to; i++) {
      float weight = filling.fit[i];
      if (weight > 0) {
        filling.red[i] = filling.red[i] / weight / 255;
        filling.green[i] = filling.green[i] / weight / 255;
        filling.blue[i] = filling.blue[i] / weight / 255;
      }
    }
  }

  /** Finds the patches that fit one best. */
  private final class Search {

    private final int[] bounds = new int[2 * REACH + 1];
    private final int[] best = new int[BEST];
    private final int[] differences = new int[BEST];
    private final float[] weights = new float[BEST];
    private int found;

    /** Finds those that fit the patch around a pixel. */
    void at(int x, int y) {
      found = 0;
      int limit = MOST;
      int bottom = Math.min(height - 1 - RADIUS, y + REACH);
      int right = Math.min(width - 1 - RADIUS, x + REACH);
      int left = Math.max(RADIUS, x - REACH);
      int patch = y * width + x;
      for (int v = Math.max(RADIUS, y - REACH); v <= bottom; v++) {
        int row = v * width + left;
        bound(patch, row, right - left + 1);
        for (int i = 0; i <= right - left; i++) {
          if (bounds[i] < limit * PIXELS
              && sources[row + i]
              && boundOfBlocks(patch, row + i) < limit * BLOCK_PIXELS) {
            int difference = difference(patch, row + i, limit);
            if (difference < limit) {
              insert(row + i, difference);
              limit = found < BEST ? MOST : differences[BEST - 1];
            }
          }
        }
      }
      for (int k = 0; k < found; k++) {
        weights[k] = (float) Math.exp(-differences[k] / (PIXELS * 3 * BANDWIDTH));
      }
    }

    /**
     * What the sums of squared differences from a patch are at least, for some beside each other,
     * times a patch's pixels: the squares of the sums' differences (Cauchy and Schwarz).
     */
    private void bound(int patch, int first, int count) {
      int[] reds = patches[0];
      int[] greens = patches[1];
      int[] blues = patches[2];
      int ownRed = reds[patch];
      int ownGreen = greens[patch];
      int ownBlue = blues[patch];
      for (int i = 0; i < count; i++) {
        int red = reds[first + i] - ownRed;
        int green = greens[first + i] - ownGreen;
        int blue = blues[first + i] - ownBlue;
        bounds[i] = red * red + green * green + blue * blue;
      }
    }

    /** The same of two patches by their four corners of 3 × 3 pixels, times these pixels. */
    private int boundOfBlocks(int a, int b) {
      int down = BLOCK * width;
      return difference(blocks, a - down - BLOCK, b - down - BLOCK)
          + difference(blocks, a - down + BLOCK, b - down + BLOCK)
          + difference(blocks, a + down - BLOCK, b + down - BLOCK)
          + difference(blocks, a + down + BLOCK, b + down + BLOCK);
    }

    /** The sum of squared differences of two patches, or so much of it as reaches the limit. */
    private int difference(int a, int b, int limit) {
      int sum = 0;
      for (int dy = -RADIUS; dy <= RADIUS && sum < limit; dy++) {
        int p = a + dy * width - RADIUS;
        int q = b + dy * width - RADIUS;
        for (int dx = 0; dx < SIDE; dx++) {
          sum += difference(levels, p + dx, q + dx);
        }
      }
      return sum;
    }

    private static int difference(int[][] planes, int a, int b) {
      int red = planes[0][a] - planes[0][b];
      int green = planes[1][a] - planes[1][b];
      int blue = planes[2][a] - planes[2][b];
      return red * red + green * green + blue * blue;
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

    /** Adds what was found to the sums of the holes' pixels in a row of the patch. */
    void addTo(Filling sums, int x, int y, int row) {
      for (int at = row * width + x - RADIUS; at <= row * width + x + RADIUS; at++) {
        if (valid[at]) {
          continue;
        }
        int shift = at - (y * width + x);
        float red = sums.red[at];
        float green = sums.green[at];
        float blue = sums.blue[at];
        float fit = sums.fit[at];
        for (int k = 0; k < found; k++) {
          int source = best[k] + shift;
          red += weights[k] * levels[0][source];
          green += weights[k] * levels[1][source];
          blue += weights[k] * levels[2][source];
          fit += weights[k];
        }
        sums.red[at] = red;
        sums.green[at] = green;
        sums.blue[at] = blue;
        sums.fit[at] = fit;
      }
    }
  }
}
