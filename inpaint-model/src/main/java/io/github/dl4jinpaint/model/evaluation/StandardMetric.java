package io.github.dl4jinpaint.model.evaluation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * The metrics of the field, for values in [0, 1].
 *
 * <p>L1, L2 and PSNR are pooled: means over the pixels of all images, so that an image counts by
 * its pixels or holes. Mean PSNR and SSIM are the means of the images' own figures, which are
 * usually a bit different: say which when comparing with others.
 */
public enum StandardMetric implements Metric {

  /** Mean squared error over pixels and channels. NaN over holes where there is none. */
  L2("L2", 5, EnumSet.allOf(Region.class)) {
    @Override
    public double measure(FilledImage image, Region region) {
      return mean(image, region, error -> error * error);
    }

    @Override
    public double over(List<ImageScores> images, Region region) {
      return pooled(images, region);
    }
  },

  /** Mean absolute error over pixels and channels. NaN over holes where there is none. */
  L1("L1", 5, EnumSet.allOf(Region.class)) {
    @Override
    public double measure(FilledImage image, Region region) {
      return mean(image, region, Math::abs);
    }

    @Override
    public double over(List<ImageScores> images, Region region) {
      return pooled(images, region);
    }
  },

  /**
   * Peak signal-to-noise ratio, 10 · log10(1 / {@link #L2}), in decibels: infinite without an
   * error, NaN without holes.
   */
  PSNR("PSNR", 2, EnumSet.of(Region.HOLES, Region.COMPOSITE)) {
    @Override
    public double measure(FilledImage image, Region region) {
      return L2.measure(image, region);
    }

    @Override
    public double over(List<ImageScores> images, Region region) {
      return psnr(pooled(images, region));
    }
  },

  /**
   * The mean of the images' {@link #PSNR}, which is what papers mostly give, in decibels. More than
   * 100 dB counts as 100: it would be infinite for an image without any error. Over holes, images
   * without one are left out.
   */
  MEAN_PSNR("mean PSNR", 2, EnumSet.of(Region.HOLES, Region.COMPOSITE)) {
    @Override
    public double measure(FilledImage image, Region region) {
      double error = L2.measure(image, region);
      boolean atHoles = region == Region.HOLES;
      double mean = atHoles ? error * image.pixels() / image.holes() : error;
      return Math.min(LARGEST_PSNR, psnr(mean));
    }
  },

  /**
   * Structural similarity of the composites (Z. Wang et al., 2004, equation 13), at most 1: a
   * channel at a time, in all windows of 11 × 11 pixels within the image, weighted with the
   * Gaussian of standard deviation 1.5. The mean over the images that are large enough for it; over
   * holes, over the windows that touch one.
   */
  SSIM("SSIM", 4, EnumSet.of(Region.HOLES, Region.COMPOSITE)) {
    @Override
    public double measure(FilledImage image, Region region) {
      StructuralSimilarity similarity = image.similarity();
      return region == Region.HOLES ? similarity.meanAtHoles() : similarity.mean();
    }
  };

  private static final double LARGEST_PSNR = 100;

  private final String label;
  private final int decimals;
  private final Set<Region> regions;

  StandardMetric(String label, int decimals, Set<Region> regions) {
    this.label = label;
    this.decimals = decimals;
    this.regions = regions;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int decimals() {
    return decimals;
  }

  @Override
  public Set<Region> regions() {
    return EnumSet.copyOf(regions);
  }

  @Override
  public boolean moreIsBetter() {
    return this != L1 && this != L2;
  }

  /** Of the errors of all values; where only holes count, those of valid pixels are 0. */
  private static double mean(FilledImage image, Region region, DoubleUnaryOperator of) {
    double sum = 0;
    for (int channel = 0; channel < image.channels(); channel++) {
      double[] prediction = image.prediction(channel);
      double[] target = image.target(channel);
      for (int p = 0; p < target.length; p++) {
        if (region == Region.ALL_PIXELS || image.isHole(p)) {
          sum += of.applyAsDouble(prediction[p] - target[p]);
        }
      }
    }
    return sum / ((double) image.pixels() * image.channels());
  }

  static double psnr(double meanSquaredError) {
    return -10 * Math.log10(meanSquaredError);
  }

  /** The mean over the pixels of all images, or over their holes. */
  double pooled(List<ImageScores> images, Region region) {
    double sum = 0;
    long pixels = 0;
    for (ImageScores image : images) {
      sum += image.measured(this, region) * image.pixels();
      pixels += image.pixels();
    }
    double mean = sum / pixels;
    return region == Region.HOLES ? mean / new Scores(images).holeRatio() : mean;
  }
}
