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
   * out = x · factor, for x [minibatch, channels, spatial sizes] and a factor that broadcasts over
   * the channels, [minibatch, 1, spatial sizes]. All are contiguous: the spatial dimensions are
   * taken as one, which is up to four times as fast. Not in place, which would be slower.
   */
  static void multiply(INDArray x, INDArray factor, INDArray out) {
    exec("multiply", flat(x), flat(factor), flat(out));
  }

  private static INDArray flat(INDArray x) {
    return x.reshape('c', x.size(0), x.size(1), area(x));
  }

  private static long area(INDArray x) {
    return x.length() / (x.size(0) * x.size(1));
  }

  /**
   * out = x + values, values [channels] for x [minibatch, channels, spatial sizes]; out may be x.
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

  /** out = x · values, values [channels] for x [minibatch, channels, spatial sizes]. */
  static void multiplyPerChannel(INDArray x, INDArray values, INDArray out) {
    exec("multiply", flat(x), values.reshape(1, values.length(), 1), flat(out));
  }

  /** w · values, values [out] for weights [out, in, kernel's sizes]; out may be w. */
  static void multiplyPerOutput(INDArray w, INDArray values, INDArray out) {
    long n = w.size(0);
    exec(
        "multiply",
        w.reshape('c', n, w.length() / n),
        values.reshape(n, 1),
        out.reshape('c', n, w.length() / n));
  }
}
