package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.training.TrainingResult.End;
import io.github.dl4jinpaint.model.training.TrainingRounds.Round;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;

/** The loop of training, from a run's start or a checkpoint to its end. */
final class TrainingRun {

  private final TrainingSettings settings;
  private final ComputationGraph network;
  private final TrainingProgress progress;
  private final List<RunListener> listeners = new ArrayList<>();

  private TrainingRun(
      TrainingSettings settings, RunFolder folder, ComputationGraph network, TrainingState state) {
    this.settings = settings;
    this.network = network;
    this.progress = new TrainingProgress(network, state, settings.named());
    List<TrainingListener> all = new ArrayList<>(network.getListeners());
    all.addAll(settings.listeners());
    network.setListeners(all);
    if (settings.validation() != null) {
      listeners.add(new Validation(settings.validation()));
    }
    listeners.add(new DivergenceCheck(folder));
    // The model first: killed between the two, the epoch is done again and gives the same model.
    listeners.add(new BestModel(folder));
    listeners.add(new Checkpoints(folder, settings.keep()));
    listeners.add(new LossTables(folder));
  }

  /** A run from its start. */
  static TrainingRun start(TrainingSettings settings, RunFolder folder, ComputationGraph network)
      throws IOException {
    folder.requireNoRun();
    folder.removeParts();
    return new TrainingRun(settings, folder, network, TrainingState.BEGINNING);
  }

  /** A run from its newest checkpoint. */
  static TrainingRun resume(TrainingSettings settings, RunFolder folder) throws IOException {
    folder.removeParts();
    Checkpoint last = folder.newestCheckpoint();
    settings.requireSameAs(last.provenance().settings());
    return new TrainingRun(settings, folder, last.network(), last.state());
  }

  /** Trains until all epochs are done, patience is over, or it is asked to stop. */
  TrainingResult train(BooleanSupplier stopped) throws IOException {
    tell(listener -> listener.begins(progress));
    while (progress.epochs().size() < settings.epochs()) {
      if (settings.patience() > 0 && progress.epochsSinceBest() >= settings.patience()) {
        return result(End.NO_IMPROVEMENT);
      }
      network.getListeners().forEach(listener -> listener.onEpochStart(network));
      Iterator<Round> rounds =
          settings.training().from(network, progress.epochs().size(), progress.batch());
      while (rounds.hasNext()) {
        if (stopped.getAsBoolean()) {
          tell(listener -> listener.stopped(progress));
          return result(End.STOPPED);
        }
        Round round = rounds.next();
        progress.count(round);
        tell(listener -> listener.stepDone(progress, round.loss()));
      }
      network.getListeners().forEach(listener -> listener.onEpochEnd(network));
      endEpoch();
    }
    return result(End.ALL_EPOCHS);
  }

  private void endEpoch() throws IOException {
    if (progress.batch() == 0) {
      throw new IllegalStateException(
          "training(…) gave no batch of epoch %d: a new iterator is expected for every epoch"
              .formatted(progress.epochs().size() + 1));
    }
    tell(listener -> listener.epochTrained(progress));
    progress.countEpoch();
    tell(listener -> listener.epochDone(progress));
    settings.epochListener().epochDone(network, progress.epochs());
  }

  private TrainingResult result(End end) {
    return new TrainingResult(end, network, progress.epochs());
  }

  private interface Event {
    void tell(RunListener listener) throws IOException;
  }

  private void tell(Event event) throws IOException {
    for (RunListener listener : listeners) {
      event.tell(listener);
    }
  }
}
