package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.model.CosineSchedule;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** How the learning rate goes from a run's first step to its last. */
public enum Schedule {
  /** It stays. */
  constant,

  /** It falls in a straight line to 0. */
  linear,

  /** It falls along half a cosine to 0. */
  cosine;

  /** Adam with this schedule over a number of steps. */
  public Adam adam(double learningRate, int iterations) {
    return switch (this) {
      case constant -> new Adam(learningRate);
      case linear ->
          new Adam(new PolySchedule(ScheduleType.ITERATION, learningRate, 1, iterations));
      case cosine -> new Adam(new CosineSchedule(learningRate, iterations));
    };
  }
}
