package io.github.dl4jinpaint.model.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Valid pixels of the one, holes of the other. */
public final class Composites {

  private Composites() {}

  /**
   * The valid pixels of complete images, and the holes of filled ones.
   *
   * @param complete [minibatch, channels, height, width]
   * @param filled of the same shape
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return a new array of their shape
   */
  public static INDArray of(INDArray complete, INDArray filled, INDArray masks) {
    INDArray valid = masks.broadcast(complete.shape());
    return complete.mul(valid).addi(filled.mul(valid.rsub(1)));
  }
}
