package io.github.dl4jinpaint.examples;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows what a training step costs, in time and in memory, by the number of images and by their
 * size; or that memory stays the same over many steps.
 */
@Command(
    name = "Scaling",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Times training steps on random images by batch and by image size, and prints the memory"
          + " that the process has after them.",
      "With --steps: trains that many steps and prints the memory along the way.",
      "Have nothing else running: the convolutions use all cores and wait for the slowest."
    })
public final class Scaling implements Callable<Integer> {

  private static final int[] BATCHES = {1, 10, 50, 100, 200, 400};
  private static final int[] SIZES = {32, 64, 128, 256};
  private static final int SMALL = 32;
  private static final int REPORTS = 10;
  private static final int WARM_UP = 4;
  private static final double TIMED_SECONDS = 2;

  @Option(names = "--network", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Network network = Network.table2;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images in a batch, where their size varies, and with --steps.")
  private int batch = 4;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "Leaves out steps of more pixels; a pixel takes about 20 kB of memory.")
  private int maxPixels = 500_000;

  @Option(names = "--steps", paramLabel = "N", description = "Checks memory over so many steps.")
  private Integer steps;

  Scaling() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new Scaling(), args);
  }

  @Override
  public Integer call() {
    Backend.report();
    if (steps != null) {
      checkMemory();
      return 0;
    }
    System.out.printf(
        "%8s %10s %10s %10s %12s %12s %10s%n",
        "images", "size", "ms/step", "images/s", "Mpixels/s", "MB, ND4J", "MB, all");
    // Small ones first: the process doesn't give back all of its memory.
    for (int size : SIZES) {
      measure(batch, size);
    }
    for (int images : BATCHES) {
      measure(images, SMALL);
    }
    return 0;
  }

  private void measure(int images, int size) {
    int pixels = images * size * size;
    if (pixels > maxPixels) {
      return;
    }
    Runnable step = step(images, size);
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    int timed = 0;
    long start = System.nanoTime();
    double seconds = 0;
    while (seconds < TIMED_SECONDS) {
      step.run();
      timed++;
      seconds = (System.nanoTime() - start) / 1e9;
    }
    System.out.printf(
        Locale.ROOT,
        "%8d %10s %10.1f %10.1f %12.3f %12d %10d%n",
        images,
        size + "x" + size,
        1e3 * seconds / timed,
        images * timed / seconds,
        1e-6 * pixels * timed / seconds,
        ofNd4j(),
        ofProcess());
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    System.gc();
  }

  private void checkMemory() {
    Runnable step = step(batch, SMALL);
    System.out.printf("%8s %12s %10s%n", "steps", "MB, ND4J", "MB, all");
    int interval = Math.max(1, steps / REPORTS);
    for (int i = 1; i <= steps; i++) {
      step.run();
      if (i % interval == 0 || i == WARM_UP) {
        System.out.printf(Locale.ROOT, "%8d %12d %10d%n", i, ofNd4j(), ofProcess());
      }
    }
  }

  private Runnable step(int images, int size) {
    ComputationGraph graph = network.builder().size(size, size).seed(1).build();
    MultiDataSet data = Throughput.randomBatch(images, size);
    return () -> graph.fit(data);
  }

  /** Memory of ND4J's arrays and workspaces, in megabytes. */
  private static long ofNd4j() {
    return Nd4j.getMemoryManager().allocatedMemory(0) >> 20;
  }

  /** Resident memory of the process, in megabytes. */
  private static long ofProcess() {
    return Pointer.physicalBytes() >> 20;
  }
}
