package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Cifar10Options;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Network;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.examples.training.Cifar10TrainingOptions;
import io.github.dl4jinpaint.examples.training.TrainingOptions;
import io.github.dl4jinpaint.examples.training.TrainingPlace;
import io.github.dl4jinpaint.examples.training.TrainingPlace.Data;
import io.github.dl4jinpaint.examples.training.TrainingPlace.Readers;
import io.github.dl4jinpaint.examples.training.TrainingSession;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
          + " so far, for other commands' --model and Inpainter.load) and a sheet of validation"
          + " pictures; while training, loss.csv, batches.csv and loss.png."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${COMMAND-FULL-NAME} --epochs 30 --out my-run",
      "  ${COMMAND-FULL-NAME} --resume --out my-run"
    })
public final class TrainCifar10 implements Callable<Integer> {

  private static final int CIFAR10_SIZE = 32;

  private final Function<Cifar10Options, ImageSource> source;
  private final Function<Network, PartialConvUNet.Builder> networks;
  private final TrainingPlace place;

  @Spec private CommandSpec spec;

  @Mixin
  private TrainingOptions options =
      new TrainingOptions(10, 100, 0.01, null, 1, Path.of("out", "train-cifar10"));

  @Mixin private Cifar10Options data = new Cifar10Options();
  @Mixin private Cifar10TrainingOptions more = new Cifar10TrainingOptions();

  TrainCifar10() {
    this(TrainingPlace.HERE);
  }

  /** Trains elsewhere than in this process. */
  public TrainCifar10(TrainingPlace place) {
    this(Cifar10Options::trainingImages, Network::builder, place);
  }

  /** Trains other networks, on other images than CIFAR-10's. */
  TrainCifar10(
      Function<Cifar10Options, ImageSource> source,
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
    options.check();
    more.check();
    Backend.report();
    try (ImageSource all = source.apply(data)) {
      return train(more.training(all), more.validation(all), session);
    }
  }

  private int train(ImageSource images, ImageSource others, TrainingSession session)
      throws IOException {
    String sha256 = Sha256.of(images);
    Readers readers = readers(images, options.seed());
    InpaintingTrainer.Builder trainer =
        session
            .trainer(new Data(readers, images.size(), options.batch(), sha256), more.changeable())
            .keep(more.keep())
            .setting("training data", "SHA-256 " + sha256);
    more.patience().ifPresent(trainer::patience);
    MultiDataSetIterator validation = null;
    if (others != null) {
      validation =
          Cifar10Triples.measuring(others).batches(Math.min(options.batch(), others.size()));
      trainer.validation(validation).setting("validation data", "SHA-256 " + Sha256.of(others));
    }
    ComputationGraph start = options.resume() ? null : start(session.steps(images.size()));
    int status = session.train(trainer, start, images.size(), validation, more.listeners());
    more.done();
    return status;
  }

  /** Holds no more than what is needed: it may be sent elsewhere. */
  private static Readers readers(ImageSource images, long seed) {
    return epoch -> Cifar10Triples.training(images, seed, epoch);
  }

  private ComputationGraph start(int steps) throws IOException {
    PartialConvUNet.Builder builder =
        networks.apply(more.network()).size(CIFAR10_SIZE, CIFAR10_SIZE);
    INDArray weights = options.weights(builder, "--network " + more.network());
    return options.network(builder, weights, more.validWeight(), more.schedule(), steps);
  }
}
