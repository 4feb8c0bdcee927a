package io.github.dl4jinpaint.examples.spark;

import java.io.Serializable;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Any batch of any epoch, always the same, on whatever machine asks for it. */
@FunctionalInterface
interface BatchSource extends Serializable {

  /**
   * Makes or reads a batch.
   *
   * @param epoch from 0
   * @param number within the epoch, from 0
   * @throws java.io.UncheckedIOException where it can't be read
   */
  MultiDataSet batch(int epoch, int number);
}
