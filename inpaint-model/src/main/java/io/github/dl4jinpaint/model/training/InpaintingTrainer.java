package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Trains an inpainting network in such a way that nothing is lost: a run that was stopped, or
 * killed at any moment, goes on to the weights that it would have reached uninterrupted, to the
 * last bit on the same machine.
 *
 * <pre>{@code
 * InpaintingTrainer trainer = InpaintingTrainer.builder(Path.of("run"))
 *     .training((epoch, batch) -> reader(epoch).batches(100, batch))
 *     .validation(validationReader.batches(100))    // of a reader with fixedMasks()
 *     .epochs(100).patience(10)
 *     .build();
 * trainer.start(PartialConvUNet.table2().seed(42).build());    // another time: trainer.resume()
 * }</pre>
 *
 * <p>The run's folder holds
 *
 * <ul>
 *   <li>{@code checkpoint-0003.zip}, one after each epoch and one before the first, the newest few:
 *       network, updater, counters, losses and settings. {@link ModelFiles#load} reads them.
 *   <li>{@code model.zip}, the best network by its error over the holes of the validation images;
 *       without validation, the last epoch's
 *   <li>{@code loss.csv}, a row for each epoch; {@code batches.csv}, a row for each step, written
 *       as it is done
 * </ul>
 *
 * <p>Checkpoints and models are moved into place when they are whole. Both hold their {@link
 * Provenance}. One process at a time trains in a folder.
 *
 * <p>The network may be any graph with one input of images, their features mask, and one output of
 * the labels' shape. Training stops with a {@link TrainingDivergedException} where a batch's loss
 * is no finite number, or above 100 times the median of the last 100 (of the last 10 at least), and
 * before a network is saved whose weights are no finite numbers. Before each step ND4J's random
 * numbers, which dropout and weight noise take, are seeded with the network's seed and the step's
 * number.
 */
public final class InpaintingTrainer {

  private final TrainingSettings settings;
  private final RunFolder folder;
  private volatile boolean stopped;

  private InpaintingTrainer(TrainingSettings settings) {
    this.settings = settings;
    this.folder = new RunFolder(settings.folder());
  }

  /**
   * Begins a trainer.
   *
   * @param folder the run's own; made where it isn't there
   * @return its builder
   */
  public static Builder builder(Path folder) {
    return new Builder(folder);
  }

  /**
   * Starts a run.
   *
   * @param network with its initial weights; its iteration and epoch counters are 0
   * @return how it ended
   * @throws IllegalStateException where the folder has checkpoints or a model of a run, or another
   *     run goes on in it, or data can't be used: no batches, validation without holes or with
   *     other ones than before
   * @throws TrainingDivergedException where the loss is no number or explodes
   * @throws IOException where a file can't be written
   */
  public TrainingResult start(ComputationGraph network) throws IOException {
    if (network.getIterationCount() != 0 || network.getEpochCount() != 0) {
      throw new IllegalArgumentException(
          "A run starts with a network that has done no step, this one has done %d: take a new one and its params()"
              .formatted(network.getIterationCount()));
    }
    folder.create();
    try (Closeable lock = folder.lock()) {
      return train(TrainingRun.start(settings, folder, network));
    }
  }

  /**
   * Goes on with the folder's run, from the newest checkpoint that is whole. Where all its epochs
   * are done already, nothing happens.
   *
   * @return how it ended
   * @throws IllegalArgumentException where {@link Builder#setting settings} differ from those that
   *     the run began with; the message names them
   * @throws IllegalStateException where another run goes on in the folder, or data can't be used
   * @throws java.nio.file.NoSuchFileException where the folder has no checkpoint
   * @throws TrainingDivergedException where the loss is no number or explodes
   * @throws IOException where a file can't be read or written
   */
  public TrainingResult resume() throws IOException {
    try (Closeable lock = folder.lock()) {
      return train(TrainingRun.resume(settings, folder));
    }
  }

  private TrainingResult train(TrainingRun run) throws IOException {
    try {
      return run.train(() -> stopped);
    } finally {
      stopped = false;
    }
  }

  /**
   * Asks training to end, this time. It finishes the step, writes a checkpoint, and {@link #start}
   * or {@link #resume} returns. May be called from any thread; doesn't wait.
   */
  public void stop() {
    stopped = true;
  }

  /**
   * Where the run in a folder is.
   *
   * @param folder of a run
   * @return provenance of its newest checkpoint, with the settings that it began with
   * @throws java.nio.file.NoSuchFileException where the folder has no checkpoint
   * @throws IOException where it can't be read
   */
  public static Provenance progress(Path folder) throws IOException {
    return new RunFolder(folder).newestCheckpoint().provenance();
  }

  /** Settings of a run. {@link #training} and {@link #epochs} have to be given. */
  public static final class Builder {

    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Set<String> changeable = new HashSet<>();
    private TrainingRounds training;
    private MultiDataSetIterator validation;
    private int epochs;
    private int patience;
    private int keep = 3;
    private List<TrainingListener> listeners = List.of();
    private EpochListener epochListener = (network, epochs) -> {};

    private Builder(Path folder) {
      this.folder = Objects.requireNonNull(folder, "folder");
    }

    /**
     * What to train on.
     *
     * @param training gives any batch of any epoch
     * @return this builder
     */
    public Builder training(TrainingBatches training) {
      return rounds(new LocalRounds(Objects.requireNonNull(training, "training")));
    }

    /**
     * What does the training, in place of steps on {@link #training} batches in this process.
     *
     * @param rounds trains through any epoch from any of its batches on
     * @return this builder
     */
    public Builder rounds(TrainingRounds rounds) {
      this.training = Objects.requireNonNull(rounds, "rounds");
      return this;
    }

    /**
     * What chooses the best network: images that it is never trained on. Default none.
     *
     * @param validation the same batches after every {@code reset()}, with a features mask that has
     *     holes; a reader's with {@code fixedMasks()}
     * @return this builder
     */
    public Builder validation(MultiDataSetIterator validation) {
      this.validation = Objects.requireNonNull(validation, "validation");
      return this;
    }

    /**
     * How often to go through the training images.
     *
     * @param epochs in all, those before resuming included; at least 1
     * @return this builder
     */
    public Builder epochs(int epochs) {
      this.epochs = requirePositive("epochs", epochs);
      return this;
    }

    /**
     * Early stopping. Default: all epochs.
     *
     * @param patience how many epochs to wait for a better network, by its error over the holes of
     *     the validation images; at least 1
     * @return this builder
     */
    public Builder patience(int patience) {
      this.patience = requirePositive("patience", patience);
      return this;
    }

    /**
     * How many checkpoints to keep. Default 3.
     *
     * @param keep the newest ones; at least 1
     * @return this builder
     */
    public Builder keep(int keep) {
      this.keep = requirePositive("keep", keep);
      return this;
    }

    /**
     * A setting that leads to other weights where it differs: it is kept with the run and its
     * models, and has to be the same for {@link InpaintingTrainer#resume}.
     *
     * @param name of the setting, such as "batch"
     * @param value its text counts
     * @return this builder
     */
    public Builder setting(String name, Object value) {
      settings.put(Objects.requireNonNull(name, "name"), String.valueOf(value));
      return this;
    }

    /**
     * A setting that may be another one after resuming, such as the number of epochs under a
     * constant learning rate: it is kept with the run and its models.
     *
     * @param name of the setting
     * @param value its text is kept
     * @return this builder
     */
    public Builder changeableSetting(String name, Object value) {
      changeable.add(name);
      return setting(name, value);
    }

    /**
     * DL4J's listeners, which hear of every step, beside those that the network has.
     *
     * @param listeners in place of those given before
     * @return this builder
     */
    public Builder listeners(TrainingListener... listeners) {
      this.listeners = List.of(listeners);
      return this;
    }

    /**
     * What is to be done after every epoch.
     *
     * @param listener in place of the one given before
     * @return this builder
     */
    public Builder onEpoch(EpochListener listener) {
      this.epochListener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Builds the trainer.
     *
     * @return the trainer of the folder's run
     * @throws IllegalStateException where training or epochs weren't given, or patience without
     *     validation
     */
    public InpaintingTrainer build() {
      require(training != null, "training(…) has to say what to train on");
      require(epochs > 0, "epochs(…) has to say how often to go through the training images");
      require(
          patience == 0 || validation != null,
          "patience(%d) needs validation(…): images to see on whether training gets better"
              .formatted(patience));
      return new InpaintingTrainer(
          new TrainingSettings(
              folder,
              training,
              validation,
              epochs,
              patience,
              keep,
              new LinkedHashMap<>(settings),
              Set.copyOf(changeable),
              listeners,
              epochListener));
    }

    private static int requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, got " + value);
      }
      return value;
    }

    private static void require(boolean holds, String message) {
      if (!holds) {
        throw new IllegalStateException(message);
      }
    }
  }
}
