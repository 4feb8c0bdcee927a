package io.github.dl4jinpaint.examples.spark;

import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Trains on a worker's batches of a round. Spark makes one from this for each of its tasks. */
final class AveragingWorker extends ParameterAveragingTrainingWorker {
  private static final long serialVersionUID = 1;

  private final int iterations;
  private final int epochs;

  private transient double lossSum;
  private transient int steps;

  /**
   * A worker that goes on with a network.
   *
   * @param iterations training steps that the network has done
   * @param epochs that it has done
   */
  AveragingWorker(
      Broadcast<NetBroadcastTuple> network,
      WorkerConfiguration configuration,
      int iterations,
      int epochs) {
    super(network, true, configuration, null, null, null);
    this.iterations = iterations;
    this.epochs = epochs;
  }

  /**
   * The network that came with the broadcast. Deeplearning4j copies its configuration by a method
   * that sets both counts to 0: Adam would correct its bias anew in every round, and schedules
   * would never get on.
   */
  @Override
  public ComputationGraph getInitialModelGraph() {
    ComputationGraph network = super.getInitialModelGraph();
    network.getConfiguration().setIterationCount(iterations);
    network.getConfiguration().setEpochCount(epochs);
    return network;
  }

  /** A step; the last one's result has the mean loss of all, per pixel, as its score. */
  @Override
  public ParameterAveragingTrainingResult processMinibatch(
      MultiDataSet batch, ComputationGraph network, boolean isLast) {
    ParameterAveragingTrainingResult result = super.processMinibatch(batch, network, isLast);
    INDArray images = batch.getLabels(0);
    lossSum += network.score() / (images.size(2) * images.size(3));
    steps++;
    if (result == null) {
      return null;
    }
    return new ParameterAveragingTrainingResult(
        result.getParameters(), result.getUpdaterState(), lossSum / steps, null, null, null);
  }
}
