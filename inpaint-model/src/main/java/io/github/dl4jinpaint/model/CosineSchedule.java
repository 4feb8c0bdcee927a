package io.github.dl4jinpaint.model;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate that falls along half a cosine, by iteration: {@code initial · (1 + cos(π · i /
 * iterations)) / 2}, and 0 from there on (Loshchilov and Hutter, <i>SGDR</i>, ICLR 2017, without
 * restarts).
 *
 * <pre>{@code
 * new Adam(new CosineSchedule(0.01, epochs * batchesPerEpoch))
 * }</pre>
 *
 * @param initial the first learning rate, above 0
 * @param iterations training steps in all, at least 1
 */
public record CosineSchedule(
    @JsonProperty("initial") double initial, @JsonProperty("iterations") int iterations)
    implements ISchedule {
  private static final long serialVersionUID = 1;

  /**
   * A schedule.
   *
   * @param initial the first learning rate, above 0
   * @param iterations training steps in all, at least 1
   * @throws IllegalArgumentException where one is out of bounds
   */
  public CosineSchedule {
    if (!(initial > 0) || iterations < 1) {
      throw new IllegalArgumentException(
          "initial must be above 0 and iterations at least 1, got %s and %d"
              .formatted(initial, iterations));
    }
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double done = Math.min(1, (double) iteration / iterations);
    return initial * (1 + Math.cos(Math.PI * done)) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
