package io.github.dl4jinpaint.model.evaluation;

import io.github.dl4jinpaint.model.weights.InceptionV3Stem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What {@link FeatureMetric} defines, of one image.
 *
 * @param perceptual the perceptual distance
 * @param style the style distance
 */
record FeatureDistance(double perceptual, double style) {

  private static final int CHANNELS = 3;

  /** Against a division by 0. */
  private static final double SMALLEST_LENGTH = 1e-6;

  /** Read when it is first asked for. */
  private static final class Network {
    static final ComputationGraph GRAPH = read();

    private static ComputationGraph read() {
      try {
        return InceptionV3Stem.shipped();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static FeatureDistance of(FilledImage image) {
    if (image.channels() != CHANNELS) {
      throw new IllegalArgumentException(
          "Features are those of red, green and blue: images of 3 channels are expected, got "
              + image.channels());
    }
    int smallest = InceptionV3Stem.SMALLEST;
    if (image.holes() == 0 || image.height() < smallest || image.width() < smallest) {
      return new FeatureDistance(Double.NaN, Double.NaN);
    }
    INDArray[] filled = features(image, image::composite);
    INDArray[] complete = features(image, image::target);
    double perceptual = 0;
    double style = 0;
    for (int k = 0; k < filled.length; k++) {
      HolePositions holes = HolePositions.of(image, filled[k].size(2), filled[k].size(3));
      float[][] f = holes.features(filled[k]);
      float[][] g = holes.features(complete[k]);
      perceptual += perceptual(f, g, holes.weights()) / filled.length;
      style += style(f, g, holes.weights()) / filled.length;
    }
    return new FeatureDistance(perceptual, style);
  }

  private static INDArray[] features(FilledImage image, IntFunction<double[]> channels) {
    double[][] planes = IntStream.range(0, CHANNELS).mapToObj(channels).toArray(double[][]::new);
    INDArray input =
        Nd4j.createFromArray(planes)
            .castTo(DataType.FLOAT)
            .reshape('c', 1, CHANNELS, image.height(), image.width());
    synchronized (Network.GRAPH) { // a graph serves one thread at a time
      return Network.GRAPH.output(input);
    }
  }

  private static double perceptual(float[][] f, float[][] g, double[] weights) {
    double distance = 0;
    for (int i = 0; i < weights.length; i++) {
      double lengthF = length(f, i);
      double lengthG = length(g, i);
      double squares = 0;
      for (int c = 0; c < f.length; c++) {
        double difference = f[c][i] / lengthF - g[c][i] / lengthG;
        squares += difference * difference;
      }
      distance += weights[i] * squares;
    }
    return distance;
  }

  private static double length(float[][] features, int i) {
    double squares = 0;
    for (float[] channel : features) {
      squares += (double) channel[i] * channel[i];
    }
    return Math.sqrt(squares) + SMALLEST_LENGTH;
  }

  private static double style(float[][] f, float[][] g, double[] weights) {
    INDArray gramG = gram(g, weights);
    return gram(f, weights).subi(gramG).norm2Number().doubleValue()
        / gramG.norm2Number().doubleValue();
  }

  private static INDArray gram(float[][] features, double[] weights) {
    INDArray values = Nd4j.createFromArray(features);
    INDArray roots = Nd4j.createFromArray(weights).castTo(DataType.FLOAT);
    roots = Transforms.sqrt(roots, false);
    values.muliRowVector(roots);
    return values.mmul(values.transpose());
  }
}
