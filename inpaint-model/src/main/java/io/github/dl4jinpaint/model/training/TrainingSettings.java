package io.github.dl4jinpaint.model.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * What an {@link InpaintingTrainer} was told.
 *
 * @param validation null for none
 * @param patience 0: without end
 * @param named settings that are kept with the run
 * @param changeable names of those that may differ after resuming
 */
record TrainingSettings(
    Path folder,
    TrainingRounds training,
    MultiDataSetIterator validation,
    int epochs,
    int patience,
    int keep,
    Map<String, String> named,
    Set<String> changeable,
    List<TrainingListener> listeners,
    EpochListener epochListener) {

  /**
   * Sees to it that a run goes on as it began.
   *
   * @param begun the settings that it began with
   * @throws IllegalArgumentException where others than the changeable ones differ; names them
   */
  void requireSameAs(Map<String, String> begun) {
    TreeSet<String> names = new TreeSet<>(begun.keySet());
    names.addAll(named.keySet());
    names.removeAll(changeable);
    names.removeIf(name -> Objects.equals(begun.get(name), named.get(name)));
    if (!names.isEmpty()) {
      List<String> differences =
          names.stream().map(name -> told(name, begun) + ", not " + told(name, named)).toList();
      throw new IllegalArgumentException(
          "The run began with %s: go on with the same, or start another run in another folder"
              .formatted(String.join("; ", differences)));
    }
  }

  private static String told(String name, Map<String, String> settings) {
    return settings.containsKey(name) ? name + " " + settings.get(name) : "no " + name;
  }
}
