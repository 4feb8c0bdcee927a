package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.model.training.TrainingRounds;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Trains on a cluster: in each round every worker goes on with the same network, on batches of its
 * own, and their mean is the next one. The workers' batches are consecutive: those of round 1 with
 * two workers and averaging every third step are 0, 1, 2 and 3, 4, 5. In an epoch's last round they
 * share what is left.
 *
 * @param batches on the cluster
 * @param images in an epoch
 * @param batchSize images in a batch; the last one of an epoch may have fewer
 * @param workers how many train at once
 * @param steps of each worker between two averagings
 */
record AveragedRounds(
    JavaSparkContext spark, BatchSource batches, int images, int batchSize, int workers, int steps)
    implements TrainingRounds {

  /** Consecutive batches. */
  private record Share(int first, int end) implements java.io.Serializable {}

  private int batchesPerEpoch() {
    return (images + batchSize - 1) / batchSize;
  }

  @Override
  public Iterator<Round> from(ComputationGraph network, int epoch, int batch) {
    AveragingMaster master = new AveragingMaster(workers, batchSize);
    SparkComputationGraph graph = new SparkComputationGraph(spark, network, master);
    return new Iterator<>() {
      private int next = batch;

      @Override
      public boolean hasNext() {
        return next < batchesPerEpoch();
      }

      @Override
      public Round next() {
        if (!hasNext()) {
          throw new NoSuchElementException("all batches of epoch " + epoch + " were taken");
        }
        List<Share> shares = shares(next);
        int first = next;
        next = shares.get(shares.size() - 1).end();
        try {
          train(master, graph, shares, epoch);
        } catch (Exception e) {
          throw OutOfMemory.told(e, spark.getConf(), "a smaller --batch");
        }
        int iteration = network.getIterationCount() - 1;
        network.getListeners().forEach(l -> l.iterationDone(network, iteration, epoch));
        return new Round(next - first, graph.getScore());
      }
    };
  }

  private List<Share> shares(int first) {
    int all = Math.min(workers * steps, batchesPerEpoch() - first);
    int each = (all + workers - 1) / workers;
    return IntStream.range(0, (all + each - 1) / each)
        .mapToObj(w -> new Share(first + w * each, Math.min(first + (w + 1) * each, first + all)))
        .toList();
  }

  private void train(
      AveragingMaster master, SparkComputationGraph graph, List<Share> shares, int epoch) {
    BatchSource source = batches;
    JavaRDD<MultiDataSet> data =
        spark
            .parallelize(shares, shares.size())
            .flatMap(
                share ->
                    IntStream.range(share.first(), share.end())
                        .mapToObj(number -> source.batch(epoch, number))
                        .iterator());
    List<Integer> imagesOf = shares.stream().map(this::imagesOf).toList();
    master.train(graph, data, imagesOf, shares.get(0).end() - shares.get(0).first());
  }

  private int imagesOf(Share share) {
    return Math.min(images, share.end() * batchSize) - share.first() * batchSize;
  }
}
