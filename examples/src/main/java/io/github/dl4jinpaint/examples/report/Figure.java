package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.model.evaluation.InpaintingErrors;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is measured of a method: the columns of every table. */
public enum Figure {
  L2_RAW("L2", "raw", 5, 0, InpaintingErrors::overAllPixels),
  L2_HOLES("L2", "holes", 5, -1, InpaintingErrors::overHoles),
  L2_COMPOSITE("L2", "composite", 5, -1, InpaintingErrors::ofComposite),
  L1_RAW("L1", "raw", 5, 0, InpaintingErrors::l1OverAllPixels),
  L1_HOLES("L1", "holes", 5, -1, InpaintingErrors::l1OverHoles),
  L1_COMPOSITE("L1", "composite", 5, -1, InpaintingErrors::l1OfComposite),
  PSNR_HOLES("PSNR", "holes", 2, 1, InpaintingErrors::psnrOnHoles),
  PSNR_COMPOSITE("PSNR", "composite", 2, 1, InpaintingErrors::psnrOfComposite),
  MEAN_PSNR_HOLES("mean PSNR", "holes", 2, 1, InpaintingErrors::meanPsnrOnHoles),
  MEAN_PSNR_COMPOSITE("mean PSNR", "composite", 2, 1, InpaintingErrors::meanPsnrOfComposite),
  SSIM_HOLES("SSIM", "holes", 4, 1, InpaintingErrors::ssimAtHoles),
  SSIM_COMPOSITE("SSIM", "composite", 4, 1, InpaintingErrors::ssim);

  private final String measure;
  private final String place;
  private final int decimals;
  private final int betterSign;
  private final ToDoubleFunction<InpaintingErrors> value;

  Figure(
      String measure,
      String place,
      int decimals,
      int betterSign,
      ToDoubleFunction<InpaintingErrors> value) {
    this.measure = measure;
    this.place = place;
    this.decimals = decimals;
    this.betterSign = betterSign;
    this.value = value;
  }

  /** First line of the column's title. */
  String measure() {
    return measure;
  }

  /** Second line of the column's title: which pixels. */
  String place() {
    return place;
  }

  /** The name in JSON, such as {@code l2Holes}. */
  public String key() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_");
    StringBuilder key = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      key.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return key.toString();
  }

  public double of(InpaintingErrors errors) {
    return value.applyAsDouble(errors);
  }

  /** The value with as many decimals as tables have. */
  String text(InpaintingErrors errors) {
    return String.format(Locale.ROOT, "%." + decimals + "f", of(errors));
  }

  /**
   * Whether methods can be ranked by it. Raw predictions can't: one method puts out the valid
   * pixels anew, the other hands them on.
   */
  boolean ranks() {
    return betterSign != 0;
  }

  /** Whether one value is better than the other. */
  boolean isBetter(double value, double than) {
    return betterSign * value > betterSign * than;
  }
}
