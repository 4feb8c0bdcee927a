package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arrays that several tests need. */
final class TestArrays {

  private TestArrays() {}

  static INDArray channels(INDArray array, int from, int to) {
    return channelsOf(array, from, to).dup('c');
  }

  /** A mask, ones of a shape where it is null: all valid. */
  static INDArray orAllValid(INDArray mask, DataType type, long... shape) {
    return mask == null ? Nd4j.ones(type, shape) : mask;
  }

  /** A view. */
  static INDArray channelsOf(INDArray array, int from, int to) {
    return array.get(
        NDArrayIndex.all(),
        NDArrayIndex.interval(from, to),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  static double largestDifference(INDArray a, INDArray b) {
    return a.castTo(DataType.DOUBLE).sub(b.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
  }

  /** The largest difference, as a share of the second array's largest value, or of 1. */
  static double relativeDifference(INDArray found, INDArray expected) {
    double magnitude = Math.max(1, expected.amaxNumber().doubleValue());
    return largestDifference(found, expected) / magnitude;
  }

  /** Normally distributed numbers; the same for the same state of the generator. */
  static INDArray gaussian(Random random, DataType type, long... shape) {
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> random.nextGaussian());
    return Nd4j.createFromArray(values).reshape('c', shape).castTo(type);
  }

  /**
   * A mask with a rectangular hole, [n, 1, height, width].
   *
   * @param from first row and column of the hole
   * @param to first row and column behind it
   */
  static INDArray maskWithHole(DataType type, long n, long height, long width, int from, int to) {
    INDArray mask = Nd4j.ones(type, n, 1, height, width);
    mask.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(from, to),
            NDArrayIndex.interval(from, to))
        .assign(0);
    return mask;
  }
}
