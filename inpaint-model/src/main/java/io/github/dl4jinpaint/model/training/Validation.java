package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.FilledImage;
import io.github.dl4jinpaint.model.evaluation.ImageScores;
import io.github.dl4jinpaint.model.evaluation.Scores;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Measures the network after every epoch, on images that it isn't trained on. */
final class Validation implements RunListener {

  private static final List<Figure> FIGURES = Figure.all(List.of(StandardMetric.L2));

  private final MultiDataSetIterator images;

  /** What the last epoch was measured on; null before. */
  private String before;

  Validation(MultiDataSetIterator images) {
    this.images = images;
  }

  /** What can't be used shall show before an epoch is lost to it. */
  @Override
  public void begins(TrainingProgress progress) {
    images.reset();
    int seen = 0;
    while (images.hasNext()) {
      INDArray mask = mask(images.next());
      if (mask.minNumber().doubleValue() < 1) {
        return;
      }
      seen += (int) mask.size(0);
    }
    throw new IllegalStateException(
        "validation(…) gave %d images without any hole: their holes' error chooses the best network"
            .formatted(seen));
  }

  private static INDArray mask(MultiDataSet data) {
    INDArray[] masks = data.getFeaturesMaskArrays();
    if (masks == null || masks[0] == null) {
      throw new IllegalStateException(
          "validation(…) gave images without a mask: their features mask has to tell where holes"
              + " are");
    }
    return masks[0];
  }

  @Override
  public void epochTrained(TrainingProgress progress) {
    progress.validated(TrainingEpoch.Validation.of(scores(progress.network())));
  }

  private Scores scores(ComputationGraph network) {
    List<ImageScores> measured = new ArrayList<>();
    images.reset();
    while (images.hasNext()) {
      MultiDataSet data = images.next();
      INDArray[] masks = data.getFeaturesMaskArrays();
      INDArray prediction = network.output(false, data.getFeatures(), masks, null)[0];
      for (FilledImage image : FilledImage.of(prediction, data.getLabels(0), masks[0])) {
        measured.add(ImageScores.of(image, FIGURES));
      }
    }
    requireSameAsBefore(measured);
    return new Scores(measured);
  }

  /** Epochs that were measured on different holes can't be compared. */
  private void requireSameAsBefore(List<ImageScores> measured) {
    long holes = measured.stream().mapToLong(ImageScores::holes).sum();
    String now = "%d images with %d hole pixels".formatted(measured.size(), holes);
    if (before != null && !before.equals(now)) {
      throw new IllegalStateException(
          "validation(…) gave %s after %s: the same ones are expected after every reset(), as a reader with fixedMasks() gives them"
              .formatted(now, before));
    }
    before = now;
  }
}
