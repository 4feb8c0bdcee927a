package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The kernel that is convolved with, made from the layer's weights by a linear map: dilation
 * spreads them over a larger kernel, and up-sampling that is folded into the convolution sums them.
 * The transpose of the map takes gradients back.
 *
 * <p><i>Dilation.</i> Tap t of the weights is tap d·t of the kernel, zeros between. (ND4J
 * 1.0.0-M2.1 asks oneDNN for dilated convolutions with a padding that doesn't count the dilation,
 * and is refused.)
 *
 * <p><i>Folded up-sampling</i>, in one dimension: nearest-neighbour up-sampling by f puts x[i] at
 * f·i + r for r = 0 … f-1, and a convolution of stride 1 and padding p adds w[t] · x[i] at f·i + r
 * + p - d·t. A transposed convolution of stride f with kernel K and padding q = d·(k-1) - p adds
 * K[s] · x[i] at f·i + s - q. So K[s] is the sum of those w[t] for which s = r + d·(k-1) - d·t: f -
 * 1 more taps, but at the low resolution. For f = 2 and k = 3 these are 16 instead of 36
 * multiplications a pixel.
 */
final class EffectiveKernel {

  private final int[] kernel;
  private final int[] dilation;
  private final int[] factor;
  private final boolean folds;
  private final int[] size;
  private final boolean identity;

  /** The map, of the type of the weights that it was last used with; null before. */
  private INDArray mapArray;

  /**
   * The kernel's map.
   *
   * @param factor of the up-sampling that is folded in, for each dimension; all 1: none
   */
  EffectiveKernel(int[] kernel, int[] dilation, int[] factor) {
    this.kernel = kernel;
    this.dilation = dilation;
    this.factor = factor;
    this.size = new int[kernel.length];
    Arrays.setAll(size, i -> (kernel[i] - 1) * dilation[i] + factor[i]);
    this.folds = Arrays.stream(factor).anyMatch(f -> f > 1);
    this.identity = !folds && Arrays.stream(dilation).allMatch(d -> d == 1);
  }

  /** [kernel area, effective area]: which weights make up which tap. */
  private double[][] map() {
    double[][] m = new double[area(kernel)][area(size)];
    for (int t = 0; t < m.length; t++) {
      for (int s = 0; s < m[t].length; s++) {
        m[t][s] = takes(t, s) ? 1 : 0;
      }
    }
    return m;
  }

  private static int area(int[] sizes) {
    return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
  }

  /** Whether tap s, counted through all dimensions, is made from weight t. */
  private boolean takes(int t, int s) {
    int restOfT = t;
    int restOfS = s;
    for (int i = kernel.length - 1; i >= 0; i--) {
      if (!takes(i, restOfT % kernel[i], restOfS % size[i])) {
        return false;
      }
      restOfT /= kernel[i];
      restOfS /= size[i];
    }
    return true;
  }

  private boolean takes(int dimension, int t, int s) {
    int d = dilation[dimension];
    if (!folds) {
      return s == d * t;
    }
    int r = s - d * (kernel[dimension] - 1) + d * t;
    return r >= 0 && r < factor[dimension];
  }

  /** Whether the kernel is the weights themselves. */
  boolean isIdentity() {
    return identity;
  }

  /** The size in each dimension. */
  int[] size() {
    return size;
  }

  /**
   * From weights [out, in, kernel's sizes] to [out, in, effective sizes]; the weights themselves
   * where nothing changes.
   */
  INDArray of(INDArray w, Function<long[], INDArray> allocate) {
    if (identity) {
      return w;
    }
    LongStream shape = LongStream.concat(pair(w), Arrays.stream(size).asLongStream());
    INDArray k = allocate.apply(shape.toArray());
    Ops.matmul(taps(w), false, map(w), false, taps(k));
    return k;
  }

  /** From the gradient of {@link #of} to that of the weights. */
  void gradient(INDArray dk, INDArray dw) {
    Ops.matmul(taps(dk), false, map(dw), true, taps(dw));
  }

  /**
   * From weights [out, in, kernel's sizes] to [effective sizes, out, in], for a transposed
   * convolution: with the taps first, the product of the matrices comes out in the order that it is
   * needed in.
   */
  INDArray transposed(INDArray w, Function<long[], INDArray> allocate) {
    LongStream shape = LongStream.concat(Arrays.stream(size).asLongStream(), pair(w));
    INDArray k = allocate.apply(shape.toArray());
    Ops.matmul(map(w), true, taps(w), true, tapsFirst(k));
    return k;
  }

  /** From the gradient of {@link #transposed} to that of the weights. */
  void transposedGradient(INDArray dk, INDArray dw) {
    Ops.matmul(tapsFirst(dk), true, map(dw), true, taps(dw));
  }

  /** The sizes [out, in] of weights. */
  private static LongStream pair(INDArray w) {
    return LongStream.of(w.size(0), w.size(1));
  }

  /** [out · in, taps]: a view. */
  private static INDArray taps(INDArray kernels) {
    long pairs = kernels.size(0) * kernels.size(1);
    return kernels.reshape('c', pairs, kernels.length() / pairs);
  }

  /** [taps, out · in], of a kernel whose taps come first: a view. */
  private INDArray tapsFirst(INDArray kernels) {
    long taps = area(size);
    return kernels.reshape('c', taps, kernels.length() / taps);
  }

  private INDArray map(INDArray w) {
    if (mapArray == null || mapArray.dataType() != w.dataType()) {
      try (MemoryWorkspace detached = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        mapArray = Nd4j.createFromArray(map()).castTo(w.dataType());
      }
    }
    return mapArray;
  }
}
