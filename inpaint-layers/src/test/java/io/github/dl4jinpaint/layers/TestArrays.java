package io.github.dl4jinpaint.layers;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arrays that several tests need. */
final class TestArrays {

  private TestArrays() {}

  static INDArray channels(INDArray array, int from, int to) {
    return array
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.interval(from, to),
            NDArrayIndex.all(),
            NDArrayIndex.all())
        .dup('c');
  }

  static double largestDifference(INDArray a, INDArray b) {
    return a.castTo(DataType.DOUBLE).sub(b.castTo(DataType.DOUBLE)).amaxNumber().doubleValue();
  }

  /** Zeros and ones, [n, 1, height, width]; about as many holes as {@code holeRatio} says. */
  static INDArray randomMask(DataType type, double holeRatio, long n, long height, long width) {
    return Nd4j.rand(DataType.DOUBLE, n, 1, height, width).gt(holeRatio).castTo(type);
  }
}
