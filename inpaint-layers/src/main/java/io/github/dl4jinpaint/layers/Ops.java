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

  /**
   * out = x + values, values [channels] for x [minibatch, channels, height, width]; out may be x.
   */
  static void addPerChannel(INDArray x, INDArray values, INDArray out) {
    // Ten times as fast in place as an "add" that broadcasts.
    Nd4j.exec(
        DynamicCustomOp.builder("biasadd")
            .addInputs(x, values.reshape(values.length()))
            .addOutputs(out)
            .addBooleanArguments(true)
            .build());
  }

  /**
   * The product of two matrices. BLAS would have threads of its own, which wait for those of the
   * other operations to stop spinning.
   */
  static void matmul(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out) {
    Nd4j.exec(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(out)
            .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0)
            .build());
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
