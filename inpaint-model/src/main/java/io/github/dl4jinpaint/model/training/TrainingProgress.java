package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Where a run is: what has to be known to go on with it. */
final class TrainingProgress {

  private final ComputationGraph network;
  private final Map<String, String> settings;
  private final List<TrainingEpoch> epochs;
  private final LossWatch losses;

  /** Batches of this epoch that are done, and the sum of their losses. */
  private int batch;

  private double lossSum;

  /** Of the epoch that is being ended; null without validation images. */
  private TrainingEpoch.Validation validation;

  /**
   * The progress as a state has it.
   *
   * @param settings that the run's provenance tells
   */
  TrainingProgress(ComputationGraph network, TrainingState state, Map<String, String> settings) {
    this.network = network;
    this.settings = settings;
    this.epochs = new ArrayList<>(state.epochs());
    this.losses = new LossWatch(state.recentLosses());
    this.batch = state.batch();
    this.lossSum = state.lossSum();
  }

  ComputationGraph network() {
    return network;
  }

  /** {@return whether no step is done yet} */
  boolean isNew() {
    return network.getIterationCount() == 0;
  }

  /** {@return the epochs that are done} */
  List<TrainingEpoch> epochs() {
    return List.copyOf(epochs);
  }

  /** {@return how many batches of the present epoch are done} */
  int batch() {
    return batch;
  }

  /** {@return the losses of the last steps} */
  LossWatch losses() {
    return losses;
  }

  /** {@return the epoch and the batch of the last step, for messages, both from 1} */
  String where() {
    return "epoch %d, batch %d".formatted(epochs.size() + 1, batch);
  }

  void count(TrainingRounds.Round round) {
    batch += round.batches();
    lossSum += round.batches() * round.loss();
  }

  /** Takes the errors of the epoch that is being ended. */
  void validated(TrainingEpoch.Validation errors) {
    validation = errors;
  }

  /** {@return the errors of the epoch that is being ended; null without validation images} */
  TrainingEpoch.Validation validation() {
    return validation;
  }

  void countEpoch() {
    TrainingEpoch done =
        new TrainingEpoch(
            epochs.size() + 1,
            network.getIterationCount(),
            learningRate(),
            lossSum / batch,
            validation);
    network.incrementEpochCount();
    epochs.add(done);
    batch = 0;
    lossSum = 0;
    validation = null;
  }

  /**
   * {@return whether no epoch is better than the last one; without validation, the last is best}
   */
  boolean isBest() {
    TrainingEpoch last = epochs.get(epochs.size() - 1);
    Optional<TrainingEpoch> best = TrainingEpoch.best(epochs);
    return best.isEmpty() || best.get().equals(last);
  }

  /** {@return how many epochs were done since the best one} */
  int epochsSinceBest() {
    return epochs.size() - TrainingEpoch.best(epochs).map(TrainingEpoch::epoch).orElse(0);
  }

  /** {@return that of the last step, in the first layer that learns; NaN where none has one} */
  double learningRate() {
    for (Layer layer : network.getLayers()) {
      for (String parameter : layer.paramTable().keySet()) {
        var updater = layer.conf().getLayer().getUpdaterByParam(parameter);
        if (updater != null && updater.hasLearningRate()) {
          return updater.getLearningRate(network.getIterationCount() - 1, epochs.size());
        }
      }
    }
    return Double.NaN;
  }

  Checkpoint checkpoint() {
    TrainingState state =
        new TrainingState(epochs.size(), batch, lossSum, losses.recent(), epochs());
    return new Checkpoint(network, state, provenance());
  }

  Provenance provenance() {
    Map<String, Double> errors = new LinkedHashMap<>();
    if (!epochs.isEmpty()) {
      TrainingEpoch last = epochs.get(epochs.size() - 1);
      errors.put("training loss", last.trainingLoss());
      if (last.validation() != null) {
        errors.put("validation all pixels", last.validation().allPixels());
        errors.put("validation hole pixels", last.validation().holePixels());
        errors.put("validation composite", last.validation().composite());
      }
    }
    return Provenance.now(settings, epochs.size(), network.getIterationCount(), errors);
  }
}
