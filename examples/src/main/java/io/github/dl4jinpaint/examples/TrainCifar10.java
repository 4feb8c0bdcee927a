package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Interruption;
import io.github.dl4jinpaint.examples.command.Network;
import io.github.dl4jinpaint.examples.command.PixelLoss;
import io.github.dl4jinpaint.examples.command.RunOptions;
import io.github.dl4jinpaint.examples.command.Schedule;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.examples.command.Training;
import io.github.dl4jinpaint.examples.command.TrainingPlace;
import io.github.dl4jinpaint.examples.command.TrainingPlace.Data;
import io.github.dl4jinpaint.examples.command.TrainingPlace.Readers;
import io.github.dl4jinpaint.examples.command.TrainingUi;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.model.InpaintingLoss;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import io.github.dl4jinpaint.model.training.TrainingDivergedException;
import io.github.dl4jinpaint.model.training.TrainingEpoch;
import io.github.dl4jinpaint.model.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Command;
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

  /** What a process returns that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private static final String STARTED_FROM = "started from";

  private final Function<Path, ImageSource> source;
  private final Function<Network, PartialConvUNet.Builder> networks;
  private final TrainingPlace place;

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
      names = "--skip",
      description =
          "What the network's skip connections bring, its own choice unless given. One of:"
              + " ${COMPLETION-CANDIDATES}.")
  private Skip skip;

  @Option(names = "--loss", description = "Distance of pixels. One of: ${COMPLETION-CANDIDATES}.")
  private PixelLoss loss = PixelLoss.l2;

  @Option(names = "--hole-weight", paramLabel = "W", description = "The holes' weight in the loss.")
  private double holeWeight = 1;

  @Option(
      names = "--valid-weight",
      paramLabel = "W",
      description = "The valid pixels' weight in the loss.")
  private double validWeight = 1;

  @Option(
      names = "--total-variation",
      paramLabel = "W",
      description = "The weight of the total variation around the holes.")
  private double totalVariation = 0;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Start with the weights of this model or checkpoint of the same network.")
  private Path from;

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

  @Option(names = "--epochs", paramLabel = "N", description = "How often to go through the images.")
  private int epochs = 10;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop early, after so many epochs without a better network.")
  private Integer patience;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a batch.")
  private int batch = 100;

  @Option(names = "--lr", paramLabel = "RATE", description = "Adam's learning rate.")
  private double learningRate = 0.01;

  @Option(
      names = "--schedule",
      description =
          "How the learning rate goes to 0 over all epochs. One of: ${COMPLETION-CANDIDATES}.")
  private Schedule schedule = Schedule.constant;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, masks and order.")
  private long seed = 42;

  @Option(names = "--keep", paramLabel = "N", description = "How many checkpoints to keep.")
  private int keep = 3;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "train-cifar10");

  @Option(
      names = "--resume",
      description =
          "Go on from the output folder's newest checkpoint, with the options that its run began"
              + " with.")
  private boolean resume;

  @Option(
      names = "--ui",
      description = "Show Deeplearning4j's training UI too; takes Maven's profile -Pui.")
  private boolean ui;

  /** The settings of the run that is resumed. */
  private Map<String, String> begunWith = Map.of();

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
    RunOptions options = new RunOptions(spec);
    if (resume) {
      begunWith = InpaintingTrainer.progress(out).settings();
      options.parseAgain(begunWith);
    }
    check();
    Backend.report();
    try (ImageSource all = source.apply(data)) {
      return train(all, options);
    }
  }

  private void check() {
    Commands.requirePositive(spec, "--images", images);
    Commands.requirePositive(spec, "--epochs", epochs);
    Commands.requirePositive(spec, "--batch", batch);
    Commands.requirePositive(spec, "--lr", learningRate);
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

  private int train(ImageSource all, RunOptions options) throws IOException {
    int validationImages = (int) Math.ceil(validation * all.size());
    int most = all.size() - validationImages;
    require(
        images <= most,
        "--images must be at most %d where --validation %s keeps %d of the %d training images, got %d"
            .formatted(most, validation, validationImages, all.size(), images));
    ImageSource originals = all.limit(images);
    ImageSource training = flip ? originals.flippedAtRandom() : originals;
    MultiDataSetIterator validating = null;
    String sha256 = Sha256.of(training);
    InpaintingTrainer.Builder builder = InpaintingTrainer.builder(out).epochs(epochs).keep(keep);
    place.tell(builder, new Data(readers(training, seed), images, batch, sha256));
    tell(builder, options);
    String startedFrom = startedFrom();
    if (startedFrom != null) {
      builder.setting(STARTED_FROM, startedFrom);
    }
    builder.setting("training data", "SHA-256 " + sha256);
    if (validationImages > 0) {
      ImageSource last = all.range(most, all.size());
      validating = Cifar10Triples.measuring(last).batches(Math.min(batch, validationImages));
      builder.validation(validating);
      builder.setting("validation data", "SHA-256 " + Sha256.of(last));
    }
    if (patience != null) {
      builder.patience(patience);
    }
    try (Training shown = new Training(out, images, imagesInAStep(), epochs, validating)) {
      builder.onEpoch(shown);
      builder.listeners(
          ui ? new TrainingListener[] {shown, TrainingUi.start()} : new TrainingListener[] {shown});
      return run(builder.build(), options);
    }
  }

  /** Of no more than what is needed, to be sent elsewhere. */
  private static Readers readers(ImageSource images, long seed) {
    return epoch -> Cifar10Triples.training(images, seed, epoch);
  }

  private int imagesInAStep() {
    return place.workers() * batch;
  }

  /** The model that the run started from; resuming does without it. */
  private String startedFrom() throws IOException {
    if (from != null) {
      return "SHA-256 " + Sha256.of(from);
    }
    return begunWith.get(STARTED_FROM);
  }

  /** What may change when a run is resumed: what leads to the same weights. */
  private void tell(InpaintingTrainer.Builder builder, RunOptions options) {
    Set<String> changeable = new HashSet<>(Set.of("patience", "keep"));
    if (schedule == Schedule.constant) {
      changeable.add("epochs");
    }
    options.tell(builder, changeable);
  }

  private int run(InpaintingTrainer trainer, RunOptions options) throws IOException {
    System.out.printf(
        "%s %s on %,d images, up to epoch %d, into %s%n",
        resume ? "Going on with" : "Training", network, images, epochs, out.toAbsolutePath());
    try (Interruption interruption = Interruption.asks(trainer::stop)) {
      TrainingResult result = resume ? trainer.resume() : trainer.start(network());
      return told(result, options);
    } catch (TrainingDivergedException e) {
      throw new IllegalStateException(
          "%s: start another run with --from %s --lr %s, another --out and the same network"
              .formatted(e.getMessage(), e.lastCheckpoint(), learningRate / 10),
          e);
    }
  }

  private int told(TrainingResult result, RunOptions options) {
    int done = result.epochs().size();
    switch (result.end()) {
      case STOPPED -> {
        System.out.printf(
            "%nStopped in epoch %d, and saved. With these arguments it goes on:%n", done + 1);
        System.out.println("  " + options.resuming());
        return INTERRUPTED;
      }
      case NO_IMPROVEMENT ->
          System.out.printf("No better network for %d epochs: stopped after %d%n", patience, done);
      case ALL_EPOCHS -> System.out.printf("%d epochs are done%n", done);
    }
    int kept = TrainingEpoch.best(result.epochs()).map(TrainingEpoch::epoch).orElse(done);
    System.out.printf(
        "The network of epoch %d is in %s%n", kept, out.resolve("model.zip").toAbsolutePath());
    if (ui) {
      System.out.println("The training UI stays until Ctrl-C");
    }
    return 0;
  }

  private ComputationGraph network() throws IOException {
    int iterations = epochs * ((images - 1) / imagesInAStep() + 1);
    PartialConvUNet.Builder builder =
        networks
            .apply(network)
            .size(CIFAR10_SIZE, CIFAR10_SIZE)
            .seed(seed)
            .updater(schedule.adam(learningRate, iterations))
            .loss(
                new InpaintingLoss(loss == PixelLoss.l2, holeWeight, validWeight, totalVariation));
    if (skip != null) {
      builder.skip(skip);
    }
    ComputationGraph graph = builder.build();
    if (from != null) {
      ComputationGraph trained = ModelFiles.load(from);
      requireSameShapes(graph, trained);
      graph.setParams(trained.params());
    }
    return graph;
  }

  private void requireSameShapes(ComputationGraph graph, ComputationGraph trained) {
    Map<String, String> expected = shapes(graph);
    Map<String, String> got = shapes(trained);
    require(
        got.equals(expected),
        "--from %s is another network than --network %s: %,d parameters in %d arrays, not %,d in %d"
            .formatted(
                from,
                network,
                trained.numParams(),
                got.size(),
                graph.numParams(),
                expected.size()));
  }

  private static Map<String, String> shapes(ComputationGraph graph) {
    Map<String, String> shapes = new HashMap<>();
    graph.paramTable().forEach((name, array) -> shapes.put(name, Arrays.toString(array.shape())));
    return shapes;
  }
}
