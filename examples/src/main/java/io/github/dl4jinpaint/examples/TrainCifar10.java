package io.github.dl4jinpaint.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains one of the report's networks on CIFAR-10 with irregular holes, and tests it after every
 * epoch on images that it has not seen.
 */
@Command(
    name = "TrainCifar10",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Trains an inpainting network on CIFAR-10 with irregular holes.",
      "Writes into the output folder, after every epoch: checkpoint.zip to resume from, a sheet of"
          + " test pictures, loss.csv and loss.png; at the end model.zip, for QuickStart --model"
          + " and Inpainter.load."
    })
public final class TrainCifar10 implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with CIFAR-10's binary files, or with their folder cifar-10-batches-bin. Without"
              + " it, they are downloaded once (162 MB) into ~/.dl4j-inpaint.")
  private Path data;

  @Option(names = "--network", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Network network = Network.table2;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many training images, the first ones.")
  private int images = 10_000;

  @Option(
      names = "--test-images",
      paramLabel = "N",
      description = "How many test images, the first ones.")
  private int testImages = 1_000;

  @Option(names = "--epochs", paramLabel = "N", description = "How often to go through them.")
  private int epochs = 10;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a batch.")
  private int batch = 100;

  @Option(names = "--lr", paramLabel = "RATE", description = "Adam's learning rate.")
  private double learningRate = 0.01;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, masks and order.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "train-cifar10");

  @Option(names = "--resume", description = "Go on from the output folder's checkpoint.zip.")
  private boolean resume;

  TrainCifar10() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new TrainCifar10(), args);
  }

  @Override
  public Integer call() throws IOException {
    check();
    Backend.report();
    Training run =
        resume
            ? Training.resume(out)
            : Training.start(
                network.builder().seed(seed).updater(new Adam(learningRate)).build(), out);
    System.out.printf(
        "%s with %,d parameters, %,d training images, epochs %d to %d, into %s%n",
        network,
        run.graph().numParams(),
        images,
        run.epochsDone() + 1,
        epochs,
        out.toAbsolutePath());
    MultiDataSetIterator training =
        Cifar10Triples.training(data, images, seed, run.epochsDone()).batches(batch);
    run.run(training, images, Cifar10Triples.test(data, testImages).batches(batch), epochs);
    System.out.println("The model is in " + out.resolve("model.zip").toAbsolutePath());
    return 0;
  }

  private void check() {
    Commands.requirePositive(spec, "--images", images);
    Commands.requirePositive(spec, "--test-images", testImages);
    Commands.requirePositive(spec, "--epochs", epochs);
    Commands.requirePositive(spec, "--batch", batch);
    Commands.requirePositive(spec, "--lr", learningRate);
  }
}
