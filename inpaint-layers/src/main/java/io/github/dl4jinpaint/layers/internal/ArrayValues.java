package io.github.dl4jinpaint.layers.internal;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The numbers of a mask, or another small array, for loops in Java: where there are few, a loop is
 * done before native operations are called, and their results allocated. Read or written part by
 * part, so that they stay in the cache, parts by any thread.
 */
public final class ArrayValues implements AutoCloseable {

  /** So many numbers are done before another thread has begun. */
  private static final int FEW = 1 << 14;

  /** Null where the array is none of floats that Java reaches. */
  private final FloatBuffer floats;

  /** The array's, or a copy; null where there are floats. */
  private final DoubleBuffer doubles;

  /** Takes the copy in the end; null where nothing is to be written to it. */
  private final INDArray target;

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
   * {@return the numbers of an array's parts, to do one after the other, or several at a time where
   * that is worth the threads}
   *
   * @param parts how many
   * @param length numbers of each
   */
  public static IntStream parts(long parts, int length) {
    IntStream all = IntStream.range(0, Math.toIntExact(parts));
    return parts * length < FEW ? all : all.parallel();
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
    float[] read = new float[values.length];
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
    float[] written = new float[values.length];
    for (int i = 0; i < written.length; i++) {
      written[i] = (float) values[i];
    }
    floats.put(from, written);
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
    float[] part = new float[Math.min(floats.remaining(), FEW)];
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
