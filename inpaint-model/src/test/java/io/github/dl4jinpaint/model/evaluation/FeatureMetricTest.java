package io.github.dl4jinpaint.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FeatureMetricTest {

  private static final int HEIGHT = 61;
  private static final int WIDTH = 47;

  /** What src/test/python/inception_v3.py prints. */
  private static final double PERCEPTUAL = 0.479679;

  private static final double STYLE = 0.560230;

  /** The shipped weights are in half precision, PyTorch's were in full. */
  private static final double HALF = 1e-4;

  @Test
  void distancesAreThoseOfPyTorchWithTheWeightsAsTheyWerePublished() {
    FilledImage image = image(target(HEIGHT, WIDTH), target(HEIGHT, WIDTH).muli(0).addi(0.5));

    assertThat(perceptual(image)).isCloseTo(PERCEPTUAL, within(HALF));
    assertThat(style(image)).isCloseTo(STYLE, within(HALF));
  }

  @Test
  void whatIsFilledWithWhatWasThereHasNoDistance() {
    FilledImage image = image(target(HEIGHT, WIDTH), target(HEIGHT, WIDTH));

    assertThat(perceptual(image)).isZero();
    assertThat(style(image)).isZero();
  }

  @Test
  void theSmallestPictureHasADistanceAndASmallerOneNone() {
    FilledImage smallest = image(target(27, 27), Nd4j.zeros(DataType.FLOAT, 1, 3, 27, 27));
    FilledImage lower = image(target(26, 40), Nd4j.zeros(DataType.FLOAT, 1, 3, 26, 40));

    assertThat(perceptual(smallest)).isPositive();
    assertThat(style(smallest)).isPositive();
    assertThat(perceptual(lower)).isNaN();
    assertThat(style(lower)).isNaN();
  }

  @Test
  void withoutHolesThereIsNoDistance() {
    INDArray target = target(HEIGHT, WIDTH);
    INDArray valid = Nd4j.ones(DataType.FLOAT, 1, 1, HEIGHT, WIDTH);

    assertThat(perceptual(FilledImage.of(target, target, valid).get(0))).isNaN();
  }

  @Test
  void picturesWithoutThreeChannelsAreRefused() {
    INDArray grey = Nd4j.zeros(DataType.FLOAT, 1, 1, HEIGHT, WIDTH);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> perceptual(FilledImage.of(grey, grey, grey).get(0)))
        .withMessageContaining("3 channels are expected, got 1");
  }

  private static double perceptual(FilledImage image) {
    return FeatureMetric.PERCEPTUAL_DISTANCE.measure(image, Region.HOLES);
  }

  private static double style(FilledImage image) {
    return FeatureMetric.STYLE_DISTANCE.measure(image, Region.HOLES);
  }

  private static FilledImage image(INDArray target, INDArray prediction) {
    return FilledImage.of(prediction, target, mask((int) target.size(2), (int) target.size(3)))
        .get(0);
  }

  /** The script's. */
  private static INDArray target(int height, int width) {
    INDArray target = Nd4j.create(DataType.FLOAT, 1, 3, height, width);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int level = ((7 + 2 * c) * y + (3 + c) * x + 31 * c + (x * y) % 13) % 256;
          target.putScalar(new int[] {0, c, y, x}, level / 255.0);
        }
      }
    }
    return target;
  }

  /** The script's. */
  private static INDArray mask(int height, int width) {
    INDArray mask = Nd4j.ones(DataType.FLOAT, 1, 1, height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean inside = y >= HEIGHT / 4 && y < HEIGHT / 2 && x >= HEIGHT / 8 && x < 3 * HEIGHT / 4;
        if (inside || (5 * y + 3 * x) % 11 == 0) {
          mask.putScalar(new int[] {0, 0, y, x}, 0);
        }
      }
    }
    return mask;
  }
}
