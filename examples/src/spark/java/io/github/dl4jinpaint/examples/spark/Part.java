package io.github.dl4jinpaint.examples.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a worker, or several, put into the mean of a round.
 *
 * @param worker the first one's number
 * @param updaterState null where the updater has none, as plain SGD
 * @param loss per pixel
 */
record Part(int worker, INDArray params, INDArray updaterState, double loss)
    implements Serializable {

  /** A worker's result, multiplied by its weight. */
  static Part of(int worker, ParameterAveragingTrainingResult result, double weight) {
    INDArray state = result.getUpdaterState();
    return new Part(
        worker,
        result.getParameters().muli(weight),
        state == null ? null : state.muli(weight),
        result.getScore() * weight);
  }

  /**
   * Adds parts up. Sums of floats depend on the order, so it is that of the workers, whoever was
   * first.
   */
  static Part sum(Iterable<Part> unsorted) {
    List<Part> parts = new ArrayList<>();
    unsorted.forEach(parts::add);
    parts.sort(Comparator.comparingInt(Part::worker));
    Iterator<Part> rest = parts.iterator();
    Part sum = rest.next();
    while (rest.hasNext()) {
      sum = sum.plus(rest.next());
    }
    return sum;
  }

  private Part plus(Part other) {
    return new Part(
        worker,
        params.addi(other.params),
        updaterState == null ? null : updaterState.addi(other.updaterState),
        loss + other.loss);
  }
}
