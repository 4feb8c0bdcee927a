package io.github.dl4jinpaint.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.model.Networks;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StructuralSimilarityTest {

  private static final int WINDOW = 11;
  private static final Offset<Double> ROUNDING = within(1e-12);

  private final Random random = new Random(11);

  @Test
  void itIsWhatSciPysGaussianFilterGives() {
    // scikit-image's structural_similarity(gaussian_weights=True, use_sample_covariance=False):
    // scipy.ndimage.gaussian_filter(…, 1.5, truncate=3.5), 5 pixels cropped at each side.
    double[][] a = new double[16][20];
    double[][] b = new double[16][20];
    double[][] c = new double[16][20];
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 20; x++) {
        a[y][x] = (7 * y + 3 * x) % 11 / 10.0;
        b[y][x] = (5 * y + 2 * x * x) % 13 / 12.0;
        c[y][x] = 0.75 * a[y][x] + 0.1 + 0.05 * b[y][x];
      }
    }

    assertThat(similarity(grey(a), grey(b)))
        .containsExactly(new double[] {0.07017186726182693}, ROUNDING);
    assertThat(similarity(grey(a), grey(c)))
        .containsExactly(new double[] {0.9598528003929208}, ROUNDING);
  }

  @Test
  void itIsThatOfAPlainLoopOverAllWindowsAndThoseThatTouchHoles() {
    for (int round = 0; round < 30; round++) {
      int height = WINDOW + random.nextInt(14);
      int width = WINDOW + random.nextInt(14);
      INDArray target = Networks.images(random, 2, height, width);
      INDArray prediction = target.add(Networks.images(random, 2, height, width).muli(0.3));
      INDArray mask = Nd4j.ones(2, 1, height, width);
      for (int hole = 0; hole < 3; hole++) {
        mask.putScalar(random.nextInt(2), 0, random.nextInt(height), random.nextInt(width), 0);
      }
      for (int i = 0; i < 2; i++) {
        StructuralSimilarity measured =
            FilledImage.of(prediction, target, mask).get(i).similarity();
        double[] looped = plainLoop(prediction, target, mask, i);
        assertThat(measured.mean()).isCloseTo(looped[0], ROUNDING);
        if (Double.isNaN(looped[1])) {
          assertThat(measured.meanAtHoles()).isNaN();
        } else {
          assertThat(measured.meanAtHoles()).isCloseTo(looped[1], ROUNDING);
        }
      }
    }
  }

  @Test
  void equalImagesHaveOneAndFlatOnesTheLuminanceTerm() {
    INDArray images = Networks.images(random, 3, 15, 12);
    assertThat(similarity(images, images.dup())).containsExactly(new double[] {1, 1, 1}, ROUNDING);

    INDArray dark = Nd4j.valueArrayOf(new long[] {1, 3, 20, 20}, 0.25, DataType.DOUBLE);
    double luminance = (2 * 0.25 * 0.75 + 1e-4) / (0.25 * 0.25 + 0.75 * 0.75 + 1e-4);
    assertThat(similarity(dark, dark.add(0.5))).containsExactly(new double[] {luminance}, ROUNDING);
  }

  @Test
  void imagesThatAreSmallerThanAWindowHaveNone() {
    INDArray images = Networks.images(random, 1, 10, 40);

    assertThat(similarity(images, images)).containsExactly(Double.NaN);
  }

  @Test
  void imagesOfDifferentSizesAreRefused() {
    assertThatThrownBy(
            () ->
                similarity(Networks.images(random, 1, 16, 16), Networks.images(random, 1, 16, 17)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 3, 16, 16]")
        .hasMessageContaining("[1, 3, 16, 17]");
  }

  /** Over all pixels, of each image with one other. */
  private static double[] similarity(INDArray images, INDArray others) {
    INDArray allHoles = Nd4j.zeros(others.size(0), 1, others.size(2), others.size(3));
    return FilledImage.of(images, others, allHoles).stream()
        .mapToDouble(image -> image.similarity().mean())
        .toArray();
  }

  private static INDArray grey(double[][] pixels) {
    return Nd4j.createFromArray(pixels).reshape(1, 1, pixels.length, pixels[0].length);
  }

  /** Equation 13 for each window by itself, of the composite; the mean of all, and at holes. */
  private static double[] plainLoop(INDArray prediction, INDArray target, INDArray mask, int i) {
    double[] sums = new double[2];
    int[] windows = new int[2];
    for (int c = 0; c < target.size(1); c++) {
      for (int top = 0; top + WINDOW <= target.size(2); top++) {
        for (int left = 0; left + WINDOW <= target.size(3); left++) {
          double[] x = new double[WINDOW * WINDOW];
          double[] y = new double[WINDOW * WINDOW];
          double[] weights = new double[WINDOW * WINDOW];
          boolean touches = false;
          for (int k = 0; k < x.length; k++) {
            int row = top + k / WINDOW;
            int column = left + k % WINDOW;
            boolean hole = mask.getDouble(i, 0, row, column) == 0;
            y[k] = target.getDouble(i, c, row, column);
            x[k] = hole ? prediction.getDouble(i, c, row, column) : y[k];
            weights[k] =
                Math.exp(
                    -(Math.pow(k / WINDOW - 5, 2) + Math.pow(k % WINDOW - 5, 2)) / (2 * 1.5 * 1.5));
            touches |= hole;
          }
          double similarity = similarity(x, y, weights);
          sums[0] += similarity;
          windows[0]++;
          sums[1] += touches ? similarity : 0;
          windows[1] += touches ? 1 : 0;
        }
      }
    }
    return new double[] {sums[0] / windows[0], sums[1] / windows[1]};
  }

  private static double similarity(double[] x, double[] y, double[] weights) {
    double total = Arrays.stream(weights).sum();
    double meanX = 0;
    double meanY = 0;
    for (int k = 0; k < x.length; k++) {
      meanX += weights[k] / total * x[k];
      meanY += weights[k] / total * y[k];
    }
    double varianceX = 0;
    double varianceY = 0;
    double covariance = 0;
    for (int k = 0; k < x.length; k++) {
      varianceX += weights[k] / total * (x[k] - meanX) * (x[k] - meanX);
      varianceY += weights[k] / total * (y[k] - meanY) * (y[k] - meanY);
      covariance += weights[k] / total * (x[k] - meanX) * (y[k] - meanY);
    }
    return (2 * meanX * meanY + 1e-4)
        * (2 * covariance + 9e-4)
        / ((meanX * meanX + meanY * meanY + 1e-4) * (varianceX + varianceY + 9e-4));
  }
}
