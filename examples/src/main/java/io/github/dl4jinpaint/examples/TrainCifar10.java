package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Network;
import io.github.dl4jinpaint.examples.command.Schedule;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.examples.command.TrainingOptions;
import io.github.dl4jinpaint.examples.command.TrainingPlace;
import io.github.dl4jinpaint.examples.command.TrainingPlace.Data;
import io.github.dl4jinpaint.examples.command.TrainingPlace.Readers;
import io.github.dl4jinpaint.examples.command.TrainingSession;
import io.github.dl4jinpaint.examples.command.TrainingUi;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains an inpainting network on CIFAR-10 with irregular holes. */
@Command(
    name = "TrainCifar10",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Trains an inpainting network on CIFAR-10 with irregular holes. Ctrl-C stops and saves;"
          + " --resume goes on, also after a crash, to the same weights.",
      "Writes into the output folder: after every epoch a checkpoint, model.zip (the best network"
          + " so far, for QuickStart --model and Inpainter.load) and a sheet of validation"
          + " pictures; while training, loss.csv, batches.csv and loss.png."
    })
public final class TrainCifar10 implements Callable<Integer> {

  private static final int CIFAR10_SIZE = 32;

  private final Function<Path, ImageSource> source;
  private final Function<Network, PartialConvUNet.Builder> networks;
  private final TrainingPlace place;

  @Spec private CommandSpec spec;

  @Mixin
  private TrainingOptions options =
      new TrainingOptions(10, 100, 0.01, null, 1, Path.of("out", "train-cifar10"));

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
      names = "--valid-weight",
      paramLabel = "W",
      description = "The valid pixels' weight in the loss.")
  private double validWeight = 1;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many training images, the first ones.")
  private int images = 10_000;

  @Option(
      names = "--flip",
      description = "Flip training images from left to right, at random, other ones every epoch.")
  private boolean flip;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description =
          "Share of CIFAR-10's training images, the last ones, that is never trained on: their"
              + " holes' error chooses the best network. 0: none, and the last network is kept.")
  private double validation = 0.05;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop early, after so many epochs without a better network.")
  private Integer patience;

  @Option(
      names = "--schedule",
      description =
          "How the learning rate goes to 0 over all epochs. One of: ${COMPLETION-CANDIDATES}.")
  private Schedule schedule = Schedule.constant;

  @Option(names = "--keep", paramLabel = "N", description = "How many checkpoints to keep.")
  private int keep = 3;

  @Option(
      names = "--ui",
      description = "Show Deeplearning4j's training UI too; takes Maven's profile -Pui.")
  private boolean ui;

  TrainCifar10() {
    this(TrainingPlace.HERE);
  }

  /** Trains elsewhere than in this process. */
  public TrainCifar10(TrainingPlace place) {
    this(Cifar10Triples::trainingImages, Network::builder, place);
  }

  /** Trains other networks on other images than CIFAR-10's. */
  TrainCifar10(
      Function<Path, ImageSource> source, Function<Network, PartialConvUNet.Builder> networks) {
    this(source, networks, TrainingPlace.HERE);
  }

  private TrainCifar10(
      Function<Path, ImageSource> source,
      Function<Network, PartialConvUNet.Builder> networks,
      TrainingPlace place) {
    this.source = source;
    this.networks = networks;
    this.place = place;
  }

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
    TrainingSession session = new TrainingSession(spec, options, place);
    check();
    Backend.report();
    try (ImageSource all = source.apply(data)) {
      return train(all, session);
    }
  }

  private void check() {
    options.check();
    Commands.requirePositive(spec, "--images", images);
    Commands.requirePositive(spec, "--keep", keep);
    require(
        network != Network.liu2018,
        "--network liu2018 is for pictures of 256 x 256 pixels and multiples of it, CIFAR-10's have"
            + " 32 x 32: take table1 or table2");
    require(
        validation >= 0 && validation < 1,
        "--validation must be at least 0 and below 1, got " + validation);
    if (patience != null) {
      Commands.requirePositive(spec, "--patience", patience);
      require(validation > 0, "--patience needs --validation");
    }
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private int train(ImageSource all, TrainingSession session) throws IOException {
    int validationImages = (int) Math.ceil(validation * all.size());
    int most = all.size() - validationImages;
    require(
        images <= most,
        "--images must be at most %d where --validation %s keeps %d of the %d training images, got %d"
            .formatted(most, validation, validationImages, all.size(), images));
    ImageSource originals = all.limit(images);
    ImageSource training = flip ? originals.flippedAtRandom() : originals;
    String sha256 = Sha256.of(training);
    Readers readers = readers(training, options.seed());
    InpaintingTrainer.Builder trainer =
        session
            .trainer(new Data(readers, images, options.batch(), sha256), changeable())
            .keep(keep)
            .setting("training data", "SHA-256 " + sha256);
    MultiDataSetIterator validating = null;
    if (validationImages > 0) {
      ImageSource last = all.range(most, all.size());
      validating =
          Cifar10Triples.measuring(last).batches(Math.min(options.batch(), validationImages));
      trainer.validation(validating).setting("validation data", "SHA-256 " + Sha256.of(last));
    }
    if (patience != null) {
      trainer.patience(patience);
    }
    ComputationGraph start = options.resume() ? null : start(session);
    List<TrainingListener> more = ui ? List.of(TrainingUi.start()) : List.of();
    int status = session.train(trainer, start, images, validating, more);
    if (ui) {
      System.out.println("The training UI stays until Ctrl-C");
    }
    return status;
  }

  /** Holds no more than what is needed: it may be sent elsewhere. */
  private static Readers readers(ImageSource images, long seed) {
    return epoch -> Cifar10Triples.training(images, seed, epoch);
  }

  /** What may change when a run is resumed: what leads to the same weights. */
  private Set<String> changeable() {
    return schedule == Schedule.constant
        ? Set.of("patience", "keep", "epochs")
        : Set.of("patience", "keep");
  }

  private ComputationGraph start(TrainingSession session) throws IOException {
    PartialConvUNet.Builder builder = networks.apply(network).size(CIFAR10_SIZE, CIFAR10_SIZE);
    INDArray weights = options.weights(builder, "--network " + network);
    return options.network(builder, weights, validWeight, schedule, session.steps(images));
  }
}
