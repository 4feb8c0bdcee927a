package io.github.dl4jinpaint.model.evaluation;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was measured of one image that one method filled. */
public final class ImageScores {

  private final int pixels;
  private final int holes;
  private final Map<Figure, Double> measured;

  private ImageScores(int pixels, int holes, Map<Figure, Double> measured) {
    this.pixels = pixels;
    this.holes = holes;
    this.measured = measured;
  }

  /**
   * Measures an image.
   *
   * @param image filled
   * @param figures what to measure
   * @return what was measured
   */
  public static ImageScores of(FilledImage image, List<Figure> figures) {
    return new ImageScores(
        image.pixels(),
        image.holes(),
        figures.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    figure -> figure.metric().measure(image, figure.region()))));
  }

  /** {@return height × width} */
  public int pixels() {
    return pixels;
  }

  /** {@return how many pixels are holes} */
  public int holes() {
    return holes;
  }

  /** {@return hole pixels / all pixels} */
  public double holeRatio() {
    return (double) holes / pixels;
  }

  /**
   * A figure of this image.
   *
   * @param metric that was measured
   * @param region where
   * @return its value; NaN where the image has none
   * @throws NoSuchElementException where that wasn't measured
   */
  public double value(Metric metric, Region region) {
    return metric.over(List.of(this), region);
  }

  /**
   * What a metric keeps of this image, for {@link Metric#over}.
   *
   * @param metric that was measured
   * @param region where
   * @return what {@link Metric#measure} gave
   * @throws NoSuchElementException where that wasn't measured
   */
  public double measured(Metric metric, Region region) {
    Double value = measured.get(new Figure(metric, region));
    if (value == null) {
      throw new NoSuchElementException(
          "%s over %s was not measured, but %s".formatted(metric, region, measured.keySet()));
    }
    return value;
  }
}
