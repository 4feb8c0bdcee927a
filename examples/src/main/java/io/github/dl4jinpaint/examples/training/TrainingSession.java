package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.examples.command.Interruption;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import io.github.dl4jinpaint.model.training.TrainingDivergedException;
import io.github.dl4jinpaint.model.training.TrainingEpoch;
import io.github.dl4jinpaint.model.training.TrainingResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Model.CommandSpec;

/** A run of {@link InpaintingTrainer} that a command starts or resumes. */
public final class TrainingSession {

  /** What a process returns that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private static final String STARTED_FROM = "started from";

  private final RunOptions runOptions;
  private final TrainingOptions options;
  private final TrainingPlace place;

  /** The settings of the run that is resumed. */
  private final Map<String, String> begunWith;

  private final int imagesInAStep;

  /**
   * A session; where it resumes a run, the options are what that began with.
   *
   * @param spec of the command, which was parsed
   * @param options of the command
   * @param place where it trains
   */
  public TrainingSession(CommandSpec spec, TrainingOptions options, TrainingPlace place)
      throws IOException {
    this.runOptions = new RunOptions(spec);
    this.options = options;
    this.place = place;
    this.begunWith =
        options.resume() ? InpaintingTrainer.progress(options.out()).settings() : Map.of();
    if (options.resume()) {
      runOptions.parseAgain(begunWith, RunPlaces.of(options.out()));
    }
    this.imagesInAStep = place.workers() * options.batch();
  }

  /** {@return how many steps the run takes} */
  public int steps(int images) {
    return options.epochs() * ((images - 1) / imagesInAStep + 1);
  }

  /**
   * A trainer that is told what to train on, and the command's options.
   *
   * @param changeable names of options that may be others when the run is resumed: what leads to
   *     the same weights
   */
  public InpaintingTrainer.Builder trainer(TrainingPlace.Data data, Set<String> changeable)
      throws IOException {
    InpaintingTrainer.Builder trainer =
        InpaintingTrainer.builder(options.out()).epochs(options.epochs());
    place.tell(trainer, data);
    runOptions.tell(trainer, changeable);
    if (options.from() != null) {
      trainer.setting(STARTED_FROM, "SHA-256 " + Sha256.of(options.from()));
    } else if (begunWith.containsKey(STARTED_FROM)) {
      // Resuming does without the model.
      trainer.setting(STARTED_FROM, begunWith.get(STARTED_FROM));
    }
    return trainer;
  }

  /**
   * Trains, tells how it goes, and what to do next.
   *
   * @param trainer from {@link #trainer}
   * @param network to start with; null where the run is resumed
   * @param images in an epoch
   * @param validation the first pictures are drawn after each epoch; null for none
   * @param more hear of every step too
   * @return the process' status
   */
  public int train(
      InpaintingTrainer.Builder trainer,
      ComputationGraph network,
      int images,
      MultiDataSetIterator validation,
      List<TrainingListener> more)
      throws IOException {
    System.out.printf(
        "%s: %,d images an epoch, up to epoch %d, into %s%n",
        options.resume() ? "Going on" : "Training",
        images,
        options.epochs(),
        options.out().toAbsolutePath());
    try (Training shown =
        new Training(options.out(), images, imagesInAStep, options.epochs(), validation)) {
      List<TrainingListener> listeners =
          new ArrayList<>(List.of(new RunPlaces(options.out(), runOptions.places()), shown));
      listeners.addAll(more);
      trainer.listeners(listeners.toArray(TrainingListener[]::new)).onEpoch(shown);
      return run(trainer.build(), network);
    } catch (TrainingDivergedException e) {
      throw new IllegalStateException(
          "%s: start another run with --from %s --lr %s, another --out and the same network"
              .formatted(e.getMessage(), e.lastCheckpoint(), options.learningRate() / 10),
          e);
    }
  }

  private int run(InpaintingTrainer trainer, ComputationGraph network) throws IOException {
    try (Interruption interruption = Interruption.asks(trainer::stop)) {
      return told(network == null ? trainer.resume() : trainer.start(network));
    }
  }

  private int told(TrainingResult result) {
    int done = result.epochs().size();
    if (result.end() == TrainingResult.End.STOPPED) {
      System.out.printf(
          "%nStopped in epoch %d, and saved. With these arguments it goes on:%n  %s%n",
          done + 1, runOptions.resuming());
      return INTERRUPTED;
    }
    int kept = TrainingEpoch.best(result.epochs()).map(TrainingEpoch::epoch).orElse(done);
    if (result.end() == TrainingResult.End.NO_IMPROVEMENT) {
      System.out.printf("No better network for %d epochs: stopped after %d%n", done - kept, done);
    } else {
      System.out.printf("%d epochs are done%n", done);
    }
    System.out.printf(
        "The network of epoch %d is in %s%n",
        kept, options.out().resolve("model.zip").toAbsolutePath());
    return 0;
  }
}
