package io.github.dl4jinpaint.data;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.datavec.api.records.metadata.RecordMetaData;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches of triples as a ComputationGraph's {@code fit} takes them: features [masked image],
 * features' masks [mask], labels [target].
 *
 * <p>The next two batches are made by other threads while the caller works on this one, so {@code
 * fit} needn't wrap this iterator into an asynchronous one, and doesn't. What goes wrong there is
 * thrown by {@link #next()}. The batches are the same whatever the threads do.
 *
 * <p>The position is that of the batches that the caller has taken: {@link #reset()} begins the
 * next epoch if there was one in this, and a serialised iterator goes on with the batch that would
 * have come next. Not for use by several threads at once.
 */
public final class InpaintingBatches implements MultiDataSetIterator {
  private static final long serialVersionUID = 1;

  private static final int AHEAD = 2;

  /** The threads end when they had nothing to do for a minute. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "inpainting batches");
            thread.setDaemon(true);
            return thread;
          });

  private final Triples triples;
  private final int batchSize;

  /** What the caller will get next. */
  private int epoch;

  private int position;

  private boolean collectMetaData;

  @SuppressWarnings("serial") // DL4J's own pre-processors are serialisable
  private MultiDataSetPreProcessor preProcessor;

  /** Batches in the making; null until they are asked for. */
  private transient Queue<Future<MultiDataSet>> ahead;

  /** The first triple that isn't in the making. */
  private transient int requested;

  InpaintingBatches(Triples triples, int batchSize, int epoch, int position) {
    this.triples = triples;
    this.batchSize = batchSize;
    this.epoch = epoch;
    this.position = position;
  }

  @Override
  public boolean hasNext() {
    return position < triples.size();
  }

  /**
   * The next batch; the last one of an epoch may be smaller.
   *
   * @return arrays that are the caller's
   * @throws NoSuchElementException if the epoch is over
   * @throws java.io.UncheckedIOException if an image can't be read; the same batch is tried again
   *     by the next call
   */
  @Override
  public MultiDataSet next() {
    return next(batchSize);
  }

  /**
   * The next batch in a size of its own. What was made ahead in another size is lost.
   *
   * @param num how many triples, at least 1; at the end of the epoch there may be fewer
   * @return arrays that are the caller's
   * @throws IllegalArgumentException if num is below 1
   * @throws NoSuchElementException if the epoch is over
   * @throws java.io.UncheckedIOException if an image can't be read
   */
  @Override
  public MultiDataSet next(int num) {
    InpaintingRecordReader.requirePositive(num, "the number of triples");
    if (!hasNext()) {
      throw new NoSuchElementException("all batches of epoch " + epoch + " were taken: reset()");
    }
    if (num != batchSize) {
      forgetAhead();
    }
    if (ahead == null) {
      ahead = new ArrayDeque<>();
      requested = position;
      request(num);
    }
    MultiDataSet batch = done(ahead.remove());
    position += (int) batch.getLabels(0).size(0);
    if (num == batchSize) {
      requestAhead();
    } else {
      forgetAhead();
    }
    return batch;
  }

  private void requestAhead() {
    while (ahead.size() < AHEAD && requested < triples.size()) {
      request(batchSize);
    }
  }

  private void request(int num) {
    int from = requested;
    int count = Math.min(num, triples.size() - from);
    int ofEpoch = epoch;
    Integer device = Nd4j.getAffinityManager().getDeviceForCurrentThread();
    ahead.add(THREADS.submit(() -> make(from, count, ofEpoch, device)));
    requested = from + count;
  }

  private MultiDataSet make(int from, int count, int ofEpoch, int device) {
    Nd4j.getAffinityManager().unsafeSetDevice(device);
    MultiDataSet batch = triples.batch(from, count, ofEpoch).toMultiDataSet();
    if (collectMetaData) {
      batch.setExampleMetaData(
          IntStream.range(from, from + count)
              .mapToObj(i -> triples.metaData(triples.imageAt(i, ofEpoch), ofEpoch))
              .toList());
    }
    return prepared(batch);
  }

  private MultiDataSet prepared(MultiDataSet batch) {
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    // On a GPU the copying may still go on.
    Nd4j.getExecutioner().commit();
    return batch;
  }

  private MultiDataSet done(Future<MultiDataSet> batch) {
    try {
      return batch.get();
    } catch (ExecutionException e) {
      forgetAhead();
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      forgetAhead();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    }
  }

  private void forgetAhead() {
    if (ahead != null) {
      ahead.forEach(batch -> batch.cancel(false));
      ahead = null;
    }
  }

  /** Begins the next epoch, if any batch of this one was taken. */
  @Override
  public void reset() {
    forgetAhead();
    if (position > 0) {
      epoch++;
      position = 0;
    }
  }

  /**
   * Makes triples again, with the masks they had.
   *
   * @param metaData {@link InpaintingMetaData} of this iterator's batches, or of a reader with the
   *     same images, masks and seed
   * @return the triples in the same order, as one batch
   * @throws IllegalArgumentException if there are none, one isn't an {@link InpaintingMetaData}, or
   *     there is no such image
   * @throws java.io.UncheckedIOException if an image can't be read
   */
  public MultiDataSet loadFromMetaData(Collection<? extends RecordMetaData> metaData) {
    List<InpaintingMetaData> from = metaData.stream().map(InpaintingMetaData::of).toList();
    InpaintingRecordReader.requirePositive(from.size(), "the number of triples");
    MultiDataSet batch = triples.again(from).toMultiDataSet();
    batch.setExampleMetaData(from);
    return prepared(batch);
  }

  /**
   * Whether batches carry an {@link InpaintingMetaData} for every triple: {@link
   * MultiDataSet#getExampleMetaData()}.
   *
   * @param collect false unless set
   */
  public void setCollectMetaData(boolean collect) {
    forgetAhead();
    collectMetaData = collect;
  }

  /**
   * The epoch that the next batch belongs to.
   *
   * @return 0 at first, unless the reader began with another one
   */
  public int epoch() {
    return epoch;
  }

  /**
   * What changes every batch, within the threads that make them.
   *
   * @param preProcessor null for nothing
   */
  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    forgetAhead();
    this.preProcessor = preProcessor;
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /**
   * Whether {@link #reset()} works.
   *
   * @return true
   */
  @Override
  public boolean resetSupported() {
    return true;
  }

  /**
   * Whether another iterator should prefetch from this one.
   *
   * @return false: it prefetches by itself
   */
  @Override
  public boolean asyncSupported() {
    return false;
  }
}
