package io.github.dl4jinpaint.examples.benchmark;

import io.github.dl4jinpaint.data.InpaintingBatches;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.image.ImageFolder;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Cifar10Options;
import io.github.dl4jinpaint.examples.command.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times how fast masked triples are made, without a network. */
@Command(
    name = "DataThroughput",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Times how many triples of masked image, mask and target are made in a second, shuffled and"
          + " in batches, and how much of its time a training that keeps all cores busy waits for"
          + " them.",
      "Have nothing else running."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --batch 100")
public final class DataThroughput implements Callable<Integer> {

  private static final int ROUNDS = 5;
  private static final int STEPS = 20;

  @Spec private CommandSpec spec;

  @Mixin private Cifar10Options cifar10 = new Cifar10Options();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of pictures to read instead of CIFAR-10.")
  private Path pictures;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Height and width that pictures of a folder are resized to.")
  private int size = 64;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a batch.")
  private int batch = 100;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Triples in a round, unless there are fewer images.")
  private int count = 10_000;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Images per second that the training would take if it never waited.")
  private int rate = 400;

  /** Not run yet. */
  public DataThroughput() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new DataThroughput(), args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Commands.requirePositive(spec, "--batch", batch);
    Commands.requirePositive(spec, "--count", count);
    Commands.requirePositive(spec, "--rate", rate);
    ImageSource images = images();
    try (InpaintingRecordReader reader =
        InpaintingRecordReader.builder()
            .images(images.limit(Math.min(count, images.size())))
            .shuffle(true)
            .build()) {
      InpaintingBatches batches = reader.batches(batch);
      for (int round = 1; round <= ROUNDS; round++) {
        System.out.printf(
            Locale.ROOT, "round %d: %,.0f triples/s%n", round, triplesPerSecond(batches));
        batches.reset();
      }
      System.out.printf(
          Locale.ROOT,
          "a training of %,d images/s waits %.2f %% of its time%n",
          rate,
          100 * shareOfWaiting(batches));
    }
    return 0;
  }

  private ImageSource images() {
    if (pictures != null) {
      return ImageFolder.of(pictures).resize(size);
    }
    return cifar10.trainingImages();
  }

  private static double triplesPerSecond(InpaintingBatches batches) {
    long start = System.nanoTime();
    long triples = 0;
    while (batches.hasNext()) {
      triples += batches.next().getLabels(0).size(0);
    }
    return triples / seconds(start);
  }

  /** The first batch isn't counted: nothing can be made ahead of it. */
  private double shareOfWaiting(InpaintingBatches batches) throws InterruptedException {
    batches.next();
    long start = System.nanoTime();
    double waited = 0;
    for (int step = 0; step < STEPS; step++) {
      train();
      if (!batches.hasNext()) {
        batches.reset();
      }
      long asked = System.nanoTime();
      batches.next();
      waited += seconds(asked);
    }
    return waited / seconds(start);
  }

  /** Keeps all cores busy for as long as a batch takes. */
  private void train() throws InterruptedException {
    long end = System.nanoTime() + batch * 1_000_000_000L / rate;
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(
          new Thread(
              () -> {
                while (System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
              }));
    }
    workers.forEach(Thread::start);
    for (Thread worker : workers) {
      worker.join();
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
