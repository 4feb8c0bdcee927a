package io.github.dl4jinpaint.model;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Small networks and batches that several tests need. */
public final class Networks {

  private Networks() {}

  /** A network of two rows, which halves images twice. */
  public static PartialConvUNet.Builder tiny() {
    return PartialConvUNet.of(
        List.of(new PartialConvUNet.Row(true, 5, 6, 3), new PartialConvUNet.Row(true, 3, 8, 6)));
  }

  /** A tiny network whose running averages have seen data. */
  public static ComputationGraph trainedTiny() {
    ComputationGraph network = tiny().size(16, 16).build();
    for (int i = 0; i < 3; i++) {
      network.fit(batch(new Random(i), 4, 16, 16));
    }
    return network;
  }

  /** Smooth images with random holes, and the complete images as targets. */
  public static MultiDataSet batch(Random random, int n, int height, int width) {
    INDArray target = images(random, n, height, width);
    INDArray mask = mask(random, 0.3, n, height, width);
    INDArray masked = target.mul(mask.broadcast(target.shape()));
    return new MultiDataSet(
        new INDArray[] {masked}, new INDArray[] {target}, new INDArray[] {mask}, null);
  }

  /** Images of two waves each, [n, 3, height, width], values in [0, 1]. */
  public static INDArray images(Random random, int n, int height, int width) {
    float[] values = new float[n * 3 * height * width];
    int i = 0;
    for (int plane = 0; plane < n * 3; plane++) {
      double down = random.nextDouble();
      double right = random.nextDouble();
      double start = 6 * random.nextDouble();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[i++] = (float) (0.5 + 0.5 * Math.sin(start + down * y + right * x));
        }
      }
    }
    return Nd4j.create(values, new long[] {n, 3, height, width}, 'c');
  }

  /** Zeros and ones, [n, 1, height, width], about as many holes as the ratio says. */
  public static INDArray mask(Random random, double holeRatio, int n, int height, int width) {
    float[] values = new float[n * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < holeRatio ? 0 : 1;
    }
    return Nd4j.create(values, new long[] {n, 1, height, width}, 'c').castTo(DataType.FLOAT);
  }
}
