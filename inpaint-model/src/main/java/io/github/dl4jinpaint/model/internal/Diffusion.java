package io.github.dl4jinpaint.model.internal;

import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Solves the equations of {@link io.github.dl4jinpaint.model.inpainting.DiffusionFilling}:
 * conjugate gradients over the holes' pixels, preconditioned by a {@link HoleLaplacian}'s V-cycle,
 * for the biharmonic equation by two.
 */
public final class Diffusion {

  private static final int MOST_STEPS = 500;

  private final HolePixels pixels;
  private final HoleLaplacian laplacian;
  private final boolean[] valid;

  /** Valid pixels beside holes: the Laplacian there depends on the holes' values as well. */
  private final int[] rim;

  /**
   * For a mask.
   *
   * @param width of its rows, in pixels
   * @param valid row by row
   */
  public Diffusion(int width, boolean[] valid) {
    this.pixels = new HolePixels(width, valid);
    this.laplacian = new HoleLaplacian(pixels);
    this.valid = valid;
    this.rim = IntStream.range(0, valid.length).filter(i -> valid[i] && isBesideHole(i)).toArray();
  }

  private boolean isBesideHole(int position) {
    for (int side = 0; side < HolePixels.SIDES; side++) {
      int beside = pixels.beside(position, side);
      if (beside != HolePixels.NONE && !valid[beside]) {
        return true;
      }
    }
    return false;
  }

  /** {@return the holes' pixels, in the order of the fillings' values} */
  public HolePixels pixels() {
    return pixels;
  }

  /**
   * The harmonic filling of a plane.
   *
   * @param plane row by row; what is in its holes doesn't matter
   * @param tolerance how large the residual may be, as a share of the equations' right side
   * @return the values of the holes' pixels
   */
  public float[] harmonic(float[] plane, double tolerance) {
    int n = pixels.count();
    float[] b = new float[n];
    for (int i = 0; i < n; i++) {
      for (int side = 0; side < HolePixels.SIDES; side++) {
        int beside = pixels.beside(pixels.position(i), side);
        b[i] += beside != HolePixels.NONE && valid[beside] ? plane[beside] : 0;
      }
    }
    return solve(b, new float[n], laplacian::apply, laplacian::invert, tolerance);
  }

  /**
   * The biharmonic filling of a plane.
   *
   * @param plane row by row; what is in its holes doesn't matter
   * @param start of the same holes, to begin with: the harmonic filling
   * @param tolerance how large the residual may be, as a share of the equations' right side
   * @return the values of the holes' pixels
   */
  public float[] biharmonic(float[] plane, float[] start, double tolerance) {
    int n = pixels.count();
    // Laplacians that the valid pixels alone make, at the holes' pixels and at the rim.
    float[] inside = new float[n];
    for (int i = 0; i < n; i++) {
      inside[i] = ofValid(plane, pixels.position(i));
    }
    float[] outside = new float[rim.length];
    for (int k = 0; k < rim.length; k++) {
      outside[k] = ofValid(plane, rim[k]);
    }
    float[] b = new float[n];
    transposed(inside, outside, b);
    for (int i = 0; i < n; i++) {
      b[i] = -b[i];
    }
    float[] a = new float[n];
    float[] c = new float[rim.length];
    float[] half = new float[n];
    return solve(
        b,
        start.clone(),
        (u, out) -> {
          laplacian.apply(u, a);
          ofHolesAtRim(u, c);
          transposed(a, c, out);
        },
        (r, z) -> {
          laplacian.invert(r, half);
          laplacian.invert(half, z);
        },
        tolerance);
  }

  /** Minus the Laplacian at a position of a plane whose holes are 0. */
  private float ofValid(float[] plane, int position) {
    float own = valid[position] ? plane[position] : 0;
    float sum = 0;
    for (int side = 0; side < HolePixels.SIDES; side++) {
      int beside = pixels.beside(position, side);
      if (beside != HolePixels.NONE) {
        sum += own - (valid[beside] ? plane[beside] : 0);
      }
    }
    return sum;
  }

  /** Minus the Laplacian at the rim of holes whose surroundings are 0. */
  private void ofHolesAtRim(float[] u, float[] out) {
    for (int k = 0; k < rim.length; k++) {
      float sum = 0;
      for (int side = 0; side < HolePixels.SIDES; side++) {
        int beside = pixels.beside(rim[k], side);
        sum -= beside != HolePixels.NONE && !valid[beside] ? u[pixels.number(beside)] : 0;
      }
      out[k] = sum;
    }
  }

  /** What the transposed Laplacian makes at the holes of values there and at the rim. */
  private void transposed(float[] inside, float[] atRim, float[] out) {
    laplacian.apply(inside, out);
    for (int k = 0; k < rim.length; k++) {
      for (int side = 0; side < HolePixels.SIDES; side++) {
        int beside = pixels.beside(rim[k], side);
        if (beside != HolePixels.NONE && !valid[beside]) {
          out[pixels.number(beside)] -= atRim[k];
        }
      }
    }
  }

  /** Hestenes and Stiefel's conjugate gradients. */
  private static float[] solve(
      float[] b,
      float[] u,
      BiConsumer<float[], float[]> operator,
      BiConsumer<float[], float[]> preconditioner,
      double tolerance) {
    int n = b.length;
    float[] r = new float[n];
    operator.accept(u, r);
    for (int i = 0; i < n; i++) {
      r[i] = b[i] - r[i];
    }
    double goal = tolerance * tolerance * dot(b, b);
    float[] z = new float[n];
    float[] p = new float[n];
    float[] q = new float[n];
    double rz = 0;
    for (int step = 0; step < MOST_STEPS && dot(r, r) > goal; step++) {
      preconditioner.accept(r, z);
      double next = dot(r, z);
      float beta = step == 0 ? 0 : (float) (next / rz);
      rz = next;
      for (int i = 0; i < n; i++) {
        p[i] = z[i] + beta * p[i];
      }
      operator.accept(p, q);
      float alpha = (float) (rz / dot(p, q));
      for (int i = 0; i < n; i++) {
        u[i] += alpha * p[i];
        r[i] -= alpha * q[i];
      }
    }
    return u;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
