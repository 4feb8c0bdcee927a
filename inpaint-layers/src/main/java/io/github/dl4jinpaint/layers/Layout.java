package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How features lie in memory, whose shape is [minibatch, channels, spatial sizes] all the same. A
 * layer computes on contiguous arrays of the memory's own shape, and hands on permuted views.
 *
 * <p>oneDNN convolves images channels-last without copying them into an order of its own.
 */
enum Layout {
  /** In the order of the shape: every channel a plane. */
  CHANNELS_FIRST,

  /** Every pixel's channels side by side: [minibatch, spatial sizes, channels]. */
  CHANNELS_LAST;

  /** The layout of features. */
  static Layout of(INDArray x) {
    return !isContiguous(x) && isContiguous(CHANNELS_LAST.memory(x))
        ? CHANNELS_LAST
        : CHANNELS_FIRST;
  }

  private static boolean isContiguous(INDArray x) {
    return Arrays.equals(x.stride(), ArrayUtil.calcStrides(x.shape(), 'c'));
  }

  /** The memory's shape of features of a shape. */
  long[] memoryShape(long[] shape) {
    if (this == CHANNELS_FIRST) {
      return shape;
    }
    return LongStream.concat(
            LongStream.of(shape[0]),
            LongStream.concat(Arrays.stream(shape).skip(2), LongStream.of(shape[1])))
        .toArray();
  }

  /** Features in the order of the memory: a view. */
  private INDArray memory(INDArray x) {
    if (this == CHANNELS_FIRST) {
      return x;
    }
    int rank = x.rank();
    return x.permute(IntStream.range(0, rank).map(i -> i == 0 ? 0 : i % (rank - 1) + 1).toArray());
  }

  /**
   * Features as a contiguous array of the memory's shape and of a type: a view where they lie so
   * already.
   *
   * @param allocate makes an array of that type, of a shape
   */
  INDArray toMemory(INDArray x, DataType type, Function<long[], INDArray> allocate) {
    INDArray memory = memory(x);
    if (isContiguous(memory) && x.dataType() == type) {
      return memory;
    }
    INDArray copy = allocate.apply(memory.shape());
    // Ten times as fast from the side of x as from the other.
    toNetwork(copy).assign(x);
    return copy;
  }

  /** {@link #toMemory(INDArray, DataType, Function)} in the workspace that is open. */
  INDArray toMemory(INDArray x, DataType type) {
    return toMemory(x, type, shape -> Nd4j.createUninitialized(type, shape, 'c'));
  }

  /** An array of the memory's shape as features [minibatch, channels, spatial sizes]: a view. */
  INDArray toNetwork(INDArray memory) {
    if (this == CHANNELS_FIRST) {
      return memory;
    }
    int last = memory.rank() - 1;
    return memory.permute(
        IntStream.rangeClosed(0, last).map(i -> i == 0 ? 0 : i == 1 ? last : i - 1).toArray());
  }

  /** The channels' dimension in memory. */
  int channelDimension(int rank) {
    return this == CHANNELS_FIRST ? 1 : rank - 1;
  }

  /** The channels of an array of the memory's shape. */
  long channels(INDArray memory) {
    return memory.size(channelDimension(memory.rank()));
  }

  /** An array of the memory's shape with the spatial dimensions as one: a view. */
  INDArray flat(INDArray memory) {
    return flat(memory, channels(memory));
  }

  /** A mask [minibatch, 1, spatial sizes], to broadcast over {@link #flat} arrays: a view. */
  INDArray flatMask(INDArray mask) {
    return flat(mask, 1);
  }

  private INDArray flat(INDArray array, long channels) {
    long n = array.size(0);
    long area = array.length() / (n * channels);
    return this == CHANNELS_FIRST
        ? array.reshape('c', n, channels, area)
        : array.reshape('c', n, area, channels);
  }

  /** Values [channels], to broadcast over {@link #flat} arrays: a view. */
  INDArray flatChannels(INDArray values) {
    return this == CHANNELS_FIRST
        ? values.reshape(1, values.length(), 1)
        : values.reshape(1, 1, values.length());
  }
}
