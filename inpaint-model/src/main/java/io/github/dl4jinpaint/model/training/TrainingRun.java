package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.evaluation.ImageErrors;
import io.github.dl4jinpaint.model.evaluation.InpaintingErrors;
import io.github.dl4jinpaint.model.training.InpaintingTrainer.Settings;
import io.github.dl4jinpaint.model.training.TrainingResult.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** One run of {@link InpaintingTrainer}, from its start or a checkpoint to its end. */
final class TrainingRun {

  private final Settings settings;
  private final ComputationGraph network;
  private final Checkpoints checkpoints;
  private final LossTables tables;
  private final LossWatch watch;
  private final List<TrainingEpoch> epochs;

  /** Where the run is: batches of this epoch that are done, and the sum of their losses. */
  private int batch;

  private double lossSum;

  /** What the last epoch was measured on; null before. */
  private String validated;

  private TrainingRun(Settings settings, ComputationGraph network, TrainingState state) {
    this.settings = settings;
    this.network = network;
    this.checkpoints = new Checkpoints(settings.folder());
    this.tables = new LossTables(settings.folder());
    this.watch = new LossWatch(state.recentLosses());
    this.epochs = new ArrayList<>(state.epochs());
    this.batch = state.batch();
    this.lossSum = state.lossSum();
    List<TrainingListener> listeners = new ArrayList<>(network.getListeners());
    listeners.addAll(settings.listeners());
    network.setListeners(listeners);
  }

  static TrainingRun start(Settings settings, ComputationGraph network) throws IOException {
    Checkpoints checkpoints = new Checkpoints(settings.folder());
    Optional<Path> present = checkpoints.present();
    if (present.isPresent()) {
      throw new IllegalStateException(
          "%s holds a run already, with %s: resume it, or choose another folder"
              .formatted(settings.folder(), present.get().getFileName()));
    }
    checkpoints.removeParts();
    TrainingRun run = new TrainingRun(settings, network, TrainingState.BEGINNING);
    run.save();
    return run;
  }

  static TrainingRun resume(Settings settings) throws IOException {
    Checkpoints checkpoints = new Checkpoints(settings.folder());
    checkpoints.removeParts();
    Checkpoints.Loaded last = checkpoints.newest();
    requireSame(last.provenance().settings(), settings);
    return new TrainingRun(settings, last.network(), last.state());
  }

  private static void requireSame(Map<String, String> begun, Settings settings) {
    Map<String, String> now = settings.named();
    TreeSet<String> names = new TreeSet<>(begun.keySet());
    names.addAll(now.keySet());
    names.removeAll(settings.changeable());
    names.removeIf(name -> Objects.equals(begun.get(name), now.get(name)));
    if (!names.isEmpty()) {
      List<String> differences =
          names.stream().map(name -> told(name, begun) + ", not " + told(name, now)).toList();
      throw new IllegalArgumentException(
          "The run began with %s: go on with the same, or start another run in another folder"
              .formatted(String.join("; ", differences)));
    }
  }

  private static String told(String name, Map<String, String> settings) {
    return settings.containsKey(name) ? name + " " + settings.get(name) : "no " + name;
  }

  TrainingResult run(BooleanSupplier stopped) throws IOException {
    tables.open(epochs, network.getIterationCount());
    try (tables) {
      if (settings.validation() != null && epochs.size() < settings.epochs()) {
        requireUsableValidation();
      }
      while (epochs.size() < settings.epochs()) {
        if (patienceIsOver()) {
          return result(End.NO_IMPROVEMENT);
        }
        if (!epoch(stopped)) {
          requireFiniteWeights();
          save();
          return result(End.STOPPED);
        }
      }
      return result(End.ALL_EPOCHS);
    }
  }

  private TrainingResult result(End end) {
    return new TrainingResult(end, network, List.copyOf(epochs));
  }

  private boolean patienceIsOver() {
    int best = TrainingEpoch.best(epochs).map(TrainingEpoch::epoch).orElse(0);
    return settings.patience() > 0 && epochs.size() - best >= settings.patience();
  }

  /**
   * Trains to the end of an epoch.
   *
   * @return false where it was stopped before
   */
  private boolean epoch(BooleanSupplier stopped) throws IOException {
    network.getListeners().forEach(listener -> listener.onEpochStart(network));
    MultiDataSetIterator batches = settings.training().from(epochs.size(), batch);
    while (batches.hasNext()) {
      if (stopped.getAsBoolean()) {
        return false;
      }
      step(batches.next());
    }
    network.getListeners().forEach(listener -> listener.onEpochEnd(network));
    finishEpoch();
    return true;
  }

  private void step(MultiDataSet data) throws IOException {
    int iteration = network.getIterationCount();
    Nd4j.getRandom().setSeed(seedOf(iteration));
    network.fit(data);
    double loss = network.score() / pixels(data.getLabels(0));
    if (!watch.take(loss)) {
      throw diverged(
          "loss is %s in epoch %d, batch %d (median before: %.3g)"
              .formatted(loss, epochs.size() + 1, batch + 1, watch.median()));
    }
    batch++;
    lossSum += loss;
    tables.add(iteration + 1, epochs.size() + 1, batch, learningRate(iteration), loss);
  }

  /** Weyl's sequence keeps the seeds of neighbouring steps, and of neighbouring runs, apart. */
  private long seedOf(int iteration) {
    long seed = network.getConfiguration().getDefaultConfiguration().getSeed();
    return (seed + 1) * 0x9E3779B97F4A7C15L + iteration;
  }

  /** DL4J's score of images is summed over their pixels, but a mean over channels and images. */
  private static long pixels(INDArray labels) {
    return labels.rank() == 4 ? labels.size(2) * labels.size(3) : 1;
  }

  private TrainingDivergedException diverged(String what) throws IOException {
    Path checkpoint = checkpoints.newestFirst().get(0);
    return new TrainingDivergedException(
        "The %s: training has stopped. The network from before is in %s. A lower learning rate may help"
            .formatted(what, checkpoint),
        checkpoint);
  }

  /** The last step's loss was computed with the weights before it. */
  private void requireFiniteWeights() throws IOException {
    double sum = network.params().sumNumber().doubleValue();
    if (!Double.isFinite(sum)) {
      throw diverged(
          "sum of all weights is %s after epoch %d, batch %d"
              .formatted(sum, epochs.size() + 1, batch));
    }
  }

  private void finishEpoch() throws IOException {
    if (batch == 0) {
      throw new IllegalStateException(
          "training(…) gave no batch of epoch %d: a new iterator is expected for every epoch"
              .formatted(epochs.size() + 1));
    }
    requireFiniteWeights();
    TrainingEpoch done =
        new TrainingEpoch(
            epochs.size() + 1,
            network.getIterationCount(),
            learningRate(network.getIterationCount() - 1),
            lossSum / batch,
            settings.validation() == null ? null : validate());
    network.incrementEpochCount();
    epochs.add(done);
    batch = 0;
    lossSum = 0;
    // The model first: killed between the two, the epoch is done again and gives the same model.
    if (isBest(done)) {
      checkpoints.writeBest(network, provenance());
    }
    save();
    tables.write(epochs);
    settings.epochListener().epochDone(network, List.copyOf(epochs));
  }

  private boolean isBest(TrainingEpoch done) {
    Optional<TrainingEpoch> best = TrainingEpoch.best(epochs);
    return best.isEmpty() || best.get() == done;
  }

  /** What can't be used shall show before an epoch is lost to it. */
  private void requireUsableValidation() {
    MultiDataSetIterator batches = settings.validation();
    batches.reset();
    int images = 0;
    while (batches.hasNext()) {
      INDArray mask = validationMask(batches.next());
      if (mask.minNumber().doubleValue() < 1) {
        return;
      }
      images += (int) mask.size(0);
    }
    throw new IllegalStateException(
        "validation(…) gave %d images without any hole: their holes' error chooses the best network"
            .formatted(images));
  }

  private static INDArray validationMask(MultiDataSet data) {
    INDArray[] masks = data.getFeaturesMaskArrays();
    if (masks == null || masks[0] == null) {
      throw new IllegalStateException(
          "validation(…) gave images without a mask: their features mask has to tell where holes"
              + " are");
    }
    return masks[0];
  }

  private TrainingEpoch.Validation validate() throws IOException {
    InpaintingErrors errors = new InpaintingErrors();
    MultiDataSetIterator batches = settings.validation();
    batches.reset();
    while (batches.hasNext()) {
      MultiDataSet data = batches.next();
      INDArray[] masks = data.getFeaturesMaskArrays();
      INDArray prediction = network.output(false, data.getFeatures(), masks, null)[0];
      errors.add(prediction, data.getLabels(0), masks[0]);
    }
    requireSameAsBefore(errors.images());
    if (!Double.isFinite(errors.overHoles())) {
      throw diverged(
          "error over the validation images' holes is %s after epoch %d"
              .formatted(errors.overHoles(), epochs.size() + 1));
    }
    return TrainingEpoch.Validation.of(errors);
  }

  /** Epochs that were measured on different holes can't be compared. */
  private void requireSameAsBefore(List<ImageErrors> images) {
    long holes = images.stream().mapToLong(ImageErrors::holes).sum();
    String now = "%d images with %d hole pixels".formatted(images.size(), holes);
    if (validated != null && !validated.equals(now)) {
      throw new IllegalStateException(
          "validation(…) gave %s after %s: the same ones are expected after every reset(), as a reader with fixedMasks() gives them"
              .formatted(now, validated));
    }
    validated = now;
  }

  /** Of the first layer that learns. */
  private double learningRate(int iteration) {
    for (Layer layer : network.getLayers()) {
      for (String parameter : layer.paramTable().keySet()) {
        var updater = layer.conf().getLayer().getUpdaterByParam(parameter);
        if (updater != null && updater.hasLearningRate()) {
          return updater.getLearningRate(iteration, epochs.size());
        }
      }
    }
    return Double.NaN;
  }

  private void save() throws IOException {
    TrainingState state =
        new TrainingState(epochs.size(), batch, lossSum, watch.recent(), List.copyOf(epochs));
    checkpoints.write(network, state, provenance(), settings.keep());
  }

  private Provenance provenance() {
    Map<String, Double> errors = new LinkedHashMap<>();
    if (!epochs.isEmpty()) {
      TrainingEpoch last = epochs.get(epochs.size() - 1);
      errors.put("training loss", last.trainingLoss());
      if (last.validation() != null) {
        errors.put("validation all pixels", last.validation().allPixels());
        errors.put("validation hole pixels", last.validation().holePixels());
        errors.put("validation composite", last.validation().composite());
      }
    }
    return Provenance.now(settings.named(), epochs.size(), network.getIterationCount(), errors);
  }
}
