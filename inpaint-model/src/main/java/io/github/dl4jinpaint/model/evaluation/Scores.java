package io.github.dl4jinpaint.model.evaluation;

import java.util.List;

/**
 * What was measured of the images that one method filled.
 *
 * @param images in the order in which they were filled
 */
public record Scores(List<ImageScores> images) {

  /**
   * Copies the list.
   *
   * @param images in any order
   */
  public Scores {
    images = List.copyOf(images);
  }

  /**
   * A figure over all images.
   *
   * @param metric that was measured
   * @param region where
   * @return its value; NaN where no image has one
   * @throws java.util.NoSuchElementException where that wasn't measured
   */
  public double value(Metric metric, Region region) {
    return metric.over(images, region);
  }

  /**
   * A figure over all images.
   *
   * @param figure that was measured
   * @return its value; NaN where no image has one
   * @throws java.util.NoSuchElementException where that wasn't measured
   */
  public double value(Figure figure) {
    return value(figure.metric(), figure.region());
  }

  /** {@return hole pixels / all pixels} */
  public double holeRatio() {
    double holes = 0;
    long pixels = 0;
    for (ImageScores image : images) {
      holes += image.holes();
      pixels += image.pixels();
    }
    return holes / pixels;
  }
}
