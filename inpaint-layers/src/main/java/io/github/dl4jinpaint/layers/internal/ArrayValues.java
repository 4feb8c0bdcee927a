package io.github.dl4jinpaint.layers.internal;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of a mask, or another small array, for loops in Java: where there are few, a loop is
 * done before native operations are called, and their results allocated. Read or written part by
 * part, so that they stay in the cache.
 */
public final class ArrayValues implements AutoCloseable {

  private static final int FILLED_AT_ONCE = 1 << 12;

  /** Null where the array is none of floats that Java reaches. */
  private final FloatBuffer floats;

  /** The array's, or a copy; null where there are floats. */
  private final DoubleBuffer doubles;

  /** Takes the copy in the end; null where nothing is to be written to it. */
  private final INDArray target;

  private float[] part = new float[0];

  private ArrayValues(FloatBuffer floats, DoubleBuffer doubles, INDArray target) {
    this.floats = floats;
    this.doubles = doubles;
    this.target = target;
  }

  /**
   * {@return the numbers of an array, to read}
   *
   * @param array of any type and order
   */
  public static ArrayValues of(INDArray array) {
    if (isReached(array)) {
      return new ArrayValues(floats(array), null, null);
    }
    int length = Math.toIntExact(array.length());
    double[] copy = array.castTo(DataType.DOUBLE).dup('c').reshape(length).toDoubleVector();
    return new ArrayValues(null, DoubleBuffer.wrap(copy), null);
  }

  /**
   * {@return the numbers of an array, all to be written}
   *
   * @param array of any type; has them once this is closed
   */
  public static ArrayValues to(INDArray array) {
    return isReached(array)
        ? new ArrayValues(floats(array), null, null)
        : new ArrayValues(null, DoubleBuffer.allocate(Math.toIntExact(array.length())), array);
  }

  /**
   * Reads numbers.
   *
   * @param from the first one's place in the order of the shape
   * @param values takes as many as it has room for
   */
  public void read(int from, double[] values) {
    if (floats == null) {
      doubles.get(from, values);
      return;
    }
    float[] read = part(values.length);
    floats.get(from, read);
    for (int i = 0; i < read.length; i++) {
      values[i] = read[i];
    }
  }

  /**
   * Writes numbers.
   *
   * @param from the first one's place in the order of the shape
   * @param values all of them are written
   */
  public void write(int from, double[] values) {
    if (floats == null) {
      doubles.put(from, values);
      return;
    }
    float[] written = part(values.length);
    for (int i = 0; i < written.length; i++) {
      written[i] = (float) values[i];
    }
    floats.put(from, written);
  }

  private float[] part(int length) {
    if (part.length != length) {
      part = new float[length];
    }
    return part;
  }

  /**
   * {@return an array, all of whose numbers are a value now}
   *
   * @param array of any type
   * @param value for all
   */
  public static INDArray fill(INDArray array, double value) {
    if (!isReached(array)) {
      return array.assign(value);
    }
    FloatBuffer floats = floats(array);
    float[] part = new float[Math.min(floats.remaining(), FILLED_AT_ONCE)];
    Arrays.fill(part, (float) value);
    while (floats.hasRemaining()) {
      floats.put(part, 0, Math.min(part.length, floats.remaining()));
    }
    return array;
  }

  @Override
  public void close() {
    if (target != null) {
      target.assign(Nd4j.createFromArray(doubles.array()).reshape(target.shape()));
    }
  }

  /**
   * {@return the memory of an array, which has to be contiguous floats of the processor}
   *
   * @param array may be a view
   */
  public static FloatBuffer floats(INDArray array) {
    return array.data().asNioFloat().slice().limit((int) array.length());
  }

  /**
   * {@return whether an array is of floats that Java reaches, in the order of its shape}
   *
   * @param array of any type and order
   */
  public static boolean isReached(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && array.length() <= Integer.MAX_VALUE
        && Nd4j.getEnvironment().isCPU()
        && Arrays.equals(array.stride(), ArrayUtil.calcStrides(array.shape()));
  }
}
