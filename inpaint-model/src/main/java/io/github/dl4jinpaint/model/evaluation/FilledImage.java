package io.github.dl4jinpaint.model.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An image that was filled, beside the complete one: what a {@link Metric} measures. */
public final class FilledImage {

  private final CompleteImage complete;
  private final double[][] prediction;
  private StructuralSimilarity similarity;
  private FeatureDistance featureDistance;

  private FilledImage(CompleteImage complete, double[][] prediction) {
    this.complete = complete;
    this.prediction = prediction;
  }

  /**
   * The images of a batch.
   *
   * @param predictions [minibatch, channels, height, width], values in [0, 1]
   * @param targets the complete images, of the same shape
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return an entry for each, in their order
   * @throws IllegalArgumentException where the shapes don't fit
   */
  public static List<FilledImage> of(INDArray predictions, INDArray targets, INDArray masks) {
    return of(predictions, CompleteImage.of(targets, masks));
  }

  /**
   * The images of a batch.
   *
   * @throws IllegalArgumentException where the predictions' shape isn't the complete images'
   */
  static List<FilledImage> of(INDArray predictions, List<CompleteImage> complete) {
    CompleteImage first = complete.get(0);
    long[] expected = {complete.size(), first.channels().length, first.height(), first.width()};
    if (!Arrays.equals(predictions.shape(), expected)) {
      throw new IllegalArgumentException(
          "Predictions of the targets' shape %s are expected, got %s"
              .formatted(Arrays.toString(expected), Arrays.toString(predictions.shape())));
    }
    double[] values = CompleteImage.values(predictions);
    return IntStream.range(0, complete.size())
        .mapToObj(
            i ->
                new FilledImage(
                    complete.get(i),
                    CompleteImage.planes(values, i, first.channels().length, first.pixels())))
        .toList();
  }

  /** {@return the height in pixels} */
  public int height() {
    return complete.height();
  }

  /** {@return the width in pixels} */
  public int width() {
    return complete.width();
  }

  /** {@return height × width} */
  public int pixels() {
    return complete.pixels();
  }

  /** {@return how many channels there are} */
  public int channels() {
    return complete.channels().length;
  }

  /** {@return how many pixels are holes} */
  public int holes() {
    return complete.holes();
  }

  /**
   * Whether a pixel is a hole.
   *
   * @param pixel its number, row by row
   * @return false for a valid one
   */
  public boolean isHole(int pixel) {
    return complete.hole()[pixel];
  }

  /**
   * What a method put out.
   *
   * @param channel from 0
   * @return the values of all pixels, row by row; not to be changed
   */
  public double[] prediction(int channel) {
    return prediction[channel];
  }

  /**
   * The complete image.
   *
   * @param channel from 0
   * @return the values of all pixels, row by row; not to be changed
   */
  public double[] target(int channel) {
    return complete.channels()[channel];
  }

  /**
   * The target's valid pixels and the prediction's holes.
   *
   * @param channel from 0
   * @return the values of all pixels, row by row
   */
  public double[] composite(int channel) {
    double[] composite = target(channel).clone();
    for (int p = 0; p < composite.length; p++) {
      if (isHole(p)) {
        composite[p] = prediction[channel][p];
      }
    }
    return composite;
  }

  /** Computed once: it takes longer than all the rest. */
  StructuralSimilarity similarity() {
    if (similarity == null) {
      similarity = new StructuralSimilarity(complete.hole(), height(), width());
      for (int channel = 0; channel < channels(); channel++) {
        similarity.add(composite(channel), target(channel));
      }
    }
    return similarity;
  }

  /** Computed once for both of its figures. */
  FeatureDistance featureDistance() {
    if (featureDistance == null) {
      featureDistance = FeatureDistance.of(this, complete);
    }
    return featureDistance;
  }
}
