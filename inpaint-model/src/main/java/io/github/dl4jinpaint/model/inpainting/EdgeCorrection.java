package io.github.dl4jinpaint.model.inpainting;

/**
 * Joins a prediction to the valid pixels around the holes without an edge.
 *
 * <p>A network's prediction at valid pixels can be compared with what they are: what it gets wrong
 * there, it gets wrong beyond the hole's edge as well, mostly by a shade that is a little too light
 * or too dark, which shows as a trace in a clear sky. So the mean of the errors at the valid pixels
 * nearby is added to a hole's pixel, near ones with a larger weight:
 *
 * <pre>
 *   p'(y) = p(y) + Σ w(x, y) (v(x) - p(x)) / (Σ w(x, y) + ε),   w(x, y) = 1 / |x - y|³
 * </pre>
 *
 * where x are the valid pixels up to {@link #RADIUS} away, v what they are, and p the prediction. ε
 * lets the correction fade into the hole. What leaves [0, 1] is cut off.
 */
final class EdgeCorrection {

  /** How far away from a hole's pixel valid pixels count. */
  static final int RADIUS = 6;

  private static final int POWER = 3;
  private static final float EPSILON = 0.1f;

  private static final int SIDE = 2 * RADIUS + 1;
  private static final float[] WEIGHTS = weights();

  private final float[] prediction;
  private final float[] image;
  private final float[] mask;
  private final int height;
  private final int width;

  /**
   * Of a prediction.
   *
   * @param prediction red, green and blue one after another; what is in its holes is corrected
   * @param image likewise; only its valid pixels matter
   * @param mask 1 where a pixel is valid, 0 where it is a hole
   */
  EdgeCorrection(float[] prediction, float[] image, float[] mask, int height, int width) {
    this.prediction = prediction;
    this.image = image;
    this.mask = mask;
    this.height = height;
    this.width = width;
  }

  private static float[] weights() {
    float[] weights = new float[SIDE * SIDE];
    for (int i = 0; i < weights.length; i++) {
      double distance = Math.hypot(i % SIDE - RADIUS, i / SIDE - RADIUS);
      boolean counts = distance > 0 && distance <= RADIUS;
      weights[i] = counts ? (float) (1 / Math.pow(distance, POWER)) : 0;
    }
    return weights;
  }

  /** Corrects all holes. Valid pixels stay, so that it doesn't matter which hole comes first. */
  void apply() {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (mask[y * width + x] == 0) {
          correct(x, y);
        }
      }
    }
  }

  private void correct(int x, int y) {
    int area = height * width;
    int right = Math.min(width - 1, x + RADIUS);
    int bottom = Math.min(height - 1, y + RADIUS);
    float weights = EPSILON;
    float red = 0;
    float green = 0;
    float blue = 0;
    for (int row = Math.max(0, y - RADIUS); row <= bottom; row++) {
      int weightAt = (row - y + RADIUS) * SIDE + RADIUS - x;
      for (int column = Math.max(0, x - RADIUS); column <= right; column++) {
        int at = row * width + column;
        if (mask[at] != 0) {
          float weight = WEIGHTS[weightAt + column];
          weights += weight;
          red += weight * (image[at] - prediction[at]);
          green += weight * (image[area + at] - prediction[area + at]);
          blue += weight * (image[2 * area + at] - prediction[2 * area + at]);
        }
      }
    }
    int at = y * width + x;
    add(red / weights, at);
    add(green / weights, area + at);
    add(blue / weights, 2 * area + at);
  }

  private void add(float correction, int at) {
    prediction[at] = Math.max(0, Math.min(1, prediction[at] + correction));
  }
}
