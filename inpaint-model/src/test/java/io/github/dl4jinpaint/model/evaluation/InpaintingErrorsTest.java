package io.github.dl4jinpaint.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.model.Networks;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class InpaintingErrorsTest {

  private final Random random = new Random(6);

  @Test
  void errorsAreThoseOfAPlainLoopOverAllBatches() {
    InpaintingErrors errors = new InpaintingErrors();
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
      errors.add(predictions, targets, masks);
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

    assertThat(errors.overAllPixels()).isCloseTo(all / values, within(1e-7));
    assertThat(errors.overHoles()).isCloseTo(holes / holeValues, within(1e-7));
    assertThat(errors.ofComposite()).isCloseTo(holes / values, within(1e-7));
    assertThat(errors.l1OverAllPixels()).isCloseTo(l1All / values, within(1e-7));
    assertThat(errors.l1OverHoles()).isCloseTo(l1Holes / holeValues, within(1e-7));
    assertThat(errors.l1OfComposite()).isCloseTo(l1Holes / values, within(1e-7));
    assertThat(errors.holeRatio()).isCloseTo((double) holeValues / values, within(1e-12));
    assertThat(errors.psnrOnHoles()).isCloseTo(10 * Math.log10(holeValues / holes), within(1e-5));
    assertThat(errors.psnrOfComposite()).isCloseTo(10 * Math.log10(values / holes), within(1e-5));
  }

  @Test
  void withoutHolesTheErrorOverHolesIsNotANumber() {
    InpaintingErrors errors = new InpaintingErrors();
    INDArray target = Networks.images(random, 1, 4, 4);

    errors.add(target.add(0.5), target, Nd4j.ones(1, 1, 4, 4));

    assertThat(errors.overAllPixels()).isCloseTo(0.25, within(1e-6));
    assertThat(errors.overHoles()).isNaN();
    assertThat(errors.ofComposite()).isZero();
    assertThat(errors.holeRatio()).isZero();
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
    InpaintingErrors errors = new InpaintingErrors();

    errors.add(predictions, targets, masks);

    double pooled = -10 * Math.log10((0.01 + 0.0001) / 2);
    assertThat(errors.psnrOnHoles()).isCloseTo(pooled, within(1e-5));
    assertThat(errors.meanPsnrOnHoles()).isCloseTo((20 + 40) / 2.0, within(1e-5));
    double quarter = 10 * Math.log10(4);
    assertThat(errors.psnrOfComposite()).isCloseTo(pooled + quarter, within(1e-5));
    assertThat(errors.meanPsnrOfComposite()).isCloseTo(30 + quarter, within(1e-5));
    assertThat(errors.images()).extracting(ImageErrors::holes).containsExactly(1, 1);
    assertThat(errors.images().get(1).psnrOnHoles()).isCloseTo(40, within(1e-5));
  }

  @Test
  void anImageWithoutAnyErrorCountsAsAHundredDecibelsAndOneWithoutHolesNotAtAll() {
    INDArray target = Networks.images(random, 1, 12, 12);
    InpaintingErrors errors = new InpaintingErrors();
    errors.add(target, target, Networks.mask(random, 0.5, 1, 12, 12));
    errors.add(target, target, Nd4j.ones(1, 1, 12, 12));

    assertThat(errors.images().get(0).psnrOnHoles()).isInfinite();
    assertThat(errors.images().get(1).psnrOnHoles()).isNaN();
    assertThat(errors.meanPsnrOnHoles()).isEqualTo(100);
    assertThat(errors.meanPsnrOfComposite()).isEqualTo(100);
    assertThat(errors.ssimAtHoles()).isCloseTo(1, within(1e-12));
  }

  @Test
  void arraysThatDoNotFitAreRefusedByTheirShapes() {
    INDArray images = Networks.images(random, 2, 8, 8);

    assertThatThrownBy(() -> new InpaintingErrors().add(images, images, Nd4j.ones(2, 3, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3, 8, 8]");
    assertThatThrownBy(
            () ->
                new InpaintingErrors()
                    .add(Networks.images(random, 1, 8, 8), images, Nd4j.ones(2, 1, 8, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 3, 8, 8]");
  }

  @Test
  void theArraysStayAsTheyAre() {
    INDArray predictions = Networks.images(random, 1, 4, 4);
    INDArray targets = Networks.images(random, 1, 4, 4);
    INDArray masks = Networks.mask(random, 0.5, 1, 4, 4);
    INDArray[] before = {predictions.dup(), targets.dup(), masks.dup()};

    new InpaintingErrors().add(predictions, targets, masks);

    assertThat(new INDArray[] {predictions, targets, masks}).isEqualTo(before);
  }
}
