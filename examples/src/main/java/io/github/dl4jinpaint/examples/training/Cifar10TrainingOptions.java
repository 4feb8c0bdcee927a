package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Network;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.deeplearning4j.optimize.api.TrainingListener;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What training on CIFAR-10 takes beside {@link TrainingOptions}; settings of a run as well. */
public final class Cifar10TrainingOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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

  /** Refuses values that are out of bounds. */
  public void check() {
    Commands.requirePositive(command, "--images", images);
    Commands.requirePositive(command, "--keep", keep);
    require(
        network != Network.liu2018,
        "--network liu2018 is for pictures of 256 x 256 pixels and multiples of it, CIFAR-10's have"
            + " 32 x 32: take table1 or table2");
    require(
        validation >= 0 && validation < 1,
        "--validation must be at least 0 and below 1, got " + validation);
    if (patience != null) {
      Commands.requirePositive(command, "--patience", patience);
      require(validation > 0, "--patience needs --validation");
    }
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), message);
    }
  }

  /** {@return the images to train on, of all training images} */
  public ImageSource training(ImageSource all) {
    int kept = validationImages(all);
    int most = all.size() - kept;
    require(
        images <= most,
        "--images must be at most %d where --validation %s keeps %d of the %d training images, got %d"
            .formatted(most, validation, kept, all.size(), images));
    ImageSource originals =
        opened(all.limit(images), "--images %d trains on the first %,d".formatted(images, images));
    return flip ? originals.flippedAtRandom() : originals;
  }

  /** {@return the images that are never trained on, of all training images; null for none} */
  public ImageSource validation(ImageSource all) {
    int kept = validationImages(all);
    return kept == 0
        ? null
        : opened(
            all.range(all.size() - kept, all.size()),
            "--validation %s takes the last %,d of the %,d training images"
                .formatted(validation, kept, all.size()));
  }

  /** Images whose files are there and whole; if not, the message tells which option wants them. */
  private static ImageSource opened(ImageSource images, String why) {
    try {
      images.open(0, images.size());
      return images;
    } catch (UncheckedIOException e) {
      throw new UncheckedIOException(e.getMessage() + ": " + why, e.getCause());
    }
  }

  private int validationImages(ImageSource all) {
    return (int) Math.ceil(validation * all.size());
  }

  /** {@return which network to train} */
  public Network network() {
    return network;
  }

  /** {@return the valid pixels' weight in the loss} */
  public double validWeight() {
    return validWeight;
  }

  /** {@return after how many epochs without a better network to stop; none: not before the end} */
  public OptionalInt patience() {
    return patience == null ? OptionalInt.empty() : OptionalInt.of(patience);
  }

  /** {@return how the learning rate goes} */
  public Schedule schedule() {
    return schedule;
  }

  /** {@return how many checkpoints to keep} */
  public int keep() {
    return keep;
  }

  /** {@return what may change when a run is resumed: what leads to the same weights} */
  public Set<String> changeable() {
    return schedule == Schedule.constant
        ? Set.of("patience", "keep", "epochs")
        : Set.of("patience", "keep");
  }

  /** {@return who hears of every step, beside those whom every training tells} */
  public List<TrainingListener> listeners() {
    return ui ? List.of(TrainingUi.start()) : List.of();
  }

  /** Tells those who asked for the training UI how to end it. */
  public void done() {
    if (ui) {
      System.out.println("The training UI stays until Ctrl-C");
    }
  }
}
