package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Rectangle;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KnownErrorsTest {

  private static final int SIZE = 40;
  private static final int GAP = 4;

  private static KnownErrors.Sums sums(double perSquare, double perPixel, boolean[] known) {
    float[] pixels = new float[3 * SIZE * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      pixels[i] = (float) (perSquare * (x * x + y * y) + perPixel * (x - y));
    }
    Rectangle window = new Rectangle(16, 8, SIZE, SIZE);
    return new KnownErrors(window, pixels, known, new CellGrid(window)).across(GAP);
  }

  private static boolean[] all() {
    boolean[] known = new boolean[SIZE * SIZE];
    Arrays.fill(known, true);
    return known;
  }

  @Test
  void neitherLinesNorCurvesErrOnASlope() {
    KnownErrors.Sums sums = sums(0, 0.01, all());
    assertThat(Arrays.stream(sums.count()).sum()).isPositive();
    assertThat(Arrays.stream(sums.line()).max().getAsDouble()).isLessThan(1e-10);
    assertThat(Arrays.stream(sums.curve()).max().getAsDouble()).isLessThan(1e-10);
  }

  @Test
  void linesCutParabolasWhereCurvesFollow() {
    double a = 1e-4;
    KnownErrors.Sums sums = sums(a, 0, all());
    for (int cell = 0; cell < sums.count().length; cell++) {
      if (sums.count()[cell] > 0) {
        double line = Math.sqrt(sums.line()[cell] / sums.count()[cell]);
        double curve = Math.sqrt(sums.curve()[cell] / sums.count()[cell]);
        assertThat(line).isCloseTo(a * GAP * GAP, within(1e-6));
        // Slopes are known half a pixel outside of the edges.
        assertThat(curve).isCloseTo(a * GAP / 2, within(1e-6));
      }
    }
  }

  @Test
  void onlyWhatIsKnownCounts() {
    boolean[] known = all();
    Arrays.fill(known, 0, SIZE * SIZE / 2, false);
    double half = Arrays.stream(sums(0, 0, known).count()).sum();
    assertThat(half).isPositive().isLessThan(Arrays.stream(sums(0, 0, all()).count()).sum() / 2);
    assertThat(sums(0, 0, new boolean[SIZE * SIZE]).count()).containsOnly(0);
  }
}
