package io.github.dl4jinpaint.model.training;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * How training ended.
 *
 * @param end why
 * @param network as it was at the end; the best one is in the run's folder, {@code model.zip}
 * @param epochs all that were done, those before resuming included
 */
public record TrainingResult(End end, ComputationGraph network, List<TrainingEpoch> epochs) {

  /** Why training ended. */
  public enum End {
    /** All epochs are done. */
    ALL_EPOCHS,
    /** The validation images saw no better network for as many epochs as patience lasts. */
    NO_IMPROVEMENT,
    /** {@link InpaintingTrainer#stop} was called; {@link InpaintingTrainer#resume} goes on. */
    STOPPED
  }
}
