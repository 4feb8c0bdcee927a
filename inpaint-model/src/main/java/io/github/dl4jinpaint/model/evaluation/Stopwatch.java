package io.github.dl4jinpaint.model.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;

/** Times what fills batches. */
final class Stopwatch {

  private final List<Time> times = new ArrayList<>();

  /**
   * What an image took.
   *
   * @param millis its part of its batch's time
   * @param first whether that was the first batch, when things are still loaded and compiled
   */
  record Time(double millis, boolean first) {}

  /** Takes the time of a batch. */
  <T> T time(long imagesInBatch, Supplier<T> filling) {
    long start = System.nanoTime();
    T filled = filling.get();
    Nd4j.getExecutioner().commit(); // a GPU may still be at it
    double took = (System.nanoTime() - start) / 1e6;
    Time time = new Time(took / imagesInBatch, times.isEmpty());
    times.addAll(Collections.nCopies((int) imagesInBatch, time));
    return filled;
  }

  /** {@return the time of each image, in their order} */
  List<Time> times() {
    return List.copyOf(times);
  }

  /**
   * The mean time of an image.
   *
   * @return in milliseconds; those of the first batch count only where there are no others, and it
   *     is NaN where there are none at all
   */
  static double millisPerImage(List<Time> times) {
    boolean others = times.stream().anyMatch(time -> !time.first());
    return times.stream()
        .filter(time -> !(others && time.first()))
        .mapToDouble(Time::millis)
        .average()
        .orElse(Double.NaN);
  }
}
