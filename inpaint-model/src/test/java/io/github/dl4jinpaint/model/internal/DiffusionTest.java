package io.github.dl4jinpaint.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusionTest {

  private static final int WIDTH = 23;
  private static final int HEIGHT = 19;

  private static float[] noise(Random random) {
    float[] plane = new float[WIDTH * HEIGHT];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = random.nextFloat();
    }
    return plane;
  }

  /** Holes of all kinds: single pixels, and a blob that reaches the picture's edge. */
  private static boolean[] valid(Random random) {
    boolean[] valid = new boolean[WIDTH * HEIGHT];
    int x0 = random.nextInt(WIDTH);
    int y0 = random.nextInt(HEIGHT);
    for (int i = 0; i < valid.length; i++) {
      double distance = Math.hypot(i % WIDTH - x0, i / WIDTH - y0);
      valid[i] = distance > 6 && random.nextDouble() > 0.1;
    }
    return valid;
  }

  /** Minus the Laplacian at a pixel, of the neighbours that there are. */
  private static double laplacian(double[] u, int i) {
    double sum = 0;
    sum += i % WIDTH > 0 ? u[i] - u[i - 1] : 0;
    sum += i % WIDTH < WIDTH - 1 ? u[i] - u[i + 1] : 0;
    sum += i / WIDTH > 0 ? u[i] - u[i - WIDTH] : 0;
    sum += i / WIDTH < HEIGHT - 1 ? u[i] - u[i + WIDTH] : 0;
    return sum;
  }

  private static double[] with(float[] plane, Diffusion diffusion, float[] holes) {
    double[] filled = new double[plane.length];
    Arrays.setAll(filled, i -> plane[i]);
    for (int i = 0; i < holes.length; i++) {
      filled[diffusion.pixels().position(i)] = holes[i];
    }
    return filled;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theHarmonicFillingHasNoLaplacianInTheHoles(int seed) {
    Random random = new Random(seed);
    boolean[] valid = valid(random);
    float[] plane = noise(random);
    Diffusion diffusion = new Diffusion(WIDTH, valid);
    double[] filled = with(plane, diffusion, diffusion.harmonic(plane, 1e-6));
    for (int i = 0; i < valid.length; i++) {
      if (!valid[i]) {
        assertThat(laplacian(filled, i)).isCloseTo(0, within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theBiharmonicFillingHasNoLaplacianOfTheLaplacianInTheHoles(int seed) {
    Random random = new Random(seed);
    boolean[] valid = valid(random);
    float[] plane = noise(random);
    Diffusion diffusion = new Diffusion(WIDTH, valid);
    float[] start = diffusion.harmonic(plane, 1e-3);
    double[] filled = with(plane, diffusion, diffusion.biharmonic(plane, start, 1e-6));
    double[] once = new double[filled.length];
    Arrays.setAll(once, i -> laplacian(filled, i));
    for (int i = 0; i < valid.length; i++) {
      if (!valid[i]) {
        assertThat(laplacian(once, i)).isCloseTo(0, within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aSlopeGoesOnThroughTheHoles(int seed) {
    boolean[] valid = valid(new Random(seed));
    // Along the picture's edge nothing is known of the slope beyond.
    for (int i = 0; i < valid.length; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      valid[i] |= x < 2 || y < 2 || x >= WIDTH - 2 || y >= HEIGHT - 2;
    }
    float[] plane = new float[valid.length];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = 0.2f + 0.01f * (i % WIDTH) + 0.02f * (i / WIDTH);
    }
    Diffusion diffusion = new Diffusion(WIDTH, valid);
    float[] harmonic = diffusion.harmonic(plane, 1e-6);
    float[] biharmonic = diffusion.biharmonic(plane, new float[harmonic.length], 1e-6);
    for (int i = 0; i < harmonic.length; i++) {
      float expected = plane[diffusion.pixels().position(i)];
      assertThat(harmonic[i]).isCloseTo(expected, within(1e-4f));
      assertThat(biharmonic[i]).isCloseTo(expected, within(1e-4f));
    }
  }
}
