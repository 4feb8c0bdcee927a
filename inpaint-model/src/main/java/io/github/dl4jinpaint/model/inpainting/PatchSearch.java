package io.github.dl4jinpaint.model.inpainting;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds for each of a hole's pixels the valid patch that resembles its own best: PatchMatch (C.
 * Barnes, E. Shechtman, A. Finkelstein and D. Goldman, <i>PatchMatch: a randomized correspondence
 * algorithm for structural image editing</i>, SIGGRAPH 2009).
 *
 * <p>Patches are compared by their features: guidance, which counts everywhere, and detail, which
 * counts as much as it is known of the hole's pixels.
 */
final class PatchSearch {

  /** A patch has 2 RADIUS + 1 pixels in each direction. */
  static final int RADIUS = 4;

  /** How far a guess goes at most, in pixels. */
  static final int REACH = 80;

  /** Features of a pixel: three of guidance, then three of detail. */
  static final int FEATURES = 6;

  /** No match. */
  static final int NONE = -1;

  /** A weight of pixels that no comparison may look at. */
  static final float UNKNOWN = -1;

  /** By what a guess goes less far than the one before. */
  private static final int NEARER = 4;

  /** A few terms of a sum of some hundred that are this much larger than a limit: so is the sum. */
  private static final float ROUNDING = 1.0001f;

  private final int width;
  private final int height;
  private final float[] features;
  private final float[] weights;
  private final boolean[] sources;
  private final int[] holes;
  private final SplittableRandom random;
  private final int[] matches;
  private final float[] differences;

  /**
   * A search in a window.
   *
   * @param features of all pixels, those of a pixel one after another; may change between passes
   * @param weights of the pixels' detail, or {@link #UNKNOWN}; may change likewise
   * @param valid row by row: patches with a pixel that is not are no match
   * @param holes positions to find matches for, in ascending order
   */
  PatchSearch(
      int width,
      float[] features,
      float[] weights,
      boolean[] valid,
      int[] holes,
      SplittableRandom random) {
    this.width = width;
    this.height = valid.length / width;
    this.features = features;
    this.weights = weights;
    this.sources = middles(width, valid, RADIUS);
    this.holes = holes;
    this.random = random;
    this.matches = new int[valid.length];
    this.differences = new float[valid.length];
    Arrays.fill(matches, NONE);
    Arrays.fill(differences, Float.MAX_VALUE);
  }

  /**
   * Where the middles of patches lie that are within the picture and valid: by runs of valid
   * pixels, row by row.
   *
   * @param radius of a patch, which has 2 radius + 1 pixels in each direction
   */
  static boolean[] middles(int width, boolean[] valid, int radius) {
    boolean[] middles = new boolean[valid.length];
    int side = 2 * radius + 1;
    int[] above = new int[width];
    for (int y = 0; y < valid.length / width; y++) {
      int run = 0;
      for (int x = 0; x < width; x++) {
        above[x] = valid[y * width + x] ? above[x] + 1 : 0;
        run = above[x] >= side ? run + 1 : 0;
        if (run >= side) {
          middles[(y - radius) * width + x - radius] = true;
        }
      }
    }
    return middles;
  }

  /** The middle of the patch that resembles that of a hole's pixel; {@link #NONE} before. */
  int match(int hole) {
    return matches[hole];
  }

  /** Guesses at random, so many times for each of the holes' pixels. */
  void guess(int times) {
    for (int hole : holes) {
      for (int i = 0; i < times; i++) {
        offer(hole, near(hole, REACH));
      }
    }
  }

  /** Compares all matches anew, after features or weights have changed. */
  void compare() {
    Arrays.stream(holes)
        .parallel()
        .filter(hole -> matches[hole] != NONE)
        .forEach(hole -> differences[hole] = difference(hole, matches[hole], Float.MAX_VALUE));
  }

  /**
   * Improves the matches by their neighbours' and at random, in one direction or the other.
   *
   * @param reach how far from a match guesses go at most, in pixels
   */
  void pass(boolean forward, int reach) {
    int step = forward ? -1 : 1;
    for (int k = 0; k < holes.length; k++) {
      int hole = holes[forward ? k : holes.length - 1 - k];
      int x = hole % width + step;
      int y = hole / width + step;
      if (x >= 0 && x < width && matches[hole + step] != NONE) {
        offer(hole, matches[hole + step] - step);
      }
      if (y >= 0 && y < height && matches[hole + step * width] != NONE) {
        offer(hole, matches[hole + step * width] - step * width);
      }
      for (int radius = reach; radius >= 1; radius /= NEARER) {
        offer(hole, near(matches[hole] == NONE ? hole : matches[hole], radius));
      }
    }
  }

  private int near(int position, int radius) {
    int x = position % width + random.nextInt(2 * radius + 1) - radius;
    int y = position / width + random.nextInt(2 * radius + 1) - radius;
    return x < 0 || y < 0 || x >= width || y >= height ? NONE : y * width + x;
  }

  /** Takes a match over where it is one, and better. */
  void offer(int hole, int match) {
    if (match < 0 || match >= sources.length || !sources[match] || match == matches[hole]) {
      return;
    }
    float difference = difference(hole, match, differences[hole]);
    if (difference < differences[hole]) {
      differences[hole] = difference;
      matches[hole] = match;
    }
  }

  /** The sum of squared differences of two patches; the largest number once it is above a limit. */
  private float difference(int hole, int match, float limit) {
    int x = hole % width;
    int y = hole / width;
    int left = Math.max(-RADIUS, -x);
    int right = Math.min(RADIUS, width - 1 - x);
    int bottom = Math.min(RADIUS, height - 1 - y);
    int top = Math.max(-RADIUS, -y);
    int shift = match - hole;
    float corners =
        difference(hole + top * width + left, shift)
            + difference(hole + top * width + right, shift)
            + difference(hole + bottom * width + left, shift)
            + difference(hole + bottom * width + right, shift);
    if (corners > ROUNDING * limit) {
      return Float.MAX_VALUE;
    }
    float sum = 0;
    for (int dy = top; dy <= bottom; dy++) {
      int first = hole + dy * width;
      for (int dx = left; dx <= right; dx++) {
        float weight = weights[first + dx];
        if (weight >= 0) {
          int a = (first + dx) * FEATURES;
          int b = (first + shift + dx) * FEATURES;
          sum += squares(a, b);
          if (weight > 0) {
            sum += weight * squares(a + 3, b + 3);
          }
        }
      }
      if (sum > limit) {
        return Float.MAX_VALUE;
      }
    }
    return sum;
  }

  /** The squared difference of a pixel and another. */
  private float difference(int at, int shift) {
    float weight = weights[at];
    int a = at * FEATURES;
    int b = (at + shift) * FEATURES;
    return weight < 0 ? 0 : squares(a, b) + weight * squares(a + 3, b + 3);
  }

  private float squares(int a, int b) {
    float red = features[a] - features[b];
    float green = features[a + 1] - features[b + 1];
    float blue = features[a + 2] - features[b + 2];
    return red * red + green * green + blue * blue;
  }
}
