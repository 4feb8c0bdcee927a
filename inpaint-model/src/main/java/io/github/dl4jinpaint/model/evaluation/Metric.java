package io.github.dl4jinpaint.model.evaluation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A way to compare filled images with the complete ones. {@link StandardMetric} has the usual ones;
 * another is a class with a name and {@link #measure}:
 *
 * <pre>{@code
 * final class Brightness implements Metric {
 *   public String label() {
 *     return "brightness";
 *   }
 *
 *   public double measure(FilledImage image, Region region) {
 *     return Math.abs(mean(image.composite(0)) - mean(image.target(0)));
 *   }
 * }
 * }</pre>
 */
public interface Metric {

  /** {@return the name in tables} */
  String label();

  /**
   * Measures one image.
   *
   * @param image filled
   * @param region one of {@link #regions}
   * @return what {@link #over} needs to know of the image; NaN where the image has no such figure
   */
  double measure(FilledImage image, Region region);

  /** {@return where it can be measured; the composite unless told otherwise} */
  default Set<Region> regions() {
    return EnumSet.of(Region.COMPOSITE);
  }

  /**
   * The figure of one or several images.
   *
   * @param images that were measured
   * @param region one of {@link #regions}
   * @return the mean of what was measured unless told otherwise, images without it left out; NaN
   *     where no image has it
   */
  default double over(List<ImageScores> images, Region region) {
    return images.stream()
        .mapToDouble(image -> image.measured(this, region))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  /** {@return whether more is better; less unless told otherwise} */
  default boolean moreIsBetter() {
    return false;
  }

  /** {@return how many decimals tables give; 4 unless told otherwise} */
  default int decimals() {
    return 4;
  }
}
