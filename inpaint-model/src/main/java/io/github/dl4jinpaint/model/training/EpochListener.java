package io.github.dl4jinpaint.model.training;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Hears of every epoch of training when it is done and its checkpoint is written. */
@FunctionalInterface
public interface EpochListener {

  /**
   * An epoch is done.
   *
   * @param network as it is now; not to be changed
   * @param epochs all that were done, this one last
   * @throws IOException ends training, which can be resumed
   */
  void epochDone(ComputationGraph network, List<TrainingEpoch> epochs) throws IOException;
}
