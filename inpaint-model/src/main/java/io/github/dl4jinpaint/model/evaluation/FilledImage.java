package io.github.dl4jinpaint.model.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An image that was filled, beside the complete one: what a {@link Metric} measures. */
public final class FilledImage {

  private final int height;
  private final int width;
  private final boolean[] hole;
  private final int holes;
  private final double[][] prediction;
  private final double[][] target;
  private StructuralSimilarity similarity;
  private FeatureDistance featureDistance;

  private FilledImage(
      int height, int width, boolean[] hole, double[][] prediction, double[][] target) {
    this.height = height;
    this.width = width;
    this.hole = hole;
    this.holes = (int) IntStream.range(0, hole.length).filter(p -> hole[p]).count();
    this.prediction = prediction;
    this.target = target;
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
    requireFitting(predictions, targets, masks);
    double[] prediction = values(predictions);
    double[] target = values(targets);
    double[] mask = values(masks);
    int channels = (int) targets.size(1);
    int height = (int) targets.size(2);
    int width = (int) targets.size(3);
    return IntStream.range(0, (int) targets.size(0))
        .mapToObj(
            i ->
                new FilledImage(
                    height,
                    width,
                    holes(mask, i, height * width),
                    planes(prediction, i, channels, height * width),
                    planes(target, i, channels, height * width)))
        .toList();
  }

  private static void requireFitting(INDArray predictions, INDArray targets, INDArray masks) {
    boolean fitting =
        targets.rank() == 4
            && predictions.equalShapes(targets)
            && masks.rank() == 4
            && masks.size(0) == targets.size(0)
            && masks.size(1) == 1
            && masks.size(2) == targets.size(2)
            && masks.size(3) == targets.size(3);
    if (!fitting) {
      throw new IllegalArgumentException(
          "Predictions and targets of the same shape [minibatch, channels, height, width] and masks of shape [minibatch, 1, height, width] are expected, got %s, %s and %s"
              .formatted(
                  Arrays.toString(predictions.shape()),
                  Arrays.toString(targets.shape()),
                  Arrays.toString(masks.shape())));
    }
  }

  private static double[] values(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static boolean[] holes(double[] masks, int image, int pixels) {
    boolean[] hole = new boolean[pixels];
    for (int p = 0; p < pixels; p++) {
      hole[p] = masks[image * pixels + p] == 0;
    }
    return hole;
  }

  private static double[][] planes(double[] images, int image, int channels, int pixels) {
    return IntStream.range(image * channels, (image + 1) * channels)
        .mapToObj(plane -> Arrays.copyOfRange(images, plane * pixels, (plane + 1) * pixels))
        .toArray(double[][]::new);
  }

  /** {@return the height in pixels} */
  public int height() {
    return height;
  }

  /** {@return the width in pixels} */
  public int width() {
    return width;
  }

  /** {@return height × width} */
  public int pixels() {
    return hole.length;
  }

  /** {@return how many channels there are} */
  public int channels() {
    return target.length;
  }

  /** {@return how many pixels are holes} */
  public int holes() {
    return holes;
  }

  /**
   * Whether a pixel is a hole.
   *
   * @param pixel its number, row by row
   * @return false for a valid one
   */
  public boolean isHole(int pixel) {
    return hole[pixel];
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
    return target[channel];
  }

  /**
   * The target's valid pixels and the prediction's holes.
   *
   * @param channel from 0
   * @return the values of all pixels, row by row
   */
  public double[] composite(int channel) {
    double[] composite = target[channel].clone();
    for (int p = 0; p < composite.length; p++) {
      if (hole[p]) {
        composite[p] = prediction[channel][p];
      }
    }
    return composite;
  }

  /** Computed once: it takes longer than all the rest. */
  StructuralSimilarity similarity() {
    if (similarity == null) {
      similarity = new StructuralSimilarity(hole, height, width);
      for (int channel = 0; channel < channels(); channel++) {
        similarity.add(composite(channel), target[channel]);
      }
    }
    return similarity;
  }

  /** Computed once for both of its figures. */
  FeatureDistance featureDistance() {
    if (featureDistance == null) {
      featureDistance = FeatureDistance.of(this);
    }
    return featureDistance;
  }
}
