package io.github.dl4jinpaint.layers;

/**
 * What the windows of a convolution add up of a mask of one channel: a convolution with ones, which
 * is one along each dimension after the other.
 */
final class WindowSum {

  private WindowSum() {}

  /**
   * The sums.
   *
   * @param mask of one image, in the order of its shape
   * @param shape [minibatch, 1, spatial sizes], of any minibatch
   * @return in the order of {@link Geometry#outputShape}
   */
  static double[] of(double[] mask, long[] shape, Geometry geometry) {
    double[] sums = mask;
    int dimensions = geometry.dimensions();
    int spatial = shape.length - 2;
    int inner = 1;
    for (int i = dimensions - 1; i >= dimensions - spatial; i--) {
      int size = (int) shape[shape.length - dimensions + i];
      sums = along(i, sums, size, inner, geometry);
      inner *= geometry.outputSize(size, i);
    }
    return sums;
  }

  /** The sums along a dimension, behind which what is inner lies. */
  private static double[] along(
      int dimension, double[] values, int size, int inner, Geometry geometry) {
    int windows = geometry.outputSize(size, dimension);
    int outer = values.length / (size * inner);
    int upsample = geometry.upsample()[dimension];
    int before = geometry.paddingBefore((long) size * upsample, dimension);
    int stride = geometry.stride()[dimension];
    double[] sums = new double[outer * windows * inner];
    for (int tap = 0; tap < geometry.kernel()[dimension]; tap++) {
      int first = tap * geometry.dilation()[dimension] - before;
      // Of the windows whose tap lies on the mask, and not on the padding.
      int from = ceilDiv(Math.max(0, -first), stride);
      int to = Math.min(windows, ceilDiv(size * upsample - first, stride));
      if (stride == 1 && upsample == 1) {
        for (int i = 0; i < outer; i++) {
          int at = (i * size + first + from) * inner;
          add(values, at, sums, (i * windows + from) * inner, (to - from) * inner);
        }
        continue;
      }
      for (int window = from; window < to; window++) {
        int place = (first + window * stride) / upsample;
        for (int i = 0; i < outer; i++) {
          add(values, (i * size + place) * inner, sums, (i * windows + window) * inner, inner);
        }
      }
    }
    return sums;
  }

  private static void add(double[] values, int at, double[] sums, int sum, int length) {
    for (int j = 0; j < length; j++) {
      sums[sum + j] += values[at + j];
    }
  }

  private static int ceilDiv(int a, int b) {
    return -Math.floorDiv(-a, b);
  }
}
