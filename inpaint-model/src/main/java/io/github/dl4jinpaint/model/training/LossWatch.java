package io.github.dl4jinpaint.model.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Tells a loss that is no number or explodes: above 100 times the median of those before it. */
final class LossWatch {

  static final double FACTOR = 100;

  /** How many losses the median is taken of, and how many there have to be. */
  private static final int WINDOW = 100;

  private static final int ENOUGH = 10;

  private final Deque<Double> recent;

  LossWatch(List<Double> recent) {
    this.recent = new ArrayDeque<>(recent);
  }

  List<Double> recent() {
    return List.copyOf(recent);
  }

  /**
   * Takes a loss.
   *
   * @return false where it is bad; it is left out then
   */
  boolean take(double loss) {
    if (!Double.isFinite(loss) || (recent.size() >= ENOUGH && loss > FACTOR * median())) {
      return false;
    }
    recent.addLast(loss);
    if (recent.size() > WINDOW) {
      recent.removeFirst();
    }
    return true;
  }

  /** Of the losses so far; NaN without any. */
  double median() {
    double[] sorted = recent.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
