package io.github.dl4jinpaint.model.training;

import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Where training's batches come from: any batch of any epoch, always the same. That is what makes
 * training go on exactly where it stopped.
 *
 * <pre>{@code
 * (epoch, batch) -> reader.startAtEpoch(epoch).build().batches(100, batch)
 * }</pre>
 */
@FunctionalInterface
public interface TrainingBatches {

  /**
   * An epoch's batches, from one of them on.
   *
   * @param epoch from 0
   * @param batch how many of the epoch's batches are left out, since they were trained on before;
   *     less than there are
   * @return one input, its features mask, and one output's labels in each batch; the epoch is over
   *     when it has no next
   */
  MultiDataSetIterator from(int epoch, int batch);
}
