package io.github.dl4jinpaint.model.evaluation;

/**
 * Structural similarity (SSIM) of images x and y with values in [0, 1], of Z. Wang, A. C. Bovik, H.
 * R. Sheikh and E. P. Simoncelli, <i>Image Quality Assessment: From Error Visibility to Structural
 * Similarity</i>, 2004, equation 13, for every window and channel:
 *
 * <pre>
 *   (2 μx μy + C1) (2 σxy + C2) / ((μx² + μy² + C1) (σx² + σy² + C2)),  C1 = 0.01², C2 = 0.03²
 * </pre>
 *
 * <p>Means, variances and covariance are weighted with the Gaussian of standard deviation 1.5 over
 * 11 × 11 pixels, whose weights add up to 1. Only windows that lie within the image count, as in
 * the authors' code: nothing is padded, and pixels near the border are in fewer windows. Images are
 * taken in their own size and colours, a channel at a time. It is 1 for equal images.
 */
final class StructuralSimilarity {

  private static final int WINDOW = 11;

  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;
  private static final double[] GAUSSIAN = gaussian();

  private final int height;
  private final int width;
  private final boolean[] touchesHole;
  private double sum;
  private double sumAtHoles;
  private long windows;
  private long windowsAtHoles;

  /**
   * Begins with an image.
   *
   * @param hole for every pixel, row by row, whether it is a hole
   */
  StructuralSimilarity(boolean[] hole, int height, int width) {
    this.height = height;
    this.width = width;
    this.touchesHole = touchesHole(hole);
  }

  private static double[] gaussian() {
    double[] weights = new double[WINDOW];
    double sum = 0;
    for (int i = 0; i < WINDOW; i++) {
      double distance = (i - WINDOW / 2) / 1.5;
      weights[i] = Math.exp(-distance * distance / 2);
      sum += weights[i];
    }
    for (int i = 0; i < WINDOW; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private int rows() {
    return Math.max(0, height - WINDOW + 1);
  }

  private int columns() {
    return Math.max(0, width - WINDOW + 1);
  }

  /** For every window within the image; a summed-area table counts its holes. */
  private boolean[] touchesHole(boolean[] hole) {
    int[][] above = new int[height + 1][width + 1];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        above[y + 1][x + 1] =
            above[y][x + 1] + above[y + 1][x] - above[y][x] + (hole[y * width + x] ? 1 : 0);
      }
    }
    boolean[] touches = new boolean[rows() * columns()];
    for (int i = 0; i < touches.length; i++) {
      int y = i / columns();
      int x = i % columns();
      touches[i] =
          above[y + WINDOW][x + WINDOW] - above[y][x + WINDOW] - above[y + WINDOW][x] + above[y][x]
              > 0;
    }
    return touches;
  }

  /**
   * Adds a channel.
   *
   * @param a the values of all pixels, row by row
   * @param b the same of the other image
   */
  void add(double[] a, double[] b) {
    double[] meanA = weighted(a, null);
    double[] meanB = weighted(b, null);
    double[] squareA = weighted(a, a);
    double[] squareB = weighted(b, b);
    double[] product = weighted(a, b);
    for (int i = 0; i < touchesHole.length; i++) {
      double similarity =
          (2 * meanA[i] * meanB[i] + C1)
              * (2 * (product[i] - meanA[i] * meanB[i]) + C2)
              / ((meanA[i] * meanA[i] + meanB[i] * meanB[i] + C1)
                  * (squareA[i] - meanA[i] * meanA[i] + squareB[i] - meanB[i] * meanB[i] + C2));
      sum += similarity;
      windows++;
      if (touchesHole[i]) {
        sumAtHoles += similarity;
        windowsAtHoles++;
      }
    }
  }

  /** Weighted means of a (or a·b) over every window: along the rows first, then the columns. */
  private double[] weighted(double[] a, double[] b) {
    double[] values = a;
    if (b != null) {
      values = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        values[i] = a[i] * b[i];
      }
    }
    int columns = columns();
    double[] alongRows = new double[height * columns];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < columns; x++) {
        double mean = 0;
        for (int k = 0; k < WINDOW; k++) {
          mean += GAUSSIAN[k] * values[y * width + x + k];
        }
        alongRows[y * columns + x] = mean;
      }
    }
    double[] means = new double[rows() * columns];
    for (int i = 0; i < means.length; i++) {
      for (int k = 0; k < WINDOW; k++) {
        means[i] += GAUSSIAN[k] * alongRows[i + k * columns];
      }
    }
    return means;
  }

  /** {@return the mean over all windows and channels; NaN where no window fits into the image} */
  double mean() {
    return sum / windows;
  }

  /** {@return the mean over all windows that touch a hole; NaN where none does} */
  double meanAtHoles() {
    return sumAtHoles / windowsAtHoles;
  }
}
