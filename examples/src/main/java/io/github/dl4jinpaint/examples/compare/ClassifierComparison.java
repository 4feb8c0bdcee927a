package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Trains classifiers on the same images with irregular holes, and compares how many test images
 * they recognise by the share of holes.
 */
public final class ClassifierComparison {

  private static final int BATCH = 50;
  private static final long TEST_SEED = 1;

  private static final Holes TRAINING = new Holes(5, 50);

  private static final List<Holes> TESTS =
      List.of(
          TRAINING,
          new Holes(0, 0),
          new Holes(10, 20),
          new Holes(30, 40),
          new Holes(50, 60),
          new Holes(70, 80));

  /** Shares of holes in percent. */
  private record Holes(int least, int most) {

    MaskGenerator masks() {
      return IrregularMasks.withHoleRatio(least / 100.0, most / 100.0);
    }

    @Override
    public String toString() {
      return most == 0 ? "no holes" : least + "-" + most + " %";
    }
  }

  private final ImageSource training;
  private final ImageSource test;
  private final int classes;
  private final long seed;
  private final StringBuilder table = new StringBuilder("%-21s".formatted("share of holes"));

  /**
   * A comparison without a network so far.
   *
   * @param classes of the images
   * @param seed of the masks to train with
   */
  public ClassifierComparison(ImageSource training, ImageSource test, int classes, long seed) {
    this.training = training;
    this.test = test;
    this.classes = classes;
    this.seed = seed;
    TESTS.forEach(holes -> table.append("%10s".formatted(holes)));
  }

  /** Trains and tests a network. */
  public void train(String label, ComputationGraph network, int epochs) {
    MultiDataSetIterator batches = batches(training, TRAINING, seed);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      long start = System.nanoTime();
      network.fit(batches);
      double speed = training.size() / ((System.nanoTime() - start) / 1e9);
      System.out.printf(
          Locale.ROOT,
          "%s, epoch %d/%d: %.0f images/s, accuracy %.1f %%%n",
          label,
          epoch,
          epochs,
          speed,
          100 * accuracy(network, TRAINING));
    }
    table.append("%n%-21s".formatted(label));
    for (Holes holes : TESTS) {
      table.append(String.format(Locale.ROOT, "%8.1f %%", 100 * accuracy(network, holes)));
    }
  }

  private double accuracy(ComputationGraph network, Holes holes) {
    return network.evaluate(batches(test, holes, TEST_SEED)).accuracy();
  }

  private MultiDataSetIterator batches(ImageSource images, Holes holes, long masks) {
    return ClassifierBatches.of(images, holes.masks(), masks, classes, BATCH);
  }

  /** A row for every network that was trained. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%nAccuracy on %,d test images; trained with %s of holes%n%s%n",
        test.size(),
        TRAINING,
        table);
  }
}
