package io.github.dl4jinpaint.model.evaluation;

import java.util.List;
import java.util.stream.IntStream;
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

  static FeatureDistance of(FilledImage image, CompleteImage complete) {
    if (image.channels() != CHANNELS) {
      throw new IllegalArgumentException(
          "Features are those of red, green and blue: images of 3 channels are expected, got "
              + image.channels());
    }
    int smallest = InceptionV3Stem.SMALLEST;
    if (image.holes() == 0 || image.height() < smallest || image.width() < smallest) {
      return new FeatureDistance(Double.NaN, Double.NaN);
    }
    double[][] composite =
        IntStream.range(0, CHANNELS).mapToObj(image::composite).toArray(double[][]::new);
    return between(HoleFeatures.of(composite, complete), complete.features());
  }

  private static FeatureDistance between(List<HoleFeatures> filled, List<HoleFeatures> complete) {
    double perceptual = 0;
    double style = 0;
    for (int k = 0; k < filled.size(); k++) {
      perceptual += perceptual(filled.get(k), complete.get(k)) / filled.size();
      style += style(filled.get(k), complete.get(k)) / filled.size();
    }
    return new FeatureDistance(perceptual, style);
  }

  private static double perceptual(HoleFeatures filled, HoleFeatures complete) {
    float[][] f = filled.values();
    float[][] g = complete.values();
    double distance = 0;
    for (int i = 0; i < filled.weights().length; i++) {
      double lengthF = length(f, i);
      double lengthG = length(g, i);
      double squares = 0;
      for (int c = 0; c < f.length; c++) {
        double difference = f[c][i] / lengthF - g[c][i] / lengthG;
        squares += difference * difference;
      }
      distance += filled.weights()[i] * squares;
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

  private static double style(HoleFeatures filled, HoleFeatures complete) {
    INDArray expected = gram(complete);
    return gram(filled).subi(expected).norm2Number().doubleValue()
        / expected.norm2Number().doubleValue();
  }

  private static INDArray gram(HoleFeatures features) {
    INDArray weights = Nd4j.createFromArray(features.weights()).castTo(DataType.FLOAT);
    INDArray values = Nd4j.createFromArray(features.values());
    values.muliRowVector(Transforms.sqrt(weights));
    return values.mmul(values.transpose());
  }
}
