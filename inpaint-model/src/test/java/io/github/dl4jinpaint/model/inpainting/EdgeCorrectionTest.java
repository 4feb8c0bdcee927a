package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EdgeCorrectionTest {

  private static final int SIDE = 21;
  private static final int AREA = SIDE * SIDE;

  private final float[] image = new float[3 * AREA];
  private final float[] prediction = new float[3 * AREA];
  private final float[] mask = new float[AREA];

  EdgeCorrectionTest() {
    Arrays.fill(mask, 1);
    for (int i = 0; i < image.length; i++) {
      image[i] = i % SIDE / 40f + i / AREA / 10f;
      prediction[i] = image[i] + 0.02f;
    }
  }

  private void hole(int left, int right) {
    for (int i = 0; i < AREA; i++) {
      if (i % SIDE >= left && i % SIDE <= right) {
        mask[i] = 0;
      }
    }
  }

  private void correct() {
    new EdgeCorrection(prediction, image, mask, SIDE, SIDE).apply();
  }

  @Test
  void aScratchThatIsAShadeTooLightTakesItsNeighboursShade() {
    hole(10, 10);

    correct();

    for (int i = 0; i < image.length; i++) {
      boolean hole = mask[i % AREA] == 0;
      assertThat(prediction[i]).isCloseTo(image[i] + (hole ? 0 : 0.02f), within(0.001f));
    }
  }

  @Test
  void theCorrectionFadesIntoAHoleAndEndsSixPixelsFromItsEdge() {
    hole(3, 17);

    correct();

    int row = 10 * SIDE;
    float before = 0;
    for (int x = 3; x <= 10; x++) {
      float error = prediction[row + x] - image[row + x];
      assertThat(error).isGreaterThan(before).isLessThan(0.0201f);
      assertThat(error < 0.0199f).isEqualTo(x <= 8);
      before = x <= 8 ? error : 0;
    }
  }

  @Test
  void aPixelGetsTheWeightedMeanOfTheErrorsAroundIt() {
    Arrays.fill(mask, 0);
    mask[10 * SIDE + 11] = 1;
    mask[12 * SIDE + 10] = 1;
    prediction[10 * SIDE + 11] = image[10 * SIDE + 11] - 0.1f;

    correct();

    int at = 10 * SIDE + 10;
    double expected = image[at] + 0.02 + (0.1 - 0.02 / 8) / (1 + 1 / 8.0 + 0.1);
    assertThat(prediction[at]).isCloseTo((float) expected, within(1e-6f));
  }
}
