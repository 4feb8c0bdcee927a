package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.OneDnnUse;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native operations that write into arrays that are there already. Features are contiguous arrays
 * of their {@link Layout}'s memory.
 */
final class Ops {

  /** A thread's operations by name. */
  private static final ThreadLocal<Map<String, Prepared>> PREPARED =
      ThreadLocal.withInitial(HashMap::new);

  /**
   * An operation to call again and again. To build one takes ten times as long as to run it on a
   * small array, and a training step has hundreds of them.
   */
  private record Prepared(DynamicCustomOp op, OpContext context) {

    static Prepared named(String name) {
      return new Prepared(
          DynamicCustomOp.builder(name).build(), Nd4j.getExecutioner().buildContext());
    }

    void exec(INDArray[] inputs, INDArray... outputs) {
      try {
        op.addInputArgument(inputs);
        op.addOutputArgument(outputs);
        context.setInputArrays(inputs);
        context.setOutputArrays(outputs);
        Nd4j.getExecutioner().exec(op, context);
      } finally {
        op.clearArrays();
        context.purge();
      }
    }
  }

  private Ops() {}

  /**
   * Whether oneDNN is called directly for features of a layout, and not through ND4J: the one place
   * that decides it. Everything else of a layer is the same for both.
   */
  static boolean byOneDnn(Layout layout, DataType type) {
    return layout == Layout.CHANNELS_LAST && OneDnnUse.serves(type);
  }

  private static Prepared prepared(String op) {
    return PREPARED.get().computeIfAbsent(op, Prepared::named);
  }

  /**
   * An operation with whole numbers as settings.
   *
   * @param op ND4J's name of it, always called with as many settings
   */
  static void exec(String op, INDArray[] inputs, INDArray[] outputs, long... settings) {
    Prepared prepared = prepared(op);
    prepared.context().setIArguments(settings);
    prepared.exec(inputs, outputs);
  }

  /**
   * An operation of two arrays that broadcast, such as "add" or "multiply", into out, which may be
   * one of them.
   */
  static void exec(String op, INDArray a, INDArray b, INDArray out) {
    prepared(op).exec(new INDArray[] {a, b}, out);
  }

  /**
   * out = x · mask, for a mask [minibatch or 1, 1, spatial sizes]. The spatial dimensions are taken
   * as one, which is up to four times as fast. In place it is slower.
   */
  static void multiply(Layout layout, INDArray x, INDArray mask, INDArray out) {
    exec("multiply", layout.flat(x), layout.flatMask(mask), layout.flat(out));
  }

  /** out = x · values, values [channels]. Not in place, which would be slower. */
  static void multiplyPerChannel(Layout layout, INDArray x, INDArray values, INDArray out) {
    exec("multiply", layout.flat(x), layout.flatChannels(values), layout.flat(out));
  }

  /** x = x + values, values [channels]. */
  static void addPerChannel(Layout layout, INDArray x, INDArray values) {
    // Ten times as fast in place as an "add" that broadcasts.
    Prepared prepared = prepared("biasadd");
    prepared.context().setBArguments(layout == Layout.CHANNELS_FIRST);
    prepared.exec(new INDArray[] {x, values.reshape(values.length())}, x);
  }

  /**
   * The product of two matrices. BLAS would have threads of its own, which wait for those of the
   * other operations to stop spinning.
   */
  static void matmul(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray out) {
    exec(
        "matmul",
        new INDArray[] {a, b},
        new INDArray[] {out},
        transposeA ? 1 : 0,
        transposeB ? 1 : 0);
  }
}
