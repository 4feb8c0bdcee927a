package io.github.dl4jinpaint.model.evaluation;

import java.util.List;
import java.util.Locale;

/**
 * A metric over a region: a column of a table.
 *
 * @param metric what is measured
 * @param region where; one of the metric's
 */
public record Figure(Metric metric, Region region) {

  /**
   * Checks that there is such a figure.
   *
   * @param metric what is measured
   * @param region where
   * @throws IllegalArgumentException where the metric isn't measured there
   */
  public Figure {
    if (!metric.regions().contains(region)) {
      throw new IllegalArgumentException(
          "%s is measured over %s, not over %s".formatted(metric, metric.regions(), region));
    }
  }

  /**
   * The figures of several metrics.
   *
   * @param metrics in this order
   * @return one for each metric and each of its regions
   */
  public static List<Figure> all(List<? extends Metric> metrics) {
    return metrics.stream()
        .flatMap(metric -> metric.regions().stream().map(region -> new Figure(metric, region)))
        .toList();
  }

  /**
   * Whether methods can be ranked by it. Raw predictions can't: one method puts out the valid
   * pixels anew, the other hands them on.
   *
   * @return false for all pixels
   */
  public boolean ranks() {
    return region != Region.ALL_PIXELS;
  }

  /**
   * Compares two methods.
   *
   * @param value of one
   * @param than of the other
   * @return whether one is better
   */
  public boolean isBetter(double value, double than) {
    return metric.moreIsBetter() ? value > than : value < than;
  }

  /**
   * For tables.
   *
   * @param value of the figure
   * @return with the metric's decimals
   */
  public String text(double value) {
    return String.format(Locale.ROOT, "%." + metric.decimals() + "f", value);
  }
}
