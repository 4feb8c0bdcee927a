package io.github.dl4jinpaint.model.training;

import java.util.Iterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Steps on one batch after another, in this process. */
record LocalRounds(TrainingBatches training) implements TrainingRounds {

  @Override
  public Iterator<Round> from(ComputationGraph network, int epoch, int batch) {
    MultiDataSetIterator batches = training.from(epoch, batch);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Round next() {
        return step(network, batches.next());
      }
    };
  }

  private static Round step(ComputationGraph network, MultiDataSet batch) {
    Nd4j.getRandom().setSeed(seedOf(network));
    network.fit(batch);
    return new Round(1, network.score() / pixels(batch.getLabels(0)));
  }

  /** Weyl's sequence keeps the seeds of neighbouring steps, and of neighbouring runs, apart. */
  private static long seedOf(ComputationGraph network) {
    long seed = network.getConfiguration().getDefaultConfiguration().getSeed();
    return (seed + 1) * 0x9E3779B97F4A7C15L + network.getIterationCount();
  }

  /** DL4J's score of images is summed over their pixels, but a mean over channels and images. */
  private static long pixels(INDArray labels) {
    return labels.rank() == 4 ? labels.size(2) * labels.size(3) : 1;
  }
}
