package io.github.dl4jinpaint.layers;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_LOG_STD;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.layers.LayerConstraint;

/**
 * The parameters of a partial convolution's batch normalisation, which Deeplearning4j would take
 * for biases otherwise; {@link BatchNorm} computes with them.
 */
final class NormalizationParameters {

  /** In BatchNormalization's order. */
  static final List<String> KEYS = List.of(GAMMA, BETA, GLOBAL_MEAN, GLOBAL_LOG_STD);

  private NormalizationParameters() {}

  /** Whether a parameter is a running average, which no gradient changes. */
  static boolean isRunningAverage(String key) {
    return GLOBAL_MEAN.equals(key) || GLOBAL_LOG_STD.equals(key);
  }

  /** The value that a parameter starts from. */
  static double initial(String key) {
    return GAMMA.equals(key) ? 1 : 0;
  }

  /** BatchNormalization's parameters aren't a bias to constrain. */
  static void leaveOutOf(List<LayerConstraint> constraints) {
    if (constraints == null) {
      return;
    }
    for (LayerConstraint constraint : constraints) {
      Set<String> keys = new LinkedHashSet<>(constraint.getParams());
      KEYS.forEach(keys::remove);
      constraint.setParams(keys);
    }
  }
}
