package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.ArrayValues;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the windows of a partial convolution see of a mask.
 *
 * @param shape of the mask, [minibatch, 1, spatial sizes]
 * @param open 1 where the mask is above 0, else 0, of the mask's shape
 * @param masked whether the mask is 0 anywhere
 * @param scale sum(1) / sum(M) where sum(M) &gt; 0, else 0, [minibatch, 1, output's spatial sizes]
 * @param valid the updated mask, 1 where sum(M) &gt; 0, else 0, of the scale's shape
 * @param closed whether the updated mask is 0 anywhere
 * @param fewScales the scale of images that lack nothing; null of others
 */
record MaskWindow(
    long[] shape,
    INDArray open,
    boolean masked,
    INDArray scale,
    INDArray valid,
    boolean closed,
    FewScales fewScales) {

  /** Less than any share of valid channels but 0, and no trap to divide by. */
  static final double SMALLEST_SUM = 1e-6;

  /** Arrays up to here are written to again: to allocate one takes longer than to fill it. */
  private static final long MOST_KEPT = 1 << 20;

  /**
   * Moves the windows of a convolution over a mask. The arrays outlive workspaces: they are
   * computed before a pass and used throughout it.
   *
   * @param type of the arrays
   * @param old of an earlier pass, whose arrays may be written to; null: of none
   */
  static MaskWindow of(INDArray mask, Geometry geometry, DataType type, MaskWindow old) {
    long[] shape = mask.shape().clone();
    long[] outputShape = geometry.outputShape(shape, 1);
    INDArray open = array(shape, type, old == null ? null : old.open);
    INDArray scale = array(outputShape, type, old == null ? null : old.scale);
    INDArray valid = array(outputShape, type, old == null ? null : old.valid);
    double[] image = new double[Math.toIntExact(mask.length() / shape[0])];
    boolean masked = false;
    boolean closed = false;
    try (ArrayValues masks = ArrayValues.of(mask);
        ArrayValues opens = ArrayValues.to(open);
        ArrayValues scales = ArrayValues.to(scale);
        ArrayValues valids = ArrayValues.to(valid)) {
      for (int i = 0; i < shape[0]; i++) {
        masks.read(i * image.length, image);
        double[] sums = WindowSum.of(image, shape, geometry);
        masked |= !signs(image);
        opens.write(i * image.length, image);
        scales.write(i * sums.length, scale(sums, geometry));
        closed |= !signs(sums);
        valids.write(i * sums.length, sums);
      }
    }
    return new MaskWindow(shape, open, masked, scale, valid, closed, null);
  }

  /** What they see of one image that lacks nothing. */
  static MaskWindow ofOnes(long[] shape, Geometry geometry, DataType type) {
    INDArray ones = Nd4j.createUninitializedDetached(type, shape).assign(1);
    MaskWindow seen = of(ones, geometry, type, null);
    double[] scale = new double[Math.toIntExact(seen.scale.length())];
    try (ArrayValues scales = ArrayValues.of(seen.scale)) {
      scales.read(0, scale);
    }
    return new MaskWindow(
        seen.shape, seen.open, false, seen.scale, seen.valid, seen.closed, FewScales.of(scale));
  }

  private static double[] scale(double[] sums, Geometry geometry) {
    double whole = 1;
    for (int taps : geometry.kernel()) {
      whole *= taps;
    }
    double[] scale = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      scale[i] = sums[i] > 0 ? whole / Math.max(sums[i], SMALLEST_SUM) : 0;
    }
    return scale;
  }

  /** Makes every number above 0 a 1; returns whether there is no 0. */
  static boolean signs(double[] values) {
    boolean all = true;
    for (int i = 0; i < values.length; i++) {
      boolean positive = values[i] > 0;
      values[i] = positive ? 1 : 0;
      all &= positive;
    }
    return all;
  }

  /**
   * The updated mask of each example, also where this is what the windows see of any: an array of
   * its own, since other layers may write to what they are given.
   */
  INDArray valid(long minibatch) {
    long[] each = scale.shape().clone();
    each[0] = minibatch;
    INDArray own = Nd4j.createUninitializedDetached(scale.dataType(), each);
    return closed ? own.assign(valid) : ArrayValues.fill(own, 1);
  }

  private static INDArray array(long[] shape, DataType type, INDArray old) {
    return old != null && old.length() <= MOST_KEPT && Arrays.equals(old.shape(), shape)
        ? old
        : Nd4j.createUninitializedDetached(type, shape);
  }
}
