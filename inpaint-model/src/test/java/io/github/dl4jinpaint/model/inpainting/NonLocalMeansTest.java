package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.model.inpainting.NonLocalMeans.Filling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NonLocalMeansTest {

  private static final int WIDTH = 47;
  private static final int HEIGHT = 150;

  /** A valid patch's middle, and its difference from another. */
  private record Match(int middle, int difference) {}

  @Test
  void meansAreThoseOfTheDefinition() {
    Random random = new Random(3);
    float[][] planes = new float[3][WIDTH * HEIGHT];
    boolean[] valid = new boolean[WIDTH * HEIGHT];
    for (int i = 0; i < valid.length; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      // Of different sizes, at the picture's edges too, and one that threads share.
      valid[i] =
          !(y > 50 && y < 80 && x > 20 && x < 30) && !(x < 4 && y < 6) && (x != 35 || y < 90);
      for (int c = 0; c < 3; c++) {
        planes[c][i] =
            (float) (0.5 + 0.2 * Math.sin((x + c * y) / 3.0) + 0.03 * random.nextGaussian());
      }
    }

    Filling filling = new NonLocalMeans(planes, WIDTH, valid).fill();

    double[][] expected = plain(planes, valid);
    int filled = 0;
    for (int i = 0; i < valid.length; i++) {
      assertThat((double) filling.fit()[i]).isCloseTo(expected[3][i], within(1e-4));
      if (expected[3][i] > 0) {
        filled++;
        assertThat((double) filling.red()[i]).isCloseTo(expected[0][i] / 255, within(1e-5));
        assertThat((double) filling.green()[i]).isCloseTo(expected[1][i] / 255, within(1e-5));
        assertThat((double) filling.blue()[i]).isCloseTo(expected[2][i] / 255, within(1e-5));
      }
    }
    assertThat(filled).isGreaterThan(250);
  }

  /** Means of the pixels that lie in patches with holes, and the sums of their weights. */
  private static double[][] plain(float[][] planes, boolean[] valid) {
    double[][] sums = new double[4][valid.length];
    for (int y = 3; y < HEIGHT - 3; y += 2) {
      for (int x = 3; x < WIDTH - 3; x += 2) {
        if (!isValid(valid, x, y)) {
          add(planes, valid, x, y, sums);
        }
      }
    }
    for (int i = 0; i < valid.length; i++) {
      for (int c = 0; c < 3 && sums[3][i] > 0; c++) {
        sums[c][i] /= sums[3][i];
      }
    }
    return sums;
  }

  private static void add(float[][] planes, boolean[] valid, int x, int y, double[][] sums) {
    List<Match> matches = new ArrayList<>();
    for (int v = Math.max(3, y - 18); v <= Math.min(HEIGHT - 4, y + 18); v++) {
      for (int u = Math.max(3, x - 18); u <= Math.min(WIDTH - 4, x + 18); u++) {
        if (isValid(valid, u, v)) {
          matches.add(new Match(v * WIDTH + u, difference(planes, x, y, u, v)));
        }
      }
    }
    matches.removeIf(match -> match.difference >= 8 * 64 * 49 * 3);
    matches.sort(Comparator.comparingInt(Match::difference));
    for (Match match : matches.subList(0, Math.min(24, matches.size()))) {
      double weight = Math.exp(-match.difference / (49 * 3 * 64.0));
      for (int k = 0; k < 49; k++) {
        int shift = (k / 7 - 3) * WIDTH + k % 7 - 3;
        int at = y * WIDTH + x + shift;
        if (!valid[at]) {
          for (int c = 0; c < 3; c++) {
            sums[c][at] += weight * level(planes, c, match.middle + shift);
          }
          sums[3][at] += weight;
        }
      }
    }
  }

  private static boolean isValid(boolean[] valid, int x, int y) {
    boolean all = true;
    for (int v = y - 3; v <= y + 3; v++) {
      for (int u = x - 3; u <= x + 3; u++) {
        all &= valid[v * WIDTH + u];
      }
    }
    return all;
  }

  private static int difference(float[][] planes, int x, int y, int u, int v) {
    int sum = 0;
    for (int k = 0; k < 49; k++) {
      int shift = (k / 7 - 3) * WIDTH + k % 7 - 3;
      for (int c = 0; c < 3; c++) {
        int step =
            level(planes, c, y * WIDTH + x + shift) - level(planes, c, v * WIDTH + u + shift);
        sum += step * step;
      }
    }
    return sum;
  }

  private static int level(float[][] planes, int channel, int at) {
    return Math.round(planes[channel][at] * 255);
  }

  @Test
  void whereNothingFitsThereIsNoMean() {
    float[][] planes = new float[3][WIDTH * HEIGHT];
    boolean[] valid = new boolean[WIDTH * HEIGHT];
    Arrays.fill(valid, true);
    // Black around a white hole.
    for (int y = 40; y < 60; y++) {
      Arrays.fill(valid, y * WIDTH + 10, y * WIDTH + 30, false);
      for (float[] plane : planes) {
        Arrays.fill(plane, y * WIDTH + 10, y * WIDTH + 30, 1);
      }
    }
    assertThat(new NonLocalMeans(planes, WIDTH, valid).fill().fit()[50 * WIDTH + 20]).isZero();
  }
}
