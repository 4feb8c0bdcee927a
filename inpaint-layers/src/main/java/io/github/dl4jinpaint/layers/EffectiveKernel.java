package io.github.dl4jinpaint.layers;

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
  private final int factor;
  private final int[] size;
  private final boolean identity;
  private final double[][] map;

  /**
   * The kernel's map.
   *
   * @param factor of the up-sampling that is folded in; 1: none
   */
  EffectiveKernel(int[] kernel, int[] dilation, int factor) {
    this.kernel = kernel;
    this.dilation = dilation;
    this.factor = factor;
    this.size = new int[] {size(0), size(1)};
    this.identity = factor == 1 && dilation[0] == 1 && dilation[1] == 1;
    this.map = map();
  }

  private int size(int dimension) {
    return (kernel[dimension] - 1) * dilation[dimension] + factor;
  }

  /** [kernel area, effective area]: which weights make up which tap. */
  private double[][] map() {
    double[][] m = new double[kernel[0] * kernel[1]][size[0] * size[1]];
    for (int t = 0; t < m.length; t++) {
      for (int s = 0; s < m[t].length; s++) {
        boolean takes =
            takes(0, t / kernel[1], s / size[1]) && takes(1, t % kernel[1], s % size[1]);
        m[t][s] = takes ? 1 : 0;
      }
    }
    return m;
  }

  private boolean takes(int dimension, int t, int s) {
    int d = dilation[dimension];
    if (factor == 1) {
      return s == d * t;
    }
    int r = s - d * (kernel[dimension] - 1) + d * t;
    return r >= 0 && r < factor;
  }

  /** Height and width. */
  int[] size() {
    return size;
  }

  /**
   * From weights [out, in, kernel height, kernel width] to [out, in, height, width]; the weights
   * themselves where nothing changes.
   */
  INDArray of(INDArray w) {
    return identity ? w : mapped(w);
  }

  /**
   * From weights [out, in, kernel height, kernel width] to [in, out, height, width], for a
   * transposed convolution.
   */
  INDArray transposed(INDArray w) {
    return mapped(w).permute(1, 0, 2, 3).dup('c');
  }

  private INDArray mapped(INDArray w) {
    INDArray taps = w.reshape('c', w.size(0) * w.size(1), (long) kernel[0] * kernel[1]);
    INDArray k =
        Nd4j.createUninitialized(
            w.dataType(), new long[] {taps.size(0), (long) size[0] * size[1]}, 'c');
    taps.mmuli(mapAs(w), k);
    return k.reshape('c', w.size(0), w.size(1), size[0], size[1]);
  }

  /** From the gradient of {@link #of} to that of the weights. */
  void gradient(INDArray dk, INDArray dw) {
    INDArray taps = dk.reshape('c', dw.size(0) * dw.size(1), (long) size[0] * size[1]);
    dw.assign(taps.mmul(mapAs(dw).transpose()).reshape(dw.shape()));
  }

  /** From the gradient of {@link #transposed} to that of the weights. */
  void transposedGradient(INDArray dk, INDArray dw) {
    gradient(dk.permute(1, 0, 2, 3).dup('c'), dw);
  }

  private INDArray mapAs(INDArray w) {
    return Nd4j.createFromArray(map).castTo(w.dataType());
  }
}
