package io.github.dl4jinpaint.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.model.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StandardMetricTest {

  private final Random random = new Random(6);

  @Test
  void errorsAreThoseOfAPlainLoopOverAllBatches() {
    List<ImageScores> images = new ArrayList<>();
    double all = 0;
    double holes = 0;
    double l1All = 0;
    double l1Holes = 0;
    long values = 0;
    long holeValues = 0;
    for (int n = 1; n <= 3; n++) {
      INDArray predictions = Networks.images(random, n, 7, 9);
      INDArray targets = Networks.images(random, n, 7, 9);
      INDArray masks = Networks.mask(random, 0.2 * n, n, 7, 9);
      images.addAll(scores(predictions, targets, masks));
      for (int i = 0; i < n; i++) {
        for (int c = 0; c < 3; c++) {
          for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 9; x++) {
              double error = predictions.getDouble(i, c, y, x) - targets.getDouble(i, c, y, x);
              boolean hole = masks.getDouble(i, 0, y, x) == 0;
              all += error * error;
              values++;
              holes += hole ? error * error : 0;
              holeValues += hole ? 1 : 0;
              l1All += Math.abs(error);
              l1Holes += hole ? Math.abs(error) : 0;
            }
          }
        }
      }
    }

    assertThat(value(images, StandardMetric.L2, Region.ALL_PIXELS))
        .isCloseTo(all / values, within(1e-7));
    assertThat(value(images, StandardMetric.L2, Region.HOLES))
        .isCloseTo(holes / holeValues, within(1e-7));
    assertThat(value(images, StandardMetric.L2, Region.COMPOSITE))
        .isCloseTo(holes / values, within(1e-7));
    assertThat(value(images, StandardMetric.L1, Region.ALL_PIXELS))
        .isCloseTo(l1All / values, within(1e-7));
    assertThat(value(images, StandardMetric.L1, Region.HOLES))
        .isCloseTo(l1Holes / holeValues, within(1e-7));
    assertThat(value(images, StandardMetric.L1, Region.COMPOSITE))
        .isCloseTo(l1Holes / values, within(1e-7));
    assertThat(new Scores(images).holeRatio())
        .isCloseTo((double) holeValues / values, within(1e-12));
    assertThat(value(images, StandardMetric.PSNR, Region.HOLES))
        .isCloseTo(10 * Math.log10(holeValues / holes), within(1e-5));
    assertThat(value(images, StandardMetric.PSNR, Region.COMPOSITE))
        .isCloseTo(10 * Math.log10(values / holes), within(1e-5));
  }

  @Test
  void withoutHolesTheErrorOverHolesIsNotANumber() {
    List<ImageScores> images = new ArrayList<>();
    INDArray target = Networks.images(random, 1, 4, 4);

    images.addAll(scores(target.add(0.5), target, Nd4j.ones(1, 1, 4, 4)));

    assertThat(value(images, StandardMetric.L2, Region.ALL_PIXELS)).isCloseTo(0.25, within(1e-6));
    assertThat(value(images, StandardMetric.L2, Region.HOLES)).isNaN();
    assertThat(value(images, StandardMetric.L2, Region.COMPOSITE)).isZero();
    assertThat(new Scores(images).holeRatio()).isZero();
  }

  @Test
  void aMeanPsnrIsOfTheImagesAndThePsnrOfTheirMeanError() {
    // One pixel of four is a hole, off by 0.1 in one image and by 0.01 in the other.
    INDArray targets = Nd4j.zeros(2, 1, 2, 2);
    INDArray masks = Nd4j.ones(2, 1, 2, 2);
    INDArray predictions = Nd4j.zeros(2, 1, 2, 2);
    for (int i = 0; i < 2; i++) {
      masks.putScalar(i, 0, 1, 1, 0);
      predictions.putScalar(i, 0, 1, 1, i == 0 ? 0.1 : 0.01);
    }
    List<ImageScores> images = new ArrayList<>();

    images.addAll(scores(predictions, targets, masks));

    double pooled = -10 * Math.log10((0.01 + 0.0001) / 2);
    assertThat(value(images, StandardMetric.PSNR, Region.HOLES)).isCloseTo(pooled, within(1e-5));
    assertThat(value(images, StandardMetric.MEAN_PSNR, Region.HOLES))
        .isCloseTo((20 + 40) / 2.0, within(1e-5));
    double quarter = 10 * Math.log10(4);
    assertThat(value(images, StandardMetric.PSNR, Region.COMPOSITE))
        .isCloseTo(pooled + quarter, within(1e-5));
    assertThat(value(images, StandardMetric.MEAN_PSNR, Region.COMPOSITE))
        .isCloseTo(30 + quarter, within(1e-5));
    assertThat(images).extracting(ImageScores::holes).containsExactly(1, 1);
    assertThat(images.get(1).value(StandardMetric.PSNR, Region.HOLES)).isCloseTo(40, within(1e-5));
  }

  @Test
  void anImageWithoutAnyErrorCountsAsAHundredDecibelsAndOneWithoutHolesNotAtAll() {
    INDArray target = Networks.images(random, 1, 12, 12);
    List<ImageScores> images = new ArrayList<>();
    images.addAll(scores(target, target, Networks.mask(random, 0.5, 1, 12, 12)));
    images.addAll(scores(target, target, Nd4j.ones(1, 1, 12, 12)));

    assertThat(images.get(0).value(StandardMetric.PSNR, Region.HOLES)).isInfinite();
    assertThat(images.get(1).value(StandardMetric.PSNR, Region.HOLES)).isNaN();
    assertThat(value(images, StandardMetric.MEAN_PSNR, Region.HOLES)).isEqualTo(100);
    assertThat(value(images, StandardMetric.MEAN_PSNR, Region.COMPOSITE)).isEqualTo(100);
    assertThat(value(images, StandardMetric.SSIM, Region.HOLES)).isCloseTo(1, within(1e-12));
  }

  @Test
  void arraysThatDoNotFitAreRefusedByTheirShapes() {
    INDArray images = Networks.images(random, 2, 8, 8);

    assertThatThrownBy(() -> FilledImage.of(images, images, Nd4j.ones(2, 3, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3, 8, 8]");
    assertThatThrownBy(
            () -> FilledImage.of(Networks.images(random, 1, 8, 8), images, Nd4j.ones(2, 1, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 3, 8, 8]");
  }

  @Test
  void theArraysStayAsTheyAre() {
    INDArray predictions = Networks.images(random, 1, 4, 4);
    INDArray targets = Networks.images(random, 1, 4, 4);
    INDArray masks = Networks.mask(random, 0.5, 1, 4, 4);
    INDArray[] before = {predictions.dup(), targets.dup(), masks.dup()};

    scores(predictions, targets, masks);

    assertThat(new INDArray[] {predictions, targets, masks}).isEqualTo(before);
  }

  private static List<ImageScores> scores(INDArray predictions, INDArray targets, INDArray masks) {
    List<Figure> all = Figure.all(List.of(StandardMetric.values()));
    return FilledImage.of(predictions, targets, masks).stream()
        .map(image -> ImageScores.of(image, all))
        .toList();
  }

  private static double value(List<ImageScores> images, Metric metric, Region region) {
    return new Scores(images).value(metric, region);
  }
}
