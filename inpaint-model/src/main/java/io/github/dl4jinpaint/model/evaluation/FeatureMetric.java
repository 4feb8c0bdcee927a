package io.github.dl4jinpaint.model.evaluation;

import java.util.EnumSet;
import java.util.Set;

/**
 * How unlike the holes look to a network that was trained to tell what pictures show: distances of
 * its features, those of the composite and of the complete image. Blurs, which {@link
 * StandardMetric} likes, are far from texture here.
 *
 * <p><b>Neither is LPIPS</b> (Zhang et al., 2018): that has other networks, and weights that
 * people's judgement was fitted with. Compare these figures with none but their like. The network
 * is the beginning of InceptionV3 (Szegedy et al., 2016), of which five layers count alike:
 * conv2d_1, conv2d_3, conv2d_5, mixed0 and mixed2. The image is given whole, in its own size. At
 * layer k, with features f(c, p) of the composite and g(c, p) of the complete image, channel c,
 * position p, a position counts by w(p), its share of holes: those among the pixels of [⌊p h / n⌋,
 * ⌈(p + 1) h / n⌉) by their number, p of n rows and a picture of h, and the same of columns.
 *
 * <p>Both are means over the images that have one, NaN where a side is below 27 pixels or nothing
 * is a hole, and 0 where the hole is filled with what was there.
 */
public enum FeatureMetric implements Metric {

  /**
   * The mean over the layers of
   *
   * <pre>
   *   Σp w(p) Σc (f(c, p) / |f(p)| - g(c, p) / |g(p)|)² / Σp w(p)
   * </pre>
   *
   * |f(p)| the Euclidean length over channels. At most 2, since no feature is negative.
   */
  PERCEPTUAL_DISTANCE("perceptual distance") {
    @Override
    double of(FeatureDistance distance) {
      return distance.perceptual();
    }
  },

  /**
   * The mean over the layers of |F - G| / |G|, Frobenius norms, F and G the Gram matrices at the
   * holes (Gatys et al., 2016):
   *
   * <pre>
   *   F(a, b) = Σp w(p) f(a, p) f(b, p) / Σp w(p)
   * </pre>
   *
   * It tells whether textures are alike, wherever in the holes they are.
   */
  STYLE_DISTANCE("style distance") {
    @Override
    double of(FeatureDistance distance) {
      return distance.style();
    }
  };

  private final String label;

  FeatureMetric(String label) {
    this.label = label;
  }

  abstract double of(FeatureDistance distance);

  @Override
  public String label() {
    return label;
  }

  @Override
  public Set<Region> regions() {
    return EnumSet.of(Region.HOLES);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException where the image hasn't three channels
   */
  @Override
  public double measure(FilledImage image, Region region) {
    return of(image.featureDistance());
  }
}
