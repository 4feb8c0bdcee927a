package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Batches that every worker makes itself, from images that lie on its machine under the same path.
 *
 * @param readers one for each epoch, at its beginning
 */
record ReaderBatches(Broadcast<EpochReader> readers, int batchSize) implements BatchSource {

  /** A reader for any epoch. */
  @FunctionalInterface
  interface EpochReader extends java.io.Serializable {
    InpaintingRecordReader reader(int epoch);
  }

  @Override
  public MultiDataSet batch(int epoch, int number) {
    // Asked for in another size than the iterator's, it is the only one that is made.
    return readers.getValue().reader(epoch).batches(1, number * batchSize).next(batchSize);
  }
}
