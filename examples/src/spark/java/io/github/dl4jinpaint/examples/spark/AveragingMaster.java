package io.github.dl4jinpaint.examples.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.Tuple2;

/**
 * Deeplearning4j's parameter averaging, one round at a time, such that a run can be repeated to the
 * last bit: which worker trains on which batches is the caller's choice, iterations and epochs are
 * counted as in training without Spark, and results are added in the order of the workers, not in
 * that in which they come in.
 */
final class AveragingMaster extends ParameterAveragingTrainingMaster {
  private static final long serialVersionUID = 1;

  /** Up to so many results the driver adds itself, as Spark's treeAggregate does. */
  private static final int DIRECT = 4;

  private List<Integer> images = List.of();
  private int steps;

  /** The network as this round's workers get it. */
  private transient Broadcast<NetBroadcastTuple> sent;

  AveragingMaster(int workers, int batchSize) {
    super(
        new Builder(workers, batchSize)
            .batchSizePerWorker(batchSize)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .storageLevel(null));
  }

  /**
   * Trains on the batches of a partition each, and averages, weighted by images.
   *
   * @param batches a partition with at least one batch for each worker
   * @param images how many each of these partitions holds
   * @param steps batches of the partition that has most
   */
  void train(
      SparkComputationGraph network,
      JavaRDD<MultiDataSet> batches,
      List<Integer> images,
      int steps) {
    this.images = images;
    this.steps = steps;
    doIteration(network, batches, 1, 1);
    // Spark counts an array's bytes outside of the heap as none, and would keep many rounds'
    // networks.
    sent.destroy();
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
    ComputationGraph network = graph.getNetwork();
    ComputationGraphConfiguration configuration = network.getConfiguration();
    sent =
        graph
            .getSparkContext()
            .broadcast(
                new NetBroadcastTuple(
                    configuration, network.params(), network.getUpdater().getStateViewArray()));
    return new AveragingWorker(
        sent,
        new WorkerConfiguration(true, batchSizePerWorker, batchSizePerWorker, steps, 0, false),
        configuration.getIterationCount(),
        configuration.getEpochCount());
  }

  @Override
  protected void processResults(
      SparkDl4jMultiLayer none,
      SparkComputationGraph graph,
      JavaRDD<ParameterAveragingTrainingResult> results,
      int split,
      int splits) {
    JavaRDD<Part> parts = results.mapPartitionsWithIndex(weighted(List.copyOf(images)), true);
    if (images.size() > DIRECT) {
      parts = inGroups(parts, (int) Math.ceil(Math.sqrt(images.size())));
    }
    Part mean = Part.sum(parts.collect());
    ComputationGraph network = graph.getNetwork();
    network.setParams(mean.params());
    if (mean.updaterState() != null) {
      network.getUpdater().setStateViewArray(mean.updaterState());
    }
    graph.setScore(mean.loss());
    ComputationGraphConfiguration configuration = network.getConfiguration();
    configuration.setIterationCount(configuration.getIterationCount() + steps);
  }

  private static Function2<Integer, Iterator<ParameterAveragingTrainingResult>, Iterator<Part>>
      weighted(List<Integer> images) {
    int all = images.stream().mapToInt(Integer::intValue).sum();
    return (worker, results) ->
        List.of(Part.of(worker, results.next(), (double) images.get(worker) / all)).iterator();
  }

  /** Sums of neighbouring parts, made on the cluster, so that fewer of them go to the driver. */
  private static JavaRDD<Part> inGroups(JavaRDD<Part> parts, int size) {
    JavaPairRDD<Integer, Part> grouped =
        parts.mapToPair(part -> new Tuple2<>(part.worker() / size, part));
    return grouped.groupByKey(size).map(group -> Part.sum(group._2()));
  }
}
