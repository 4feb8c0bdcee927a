package io.github.dl4jinpaint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
            }
          }
        }
      }
    }

    assertThat(errors.overAllPixels()).isCloseTo(all / values, within(1e-7));
    assertThat(errors.overHoles()).isCloseTo(holes / holeValues, within(1e-7));
    assertThat(errors.ofComposite()).isCloseTo(holes / values, within(1e-7));
    assertThat(errors.holeRatio()).isCloseTo((double) holeValues / values, within(1e-12));
    assertThat(errors.psnrOnHoles()).isCloseTo(10 * Math.log10(holeValues / holes), within(1e-5));
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
  void theArraysStayAsTheyAre() {
    INDArray predictions = Networks.images(random, 1, 4, 4);
    INDArray targets = Networks.images(random, 1, 4, 4);
    INDArray masks = Networks.mask(random, 0.5, 1, 4, 4);
    INDArray[] before = {predictions.dup(), targets.dup(), masks.dup()};

    new InpaintingErrors().add(predictions, targets, masks);

    assertThat(new INDArray[] {predictions, targets, masks}).isEqualTo(before);
  }
}
