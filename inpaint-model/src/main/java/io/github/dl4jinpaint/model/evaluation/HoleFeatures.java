package io.github.dl4jinpaint.model.evaluation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer of {@link InceptionV3Stem} puts out at the positions that see a hole.
 *
 * @param weights of the positions, by their share of holes; together 1
 * @param values [channels][positions]
 */
record HoleFeatures(double[] weights, float[][] values) {

  /** Read when it is first asked for. */
  private static final class Network {
    static final ComputationGraph GRAPH = read();

    private static ComputationGraph read() {
      try {
        return InceptionV3Stem.shipped();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }

  /**
   * The features of all layers.
   *
   * @param channels red, green and blue, the values of all pixels, row by row
   * @param holes says where they are; there is one at least
   */
  static List<HoleFeatures> of(double[][] channels, CompleteImage holes) {
    INDArray input =
        Nd4j.createFromArray(channels)
            .castTo(DataType.FLOAT)
            .reshape('c', 1, channels.length, holes.height(), holes.width());
    INDArray[] maps;
    synchronized (Network.GRAPH) { // a graph serves one thread at a time
      maps = Network.GRAPH.output(input);
    }
    return Arrays.stream(maps).map(map -> at(holes, map)).toList();
  }

  /** Of a map [1, channels, height, width], which is closed: memory doesn't wait for Java's. */
  private static HoleFeatures at(CompleteImage image, INDArray map) {
    double[] shares = shares(image, (int) map.size(2), (int) map.size(3));
    int[] positions = IntStream.range(0, shares.length).filter(p -> shares[p] > 0).toArray();
    double sum = Arrays.stream(shares).sum();
    double[] weights = IntStream.of(positions).mapToDouble(p -> shares[p] / sum).toArray();
    INDArray copy = map.dup('c');
    map.close();
    float[] all = copy.data().asFloat();
    copy.close();
    float[][] values = new float[all.length / shares.length][positions.length];
    for (int c = 0; c < values.length; c++) {
      for (int i = 0; i < positions.length; i++) {
        values[c][i] = all[c * shares.length + positions[i]];
      }
    }
    return new HoleFeatures(weights, values);
  }

  /** For every position of a map, the share of holes among the pixels that it covers. */
  private static double[] shares(CompleteImage image, int rows, int columns) {
    double[] shares = new double[rows * columns];
    for (int y = 0; y < rows; y++) {
      int top = y * image.height() / rows;
      int bottom = ((y + 1) * image.height() + rows - 1) / rows;
      for (int x = 0; x < columns; x++) {
        int left = x * image.width() / columns;
        int right = ((x + 1) * image.width() + columns - 1) / columns;
        shares[y * columns + x] = share(image, top, bottom, left, right);
      }
    }
    return shares;
  }

  private static double share(CompleteImage image, int top, int bottom, int left, int right) {
    int holes = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        holes += image.hole()[y * image.width() + x] ? 1 : 0;
      }
    }
    return (double) holes / ((bottom - top) * (right - left));
  }
}
