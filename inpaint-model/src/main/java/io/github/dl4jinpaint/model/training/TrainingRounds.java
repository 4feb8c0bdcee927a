package io.github.dl4jinpaint.model.training;

import java.util.Iterator;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Trains through an epoch, round after round, where steps on one batch after another in this
 * process aren't what is wanted: on a cluster, a round takes several batches at once.
 */
@FunctionalInterface
public interface TrainingRounds {

  /**
   * What a round did.
   *
   * @param batches how many of the epoch's batches it took, at least 1
   * @param loss the mean of their losses, per pixel where the labels are images
   */
  record Round(int batches, double loss) {}

  /**
   * The rounds of an epoch, from one of its batches on. A round is done when it is asked for: it
   * trains the network, its updater and its iteration count. The same rounds from the same weights
   * on lead to the same weights, so that a run goes on exactly where it stopped.
   *
   * @param network to train
   * @param epoch from 0
   * @param batch how many of the epoch's batches were done before; less than there are
   * @return the rounds; the epoch is over when there is no next
   */
  Iterator<Round> from(ComputationGraph network, int epoch, int batch);
}
