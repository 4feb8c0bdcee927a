package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.inpainting.PatchFilling.Kind;
import io.github.dl4jinpaint.model.inpainting.PatchFilling.Style;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Gives the holes in a window of a picture, which are filled smoothly, the detail of valid patches.
 * Detail is what a picture has more than the same picture blurred; a pixel gets that of patches
 * whose blurred picture resembles the one around it, and whose detail goes on what is known there.
 * What the holes were given is compared as well the next time (after Y. Wexler, E. Shechtman and M.
 * Irani, <i>Space-time completion of video</i>, 2007).
 */
final class PatchWindow {

  /** What patches bring. */
  enum Task {
    /** What is finer than the smooth filling. */
    DETAIL,
    /** Whole colours, beginning with the smooth filling's. */
    COLOURS,
    /** Whole colours, whatever the smooth filling. */
    ALL
  }

  private static final int PASSES = 5;

  /** Passes where matches at half the size are known. */
  private static final int REFINING_PASSES = 3;

  /** Passes where patches bring whole colours: the first ones' are far from right. */
  private static final int COMPLETING_PASSES = 8;

  private static final int GUESSES = 12;
  private static final int REFINING_GUESSES = 4;

  /** How far guesses go from a match where those at half the size are known. */
  private static final int REFINING_REACH = 32;

  /** How much the smooth filling counts beside them. */
  private static final float COMPLETING_GUIDANCE = 0.05f;

  /** The standard deviation of a patch's vote there, in pixels. */
  private static final float COMPLETING_VOTES = 1.5f;

  /** By what a pixel counts less there for each pixel that it is deeper in a hole. */
  private static final float DOUBT = 1.15f;

  private final int width;
  private final int height;
  private final float[] planes;
  private final Kind[] kinds;
  private final float[] depths;
  private final Style style;
  private final Task task;
  private final int[] holes;
  private final float[] blurred;
  private final float[] features;
  private final float[] weights;
  private final PatchSearch search;

  /**
   * A window.
   *
   * @param planes all red, then green, then blue, each row by row
   * @param kinds of the pixels, row by row
   * @param depths of the holes' pixels, row by row
   * @param task what patches bring
   */
  PatchWindow(
      int width,
      float[] planes,
      Kind[] kinds,
      float[] depths,
      Style style,
      Task task,
      SplittableRandom random) {
    this.width = width;
    this.height = kinds.length / width;
    this.planes = planes;
    this.kinds = kinds;
    this.depths = depths;
    this.style = style;
    this.task = task;
    this.holes = positions(Kind.HOLE);
    this.blurred = completing() ? planes : blurred(style.blur());
    this.features = features();
    this.weights = weights();
    boolean[] valid = new boolean[kinds.length];
    for (int position : positions(Kind.VALID)) {
      valid[position] = true;
    }
    this.search = new PatchSearch(width, features, weights, valid, holes, random);
  }

  /** Whether patches bring whole colours. */
  private boolean completing() {
    return task != Task.DETAIL;
  }

  private int[] positions(Kind kind) {
    return IntStream.range(0, kinds.length).filter(i -> kinds[i] == kind).toArray();
  }

  private float[] features() {
    int area = kinds.length;
    float[] features = new float[PatchSearch.FEATURES * area];
    float guidance = (float) Math.sqrt(guidance());
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < area; i++) {
        float smooth = blurred[c * area + i];
        int at = PatchSearch.FEATURES * i + c;
        features[at] = guidance * smooth;
        features[at + 3] = planes[c * area + i] - (completing() ? 0 : smooth);
      }
    }
    return features;
  }

  private float guidance() {
    return switch (task) {
      case DETAIL -> style.guidance();
      case COLOURS -> COMPLETING_GUIDANCE;
      case ALL -> 0;
    };
  }

  private float[] weights() {
    float[] weights = new float[kinds.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] =
          switch (kinds[i]) {
            case VALID, FILLED -> 1;
            case UNKNOWN -> PatchSearch.UNKNOWN;
            case OTHER -> 0;
            case HOLE -> task == Task.COLOURS ? confidence(i) : 0;
          };
    }
    return weights;
  }

  private float confidence(int hole) {
    return completing() ? (float) Math.pow(DOUBT, -depths[hole]) : 1;
  }

  /** Holes' positions, in ascending order. */
  int[] holes() {
    return holes;
  }

  /** Where a hole's pixel has its detail from; {@link PatchSearch#NONE} for nowhere. */
  int match(int hole) {
    return search.match(hole);
  }

  /** Says where a hole's pixel may have its detail from. */
  void offer(int hole, int match) {
    search.offer(hole, match);
  }

  /** Fills the holes' pixels: a channel of one. */
  float filled(int channel, int hole) {
    float smooth = completing() ? 0 : blurred[channel * kinds.length + hole];
    return smooth + features[PatchSearch.FEATURES * hole + 3 + channel];
  }

  /**
   * Searches, and hands detail over, again and again.
   *
   * @param refining whether matches at half the size were offered
   */
  void fill(boolean refining, Parallel parallel) {
    search.guess(refining ? REFINING_GUESSES : GUESSES);
    int reach = refining ? REFINING_REACH : PatchSearch.REACH;
    int passes = completing() ? COMPLETING_PASSES : refining ? REFINING_PASSES : PASSES;
    search.pass(true, reach);
    for (int pass = 0; pass < passes; pass++) {
      parallel.check();
      if (pass > 0) {
        search.compare();
      }
      search.pass(pass % 2 == 1, reach);
      vote(votes(pass == passes - 1));
    }
  }

  /** Where patches are not averaged they aren't in the end. */
  private float votes(boolean last) {
    if (completing()) {
      return last && style.votes() == 0 ? 0 : COMPLETING_VOTES;
    }
    return style.votes();
  }

  /**
   * Every hole's pixel gets the mean of what the patches around it say of it.
   *
   * @param deviation of the votes' weights, in pixels; 0 where a pixel's own patch says it alone
   */
  private void vote(float deviation) {
    int radius = Math.min(PatchSearch.RADIUS, (int) Math.ceil(2 * deviation));
    float[] kernel = kernel(deviation, radius);
    float[] detail = new float[3 * holes.length];
    IntStream.range(0, holes.length).parallel().forEach(k -> vote(k, kernel, radius, detail));
    for (int k = 0; k < holes.length; k++) {
      int hole = holes[k];
      if (search.match(hole) != PatchSearch.NONE) {
        System.arraycopy(detail, 3 * k, features, PatchSearch.FEATURES * hole + 3, 3);
        weights[hole] = confidence(hole);
      }
    }
  }

  private void vote(int k, float[] kernel, int radius, float[] detail) {
    int x = holes[k] % width;
    int y = holes[k] / width;
    float total = 0;
    float red = 0;
    float green = 0;
    float blue = 0;
    for (int v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
      for (int u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
        int match = search.match(v * width + u);
        if (match != PatchSearch.NONE) {
          int from = PatchSearch.FEATURES * (match + (y - v) * width + x - u) + 3;
          float weight = kernel[Math.abs(x - u)] * kernel[Math.abs(y - v)];
          red += weight * features[from];
          green += weight * features[from + 1];
          blue += weight * features[from + 2];
          total += weight;
        }
      }
    }
    if (total > 0) {
      detail[3 * k] = red / total;
      detail[3 * k + 1] = green / total;
      detail[3 * k + 2] = blue / total;
    }
  }

  /** A Gaussian function's values at 0 to radius. */
  private static float[] kernel(float deviation, int radius) {
    float[] kernel = new float[radius + 1];
    for (int i = 0; i <= radius; i++) {
      kernel[i] = i == 0 ? 1 : (float) Math.exp(-i * i / (2 * deviation * deviation));
    }
    return kernel;
  }

  /** All planes without detail: the mean of what is known, by a Gaussian function's weights. */
  private float[] blurred(float deviation) {
    float[] kernel = kernel(deviation, (int) Math.ceil(3 * deviation));
    int area = kinds.length;
    float[] known = new float[area];
    for (int i = 0; i < area; i++) {
      known[i] = kinds[i] == Kind.UNKNOWN ? 0 : 1;
    }
    float[] total = blurred(known, kernel);
    float[] blurred = new float[3 * area];
    for (int c = 0; c < 3; c++) {
      float[] plane = new float[area];
      for (int i = 0; i < area; i++) {
        plane[i] = known[i] == 0 ? 0 : planes[c * area + i];
      }
      float[] sums = blurred(plane, kernel);
      for (int i = 0; i < area; i++) {
        blurred[c * area + i] = total[i] > 0 ? sums[i] / total[i] : 0;
      }
    }
    return blurred;
  }

  /** Sums by rows, then by columns, within the window. */
  private float[] blurred(float[] plane, float[] kernel) {
    float[] rows = new float[plane.length];
    float[] sums = new float[plane.length];
    for (int y = 0; y < height; y++) {
      int row = y * width;
      add(kernel[0], plane, row, rows, row, width);
      for (int k = 1; k < Math.min(kernel.length, width); k++) {
        int both = Math.max(0, width - 2 * k);
        int one = Math.min(k, width - k);
        add(kernel[k], plane, row + k, rows, row, one);
        add(kernel[k], plane, row, row + 2 * k, rows, row + k, both);
        add(kernel[k], plane, row + width - k - one, rows, row + width - one, one);
      }
    }
    for (int y = 0; y < height; y++) {
      int row = y * width;
      add(kernel[0], rows, row, sums, row, width);
      for (int k = 1; k < Math.min(kernel.length, height); k++) {
        int above = row - k * width;
        int below = row + k * width;
        if (y >= k && y + k < height) {
          add(kernel[k], rows, above, below, sums, row, width);
        } else if (y >= k) {
          add(kernel[k], rows, above, sums, row, width);
        } else if (y + k < height) {
          add(kernel[k], rows, below, sums, row, width);
        }
      }
    }
    return sums;
  }

  /** In a form that the JVM makes vector instructions of. */
  private static void add(float factor, float[] from, int first, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] += factor * from[first + i];
    }
  }

  private static void add(
      float factor, float[] from, int first, int second, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = to[at + i] + factor * from[first + i] + factor * from[second + i];
    }
  }
}
