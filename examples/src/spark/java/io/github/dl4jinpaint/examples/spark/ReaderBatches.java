package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.examples.training.TrainingPlace.Readers;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Batches that every worker makes itself, from images that lie on its machine under the same path.
 */
record ReaderBatches(Broadcast<Readers> readers, int batchSize) implements BatchSource {

  @Override
  public MultiDataSet batch(int epoch, int number) {
    return made(readers.getValue(), epoch, number, batchSize);
  }

  /** Makes a batch, and none ahead: for that an iterator has to be asked in its own size. */
  static MultiDataSet made(Readers readers, int epoch, int number, int batchSize) {
    return readers.at(epoch).batches(1, number * batchSize).next(batchSize);
  }
}
