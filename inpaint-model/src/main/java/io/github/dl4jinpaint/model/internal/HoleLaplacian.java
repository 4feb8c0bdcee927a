package io.github.dl4jinpaint.model.internal;

import java.util.Arrays;

/**
 * Minus the Laplacian of the holes' pixels where everything else is 0,
 *
 * <pre>
 *   (A u)(p) = Σ w(p, q) (u(p) - u(q)) + Σ w(p, k) u(p)
 * </pre>
 *
 * over the neighbours q of p in the holes and k outside, beyond the picture's edge none (Neumann's
 * condition), and an approximate inverse: one V-cycle of a multigrid method. A coarser grid has a
 * pixel for each 2 × 2 that hold any, with Galerkin's operator for corrections that are constant
 * there. These fall short of smooth corrections by about half, so they are scaled up. The cycle is
 * symmetric and positive, as conjugate gradients want it.
 */
final class HoleLaplacian {

  private static final int COARSEST = 12;
  private static final int SOLVING_SWEEPS = 12;

  /** A correction's factor; what {@code HarmonicEquationsTest} needs the fewest steps with. */
  private static final float CORRECTION = 1.8f;

  private final int count;

  /** Neighbour of pixel i at side s, at [4 i + s]; itself, with a weight of 0, for none. */
  private final int[] neighbours;

  /** Their weights, 0 for none. */
  private final float[] weights;

  private final float[] diagonal;

  /** The coarser grid's pixel above each one. */
  private final int[] parents;

  /** Null for the coarsest. */
  private final HoleLaplacian coarser;

  HoleLaplacian(HolePixels pixels) {
    this(grid(pixels));
  }

  /** Pixels at a scale. */
  private record Grid(
      int width, int[] positions, int[] neighbours, float[] weights, float[] diagonal) {}

  private static Grid grid(HolePixels pixels) {
    int n = pixels.count();
    int[] positions = new int[n];
    int[] neighbours = new int[HolePixels.SIDES * n];
    float[] weights = new float[HolePixels.SIDES * n];
    float[] diagonal = new float[n];
    for (int i = 0; i < n; i++) {
      positions[i] = pixels.position(i);
      for (int side = 0; side < HolePixels.SIDES; side++) {
        int beside = pixels.beside(positions[i], side);
        int number = beside == HolePixels.NONE ? HolePixels.NONE : pixels.number(beside);
        neighbours[HolePixels.SIDES * i + side] = number == HolePixels.NONE ? i : number;
        weights[HolePixels.SIDES * i + side] = number == HolePixels.NONE ? 0 : 1;
        diagonal[i] += beside == HolePixels.NONE ? 0 : 1;
      }
    }
    return new Grid(pixels.width(), positions, neighbours, weights, diagonal);
  }

  private HoleLaplacian(Grid grid) {
    count = grid.positions.length;
    neighbours = grid.neighbours;
    weights = grid.weights;
    diagonal = grid.diagonal;
    if (count <= COARSEST) {
      parents = new int[0];
      coarser = null;
      return;
    }
    parents = new int[count];
    Grid coarse = coarse(grid, parents);
    coarser = coarse.positions.length < count ? new HoleLaplacian(coarse) : null;
  }

  private static Grid coarse(Grid fine, int[] parents) {
    int n = fine.positions.length;
    int width = (fine.width + 1) / 2;
    int last = fine.positions[n - 1] / fine.width / 2;
    int[] numbers = new int[(last + 1) * width];
    Arrays.fill(numbers, HolePixels.NONE);
    for (int position : fine.positions) {
      numbers[above(position, fine.width, width)] = 0;
    }
    int[] positions = new int[numbers.length];
    int count = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == 0) {
        numbers[i] = count;
        positions[count++] = i;
      }
    }
    for (int i = 0; i < n; i++) {
      parents[i] = numbers[above(fine.positions[i], fine.width, width)];
    }
    int[] neighbours = new int[HolePixels.SIDES * count];
    for (int at = 0; at < neighbours.length; at++) {
      neighbours[at] = at / HolePixels.SIDES;
    }
    float[] weights = new float[HolePixels.SIDES * count];
    float[] diagonal = new float[count];
    for (int i = 0; i < n; i++) {
      int parent = parents[i];
      diagonal[parent] += fine.diagonal[i];
      for (int side = 0; side < HolePixels.SIDES; side++) {
        int at = HolePixels.SIDES * i + side;
        int neighbour = fine.neighbours[at];
        if (parents[neighbour] == parent) {
          diagonal[parent] -= fine.weights[at];
        } else {
          neighbours[HolePixels.SIDES * parent + side] = parents[neighbour];
          weights[HolePixels.SIDES * parent + side] += fine.weights[at];
        }
      }
    }
    return new Grid(width, Arrays.copyOf(positions, count), neighbours, weights, diagonal);
  }

  private static int above(int position, int width, int coarseWidth) {
    return position / width / 2 * coarseWidth + position % width / 2;
  }

  int count() {
    return count;
  }

  /** Writes A u into out. */
  void apply(float[] u, float[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = diagonal[i] * u[i] - besides(u, i);
    }
  }

  private float besides(float[] u, int i) {
    int at = HolePixels.SIDES * i;
    return weights[at] * u[neighbours[at]]
        + weights[at + 1] * u[neighbours[at + 1]]
        + weights[at + 2] * u[neighbours[at + 2]]
        + weights[at + 3] * u[neighbours[at + 3]];
  }

  /** Writes about A⁻¹ b into u. */
  void invert(float[] b, float[] u) {
    Arrays.fill(u, 0, count, 0);
    if (coarser == null) {
      for (int i = 0; i < SOLVING_SWEEPS; i++) {
        sweep(b, u, true);
        sweep(b, u, false);
      }
      return;
    }
    sweep(b, u, true);
    float[] rest = new float[coarser.count];
    for (int i = 0; i < count; i++) {
      rest[parents[i]] += b[i] - diagonal[i] * u[i] + besides(u, i);
    }
    float[] correction = new float[coarser.count];
    coarser.invert(rest, correction);
    for (int i = 0; i < count; i++) {
      u[i] += CORRECTION * correction[parents[i]];
    }
    sweep(b, u, false);
  }

  /** Gauss and Seidel's sweep, from the first pixel to the last or back. */
  private void sweep(float[] b, float[] u, boolean forward) {
    for (int k = 0; k < count; k++) {
      int i = forward ? k : count - 1 - k;
      if (diagonal[i] > 0) {
        u[i] = (b[i] + besides(u, i)) / diagonal[i];
      }
    }
  }
}
