package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoleMapTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.98})
  void depthsAreDistancesToTheNearestValidPixelUpToEightPercent(double holeRatio) {
    Random random = new Random(7);
    for (int round = 0; round < 30; round++) {
      int width = 1 + random.nextInt(23);
      int height = 1 + random.nextInt(23);
      boolean[] valid = new boolean[width * height];
      for (int i = 0; i < valid.length; i++) {
        valid[i] = random.nextDouble() >= holeRatio;
      }
      valid[random.nextInt(valid.length)] = true;
      HoleMap map = new HoleMap(width, valid);
      double deepest = 0;
      for (int i = 0; i < valid.length; i++) {
        double distance = distance(valid, width, i % width, i / width);
        deepest = Math.max(deepest, distance);
        assertThat((double) map.depth(i % width, i / width))
            .isBetween(0.92 * distance, 1.08 * distance);
      }
      assertThat((double) map.deepest()).isBetween(0.92 * deepest, 1.08 * deepest);
    }
  }

  private static double distance(boolean[] valid, int width, int x, int y) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < valid.length; i++) {
      if (valid[i]) {
        least = Math.min(least, Math.hypot(i % width - x, i / width - y));
      }
    }
    return least;
  }

  @Test
  void halfIsValidWhereAnyOfFourPixelsIs() {
    boolean[] valid = new boolean[5 * 3];
    valid[1] = true;
    valid[2 * 5 + 4] = true;

    HoleMap half = new HoleMap(5, valid).half();

    boolean[] found = new boolean[6];
    for (int i = 0; i < 6; i++) {
      found[i] = half.isValid(i % 3, i / 3);
    }
    assertThat(found).containsExactly(true, false, false, false, false, true);
  }

  @Test
  void holesAreFoundWithinAPart() {
    boolean[] valid = new boolean[10 * 10];
    Arrays.fill(valid, true);
    valid[3 * 10 + 4] = false;
    valid[6 * 10 + 2] = false;
    valid[9 * 10 + 9] = false;
    HoleMap map = new HoleMap(10, valid);

    assertThat(map.holesWithin(new Rectangle(1, 1, 7, 7), 9)).isEqualTo(new Rectangle(2, 3, 3, 4));
    valid[3 * 10 + 5] = false;
    valid[3 * 10 + 3] = false;
    valid[2 * 10 + 4] = false;
    valid[4 * 10 + 4] = false;
    assertThat(new HoleMap(10, valid).holesWithin(new Rectangle(4, 3, 2, 2), 1.2f))
        .isEqualTo(new Rectangle(4, 3, 2, 2));
    assertThat(new HoleMap(10, valid).holesWithin(new Rectangle(4, 3, 1, 1), 1.2f).isEmpty())
        .isTrue();
    assertThat(map.holesWithin(new Rectangle(0, 0, 10, 2), 9).isEmpty()).isTrue();
  }
}
