package io.github.dl4jinpaint.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Native operations that write into an array that is there already. */
final class Ops {

  private Ops() {}

  /**
   * An operation of two arrays that broadcast, such as "add" or "multiply", into out, which may be
   * one of them.
   */
  static void exec(String op, INDArray a, INDArray b, INDArray out) {
    Nd4j.exec(DynamicCustomOp.builder(op).addInputs(a, b).addOutputs(out).build());
  }

  /** Sum of [minibatch, channels, height, width] for each channel, [channels]. */
  static INDArray sumPerChannel(INDArray x) {
    return x.sum(2, 3).sum(0);
  }

  /** One number for each channel as [1, channels, 1, 1], to broadcast. */
  static INDArray perChannel(INDArray values) {
    return values.reshape(1, values.length(), 1, 1);
  }
}
