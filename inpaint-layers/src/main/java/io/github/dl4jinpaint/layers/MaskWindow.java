package io.github.dl4jinpaint.layers;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What the windows of a partial convolution see of a mask.
 *
 * @param mask what they look at, [minibatch, 1, spatial sizes], values in [0, 1]
 * @param open 1 where the mask is above 0, else 0, of the mask's shape
 * @param masked whether the mask is 0 anywhere
 * @param scale sum(1) / sum(M) where sum(M) &gt; 0, else 0, [minibatch, 1, output's spatial sizes]
 * @param valid the updated mask, 1 where sum(M) &gt; 0, else 0, of the scale's shape
 * @param closed whether the updated mask is 0 anywhere
 */
record MaskWindow(
    INDArray mask, INDArray open, boolean masked, INDArray scale, INDArray valid, boolean closed) {

  /** Less than any share of valid channels but 0, and no trap to divide by. */
  static final double SMALLEST_SUM = 1e-6;

  /**
   * Moves the windows of a convolution over a mask. The arrays are small, and outlive workspaces:
   * they are computed before a pass and used throughout it.
   *
   * @param least the mask's least value
   */
  static MaskWindow of(INDArray mask, double least, Convolution convolution, DataType type) {
    try (MemoryWorkspace detached = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray m = mask.castTo(type);
      INDArray open = positive(m);
      INDArray ones = Nd4j.ones(type, convolution.geometry().weightShape(1, 1));
      INDArray sum = Nd4j.create(type, convolution.geometry().outputShape(m.shape(), 1), 'c');
      convolution.forward(
          Layout.CHANNELS_FIRST,
          m,
          convolution.kernel(ones, shape -> Nd4j.createUninitialized(type, shape, 'c')),
          sum);
      INDArray valid = positive(sum);
      INDArray scale = Transforms.max(sum, SMALLEST_SUM, false).rdivi(ones.length()).muli(valid);
      boolean closed = valid.minNumber().doubleValue() == 0;
      return new MaskWindow(m, open, least == 0, scale, valid, closed);
    }
  }

  /**
   * The updated mask of each example, also where this is what the windows see of any: an array of
   * its own, since other layers may write to what they are given.
   */
  INDArray valid(long minibatch) {
    long[] shape = valid.shape().clone();
    shape[0] = minibatch;
    try (MemoryWorkspace detached = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return closed ? valid.dup('c') : Nd4j.ones(valid.dataType(), shape);
    }
  }

  /** 1 where an array of no negative values is above 0, else 0. */
  private static INDArray positive(INDArray array) {
    return Transforms.sign(array);
  }
}
