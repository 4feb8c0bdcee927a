package io.github.dl4jinpaint.model.training;

import java.util.List;

/**
 * What a checkpoint holds beside the network with its updater and counters.
 *
 * @param epoch how many are done
 * @param batch how many of the next epoch are done
 * @param lossSum of those batches
 * @param recentLosses for {@link LossWatch}
 * @param epochs those that are done
 */
record TrainingState(
    int epoch, int batch, double lossSum, List<Double> recentLosses, List<TrainingEpoch> epochs) {

  static final TrainingState BEGINNING = new TrainingState(0, 0, 0, List.of(), List.of());
}
