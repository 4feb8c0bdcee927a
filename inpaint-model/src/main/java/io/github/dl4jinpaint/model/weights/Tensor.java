package io.github.dl4jinpaint.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array of numbers in a {@link TensorFile}, which are read when they are asked for. They may lie
 * in the file in any order, and share their bytes with other tensors.
 */
public final class Tensor {

  private final Storage storage;
  private final ByteOrder order;
  private final ElementType type;
  private final long offset;
  private final long[] shape;
  private final long[] strides;

  /**
   * A tensor whose numbers lie within its storage.
   *
   * @param offset of the first number, in numbers
   * @param strides from one number to the next in each dimension, in numbers
   * @param most how many numbers it may have: as many as its file has bytes, which is all that an
   *     honest file needs, and no more memory than the file takes
   * @throws IllegalArgumentException where they don't
   */
  Tensor(
      Storage storage,
      ByteOrder order,
      ElementType type,
      long offset,
      long[] shape,
      long[] strides,
      long most) {
    this.storage = storage;
    this.order = order;
    this.type = type;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    check(most);
  }

  private void check(long most) {
    boolean fits = shape.length == strides.length && offset >= 0;
    fits &= Arrays.stream(shape).allMatch(size -> size >= 0);
    fits &= Arrays.stream(strides).allMatch(stride -> stride >= 0);
    try {
      fits = fits && length() <= most && end() <= storage.size() / type.width();
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a tensor of shape %s with strides %s from %s value %d on doesn't lie within its %d bytes"
              .formatted(
                  Arrays.toString(shape), Arrays.toString(strides), type, offset, storage.size()));
    }
  }

  /** A tensor whose numbers lie one after another, the last dimension's next to each other. */
  static long[] contiguous(long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride = Math.multiplyExact(stride, Math.max(1, shape[i]));
    }
    return strides;
  }

  /** {@return the sizes of its dimensions; none for a single number} */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * How many numbers it has.
   *
   * @return 0 or more
   */
  public long length() {
    // A size of 0 would hide others that overflow.
    return Arrays.stream(shape).anyMatch(size -> size == 0)
        ? 0
        : Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Behind its last number in the storage. */
  private long end() {
    if (length() == 0) {
      return offset;
    }
    long last = offset;
    for (int i = 0; i < shape.length; i++) {
      last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
    }
    return Math.addExact(last, 1);
  }

  /**
   * Reads the numbers.
   *
   * @param as FLOAT or DOUBLE, which the numbers are converted to
   * @return a new array of this shape, in order 'c'
   * @throws IOException where the file can't be read, or has more than 2 GB of them
   */
  public INDArray read(DataType as) throws IOException {
    double[] values = values();
    return Nd4j.create(values, shape, Nd4j.getStrides(shape, 'c'), 'c', as);
  }

  private double[] values() throws IOException {
    long bytes = (end() - offset) * type.width();
    if (bytes > Integer.MAX_VALUE - 8 || length() > Integer.MAX_VALUE / 8) {
      throw new IOException(
          "a tensor of shape %s is too large to be read at once".formatted(Arrays.toString(shape)));
    }
    double[] values = new double[(int) length()];
    if (values.length == 0) {
      return values;
    }
    ByteBuffer stored = storage.read(offset * type.width(), (int) bytes).order(order);
    long[] at = new long[shape.length];
    long from = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = type.get(stored, (int) (from * type.width()));
      for (int d = shape.length - 1; d >= 0; d--) {
        from += strides[d];
        if (++at[d] < shape[d]) {
          break;
        }
        from -= at[d] * strides[d];
        at[d] = 0;
      }
    }
    return values;
  }

  /** For error messages and lists. */
  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
