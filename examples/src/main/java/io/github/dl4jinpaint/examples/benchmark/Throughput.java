package io.github.dl4jinpaint.examples.benchmark;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Network;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times a network's training and inference, mask handling, loss and optimiser included. */
@Command(
    name = "Throughput",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Times training and inference on random images with random masks, and prints images per"
          + " second.",
      "Have nothing else running: the convolutions use all cores and wait for the slowest."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --batch 100")
public final class Throughput implements Callable<Integer> {

  /** How long the JVM gets to compile what it runs. */
  private static final long WARM_UP_NANOS = 6_000_000_000L;

  private static final double HOLE_RATIO = 0.25;

  @Spec private CommandSpec spec;

  @Option(names = "--network", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Network network = Network.table2;

  @Option(names = "--size", paramLabel = "PIXELS", description = "Height and width of the images.")
  private int size = 32;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a batch.")
  private int batch = 100;

  @Option(names = "--steps", paramLabel = "N", description = "Batches that are timed.")
  private int steps = 20;

  /** Not run yet. */
  public Throughput() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new Throughput(), args);
  }

  @Override
  public Integer call() {
    Commands.requirePositive(spec, "--batch", batch);
    Commands.requirePositive(spec, "--steps", steps);
    ComputationGraph graph = network.builder().size(size, size).seed(1).build();
    MultiDataSet data = randomBatch(batch, size);
    INDArray[] masked = data.getFeatures();
    INDArray[] masks = data.getFeaturesMaskArrays();
    time("train", () -> graph.fit(data));
    time("inference", () -> graph.output(false, masked, masks, null));
    return 0;
  }

  /** Random images with random masks, as a network takes them. */
  static MultiDataSet randomBatch(int batch, int size) {
    Nd4j.getRandom().setSeed(1);
    INDArray target = Nd4j.rand(DataType.FLOAT, batch, 3, size, size);
    INDArray mask =
        Nd4j.rand(DataType.FLOAT, batch, 1, size, size).gt(HOLE_RATIO).castTo(DataType.FLOAT);
    INDArray masked = target.mul(mask.broadcast(target.shape()));
    return new MultiDataSet(
        new INDArray[] {masked}, new INDArray[] {target}, new INDArray[] {mask}, null);
  }

  private void time(String what, Runnable step) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < WARM_UP_NANOS) {
      step.run();
    }
    start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      step.run();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(Locale.ROOT, "%s: %.1f images/s%n", what, batch * steps / seconds);
  }
}
