package io.github.dl4jinpaint.model.training;

import java.io.IOException;
import java.nio.file.Path;

/** Stops a run whose loss, weights or errors aren't finite, or whose loss explodes. */
final class DivergenceCheck implements RunListener {

  private final RunFolder folder;

  DivergenceCheck(RunFolder folder) {
    this.folder = folder;
  }

  @Override
  public void stepDone(TrainingProgress progress, double loss) throws IOException {
    if (!progress.losses().take(loss)) {
      throw diverged(
          "loss is %s in %s (median before: %.3g)"
              .formatted(loss, progress.where(), progress.losses().median()));
    }
  }

  @Override
  public void epochTrained(TrainingProgress progress) throws IOException {
    requireFiniteWeights(progress);
    TrainingEpoch.Validation errors = progress.validation();
    if (errors != null && !Double.isFinite(errors.holePixels())) {
      throw diverged(
          "error over the validation images' holes is %s after %s"
              .formatted(errors.holePixels(), progress.where()));
    }
  }

  @Override
  public void stopped(TrainingProgress progress) throws IOException {
    requireFiniteWeights(progress);
  }

  /** The last step's loss was computed with the weights before it. */
  private void requireFiniteWeights(TrainingProgress progress) throws IOException {
    double sum = progress.network().params().sumNumber().doubleValue();
    if (!Double.isFinite(sum)) {
      throw diverged("sum of all weights is %s after %s".formatted(sum, progress.where()));
    }
  }

  private TrainingDivergedException diverged(String what) throws IOException {
    Path checkpoint = folder.checkpoints().get(0);
    return new TrainingDivergedException(
        "The %s: training has stopped. The network from before is in %s. A lower learning rate may help"
            .formatted(what, checkpoint),
        checkpoint);
  }
}
