package io.github.dl4jinpaint.model.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far one filled image is from the complete one, for values in [0, 1]. The composite has the
 * target's valid pixels and the prediction's holes.
 *
 * @param pixels height × width
 * @param holes how many of them
 * @param overAllPixels mean squared error (L2) of the prediction over all pixels and channels
 * @param ofComposite mean squared error of the composite over all pixels and channels
 * @param l1OverAllPixels mean absolute error (L1) of the prediction over all pixels and channels
 * @param l1OfComposite mean absolute error of the composite over all pixels and channels
 * @param ssim of the composite, see {@link StructuralSimilarity}; NaN for images that are too small
 *     for it
 * @param ssimAtHoles the same over the windows that touch a hole; NaN where none does
 */
public record ImageErrors(
    int pixels,
    int holes,
    double overAllPixels,
    double ofComposite,
    double l1OverAllPixels,
    double l1OfComposite,
    double ssim,
    double ssimAtHoles) {

  /**
   * Measures every image of a batch.
   *
   * @param predictions [minibatch, channels, height, width]
   * @param targets the complete images, of the same shape
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return an entry for each, in their order
   * @throws IllegalArgumentException where the shapes don't fit
   */
  public static List<ImageErrors> of(INDArray predictions, INDArray targets, INDArray masks) {
    requireFitting(predictions, targets, masks);
    double[] prediction = values(predictions);
    double[] target = values(targets);
    double[] mask = values(masks);
    int channels = (int) targets.size(1);
    int height = (int) targets.size(2);
    int width = (int) targets.size(3);
    List<ImageErrors> images = new ArrayList<>();
    for (int i = 0; i < targets.size(0); i++) {
      images.add(image(prediction, target, mask, i, channels, height, width));
    }
    return images;
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

  private static ImageErrors image(
      double[] predictions,
      double[] targets,
      double[] masks,
      int image,
      int channels,
      int height,
      int width) {
    int pixels = height * width;
    boolean[] hole = new boolean[pixels];
    int holes = 0;
    for (int p = 0; p < pixels; p++) {
      hole[p] = masks[image * pixels + p] == 0;
      holes += hole[p] ? 1 : 0;
    }
    StructuralSimilarity similarity = new StructuralSimilarity(hole, height, width);
    double[] composite = new double[pixels];
    double[] target = new double[pixels];
    double squares = 0;
    double holeSquares = 0;
    double absolutes = 0;
    double holeAbsolutes = 0;
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < pixels; p++) {
        int at = (image * channels + c) * pixels + p;
        double error = Math.abs(predictions[at] - targets[at]);
        squares += error * error;
        absolutes += error;
        if (hole[p]) {
          holeSquares += error * error;
          holeAbsolutes += error;
        }
        target[p] = targets[at];
        composite[p] = hole[p] ? predictions[at] : targets[at];
      }
      similarity.add(composite, target);
    }
    double values = (double) pixels * channels;
    return new ImageErrors(
        pixels,
        holes,
        squares / values,
        holeSquares / values,
        absolutes / values,
        holeAbsolutes / values,
        similarity.mean(),
        similarity.meanAtHoles());
  }

  /**
   * The share of holes.
   *
   * @return hole pixels / all pixels
   */
  public double holeRatio() {
    return (double) holes / pixels;
  }

  /**
   * Mean squared error over the holes.
   *
   * @return NaN without holes
   */
  public double overHoles() {
    return ofComposite * pixels / holes;
  }

  /**
   * Mean absolute error over the holes.
   *
   * @return NaN without holes
   */
  public double l1OverHoles() {
    return l1OfComposite * pixels / holes;
  }

  /**
   * Peak signal-to-noise ratio on the holes.
   *
   * @return 10 · log10(1 / {@link #overHoles()}), in decibels; infinite without an error, NaN
   *     without holes
   */
  public double psnrOnHoles() {
    return InpaintingErrors.psnr(overHoles());
  }

  /**
   * Peak signal-to-noise ratio of the composite.
   *
   * @return 10 · log10(1 / {@link #ofComposite()}), in decibels; infinite without an error
   */
  public double psnrOfComposite() {
    return InpaintingErrors.psnr(ofComposite);
  }
}
