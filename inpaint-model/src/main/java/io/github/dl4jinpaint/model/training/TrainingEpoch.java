package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.Scores;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How an epoch of training went.
 *
 * @param epoch from 1
 * @param iteration training steps since the beginning
 * @param learningRate of the epoch's last step
 * @param trainingLoss mean loss of the epoch's batches, per pixel where the labels are images
 * @param validation errors after the epoch; null without validation images
 */
public record TrainingEpoch(
    int epoch, int iteration, double learningRate, double trainingLoss, Validation validation) {

  /**
   * Errors on the validation images, {@link StandardMetric#L2} over the regions.
   *
   * @param allPixels mean squared error of the prediction
   * @param holePixels mean squared error over the holes: what chooses the best network
   * @param composite mean squared error of the composite
   */
  public record Validation(double allPixels, double holePixels, double composite) {

    static Validation of(Scores scores) {
      return new Validation(
          scores.value(StandardMetric.L2, Region.ALL_PIXELS),
          scores.value(StandardMetric.L2, Region.HOLES),
          scores.value(StandardMetric.L2, Region.COMPOSITE));
    }
  }

  /**
   * The epoch with the smallest error over the holes of the validation images.
   *
   * @param epochs in any order
   * @return the first of the best ones; none where there was no validation
   */
  public static Optional<TrainingEpoch> best(List<TrainingEpoch> epochs) {
    return epochs.stream()
        .filter(epoch -> epoch.validation != null)
        .min(Comparator.comparingDouble(epoch -> epoch.validation.holePixels));
  }
}
