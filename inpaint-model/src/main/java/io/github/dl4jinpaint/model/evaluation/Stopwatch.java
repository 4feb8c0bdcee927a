package io.github.dl4jinpaint.model.evaluation;

import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times what fills batches. The first batch, when things are still loaded and compiled, counts only
 * where it was the only one.
 */
final class Stopwatch {

  private double firstMillis;
  private long firstImages;
  private double millis;
  private long images;

  /** Takes the time of a batch. */
  <T> T time(long imagesInBatch, Supplier<T> filling) {
    long start = System.nanoTime();
    T filled = filling.get();
    Nd4j.getExecutioner().commit(); // a GPU may still be at it
    double took = (System.nanoTime() - start) / 1e6;
    if (firstImages == 0) {
      firstMillis = took;
      firstImages = imagesInBatch;
    } else {
      millis += took;
      images += imagesInBatch;
    }
    return filled;
  }

  /** {@return the time of an image; NaN where none was timed} */
  double millisPerImage() {
    return images > 0 ? millis / images : firstMillis / firstImages;
  }
}
