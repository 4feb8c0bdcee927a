package io.github.dl4jinpaint.examples.benchmark;

import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Network;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --steps 3")
public final class Scaling implements Callable<Integer> {

  private static final int[] BATCHES = {1, 10, 50, 100, 200, 400};
  private static final int[] SIZES = {32, 64, 128, 256};
  private static final int SMALL = 32;
  private static final int REPORTS = 10;
  private static final int FEWEST_STEPS = 4;
  private static final double SECONDS = 2;

  /** Images in a batch, and their height and width. */
  private record Setting(int images, int size) {

    int pixels() {
      return images * size * size;
    }
  }

  @Spec private CommandSpec spec;

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
      description = "Leaves out steps of more pixels; a pixel takes about 10 kB of memory.")
  private int maxPixels = 500_000;

  @Option(names = "--steps", paramLabel = "N", description = "Checks memory over so many steps.")
  private Integer steps;

  /** Not run yet. */
  public Scaling() {}

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
    Commands.requirePositive(spec, "--batch", batch);
    Backend.report();
    if (steps != null) {
      Commands.requirePositive(spec, "--steps", steps);
      checkMemory();
      return 0;
    }
    System.out.printf(
        "%8s %10s %10s %10s %12s %12s %12s%n",
        "images", "size", "ms/step", "images/s", "Mpixels/s", "MB, ND4J", "MB, process");
    // Small ones first: the process doesn't give back all of its memory.
    settings().sorted(Comparator.comparingInt(Setting::pixels)).forEach(this::measure);
    return 0;
  }

  private Stream<Setting> settings() {
    return Stream.concat(
            IntStream.of(BATCHES).mapToObj(images -> new Setting(images, SMALL)),
            IntStream.of(SIZES).mapToObj(size -> new Setting(batch, size)))
        .distinct()
        .filter(setting -> setting.pixels() <= maxPixels);
  }

  private void measure(Setting setting) {
    Runnable step = step(setting);
    millisPerStep(step);
    double millis = millisPerStep(step);
    System.out.printf(
        Locale.ROOT,
        "%8d %10s %10.1f %10.1f %12.3f %12d %12d%n",
        setting.images(),
        setting.size() + "x" + setting.size(),
        millis,
        1e3 * setting.images() / millis,
        1e-3 * setting.pixels() / millis,
        ofNd4j(),
        ofProcess());
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    System.gc();
  }

  private static double millisPerStep(Runnable step) {
    long start = System.nanoTime();
    int steps = 0;
    double seconds = 0;
    while (seconds < SECONDS || steps < FEWEST_STEPS) {
      step.run();
      steps++;
      seconds = (System.nanoTime() - start) / 1e9;
    }
    return 1e3 * seconds / steps;
  }

  private void checkMemory() {
    Runnable step = step(new Setting(batch, SMALL));
    System.out.printf("%8s %12s %14s %12s%n", "steps", "MB, ND4J", "MB, Java heap", "MB, process");
    int interval = Math.max(1, steps / REPORTS);
    for (int i = 1; i <= steps; i++) {
      step.run();
      if (i % interval == 0 || i == FEWEST_STEPS) {
        System.out.printf(
            Locale.ROOT, "%8d %12d %14d %12d%n", i, ofNd4j(), ofJavaHeap(), ofProcess());
      }
    }
  }

  private Runnable step(Setting setting) {
    ComputationGraph graph = network.builder().size(setting.size(), setting.size()).seed(1).build();
    MultiDataSet data = Throughput.randomBatch(setting.images(), setting.size());
    return () -> graph.fit(data);
  }

  /** Memory of ND4J's arrays and workspaces, in megabytes. */
  private static long ofNd4j() {
    return Nd4j.getMemoryManager().allocatedMemory(0) >> 20;
  }

  /** Memory that the JVM has reserved for its heap, garbage included, in megabytes. */
  private static long ofJavaHeap() {
    return Runtime.getRuntime().totalMemory() >> 20;
  }

  /** Resident memory of the process, in megabytes. */
  private static long ofProcess() {
    return Pointer.physicalBytes() >> 20;
  }
}
