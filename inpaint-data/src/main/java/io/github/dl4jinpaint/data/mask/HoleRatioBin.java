package io.github.dl4jinpaint.data.mask;

import java.util.Arrays;
import java.util.Optional;

/**
 * The six ranges of hole ratios in which Liu et al. (2018, section 4.1) report results: above 1 %
 * up to 10 %, above 10 % up to 20 %, and so on up to 60 %. {@code values()[k - 1]} is bin k.
 */
public enum HoleRatioBin {
  /** Above 1 %, up to 10 %. */
  UP_TO_10(1, 10),
  /** Above 10 %, up to 20 %. */
  UP_TO_20(10, 20),
  /** Above 20 %, up to 30 %. */
  UP_TO_30(20, 30),
  /** Above 30 %, up to 40 %. */
  UP_TO_40(30, 40),
  /** Above 40 %, up to 50 %. */
  UP_TO_50(40, 50),
  /** Above 50 %, up to 60 %. */
  UP_TO_60(50, 60);

  private final int above;
  private final int upTo;

  HoleRatioBin(int above, int upTo) {
    this.above = above;
    this.upTo = upTo;
  }

  /**
   * The bin of a mask.
   *
   * @param mask of any size
   * @return its bin, or nothing if its hole ratio is at most 1 % or above 60 %
   */
  public static Optional<HoleRatioBin> of(Mask mask) {
    return of(mask.holeRatio());
  }

  /**
   * The bin of a hole ratio.
   *
   * @param ratio holes / pixels
   * @return its bin, or nothing if it is at most 0.01 or above 0.6
   */
  public static Optional<HoleRatioBin> of(double ratio) {
    return Arrays.stream(values())
        .filter(bin -> bin.min() <= ratio && ratio <= bin.max())
        .findFirst();
  }

  /**
   * The smallest hole ratio.
   *
   * @return the least number above 0.01, 0.1, 0.2, 0.3, 0.4 or 0.5, which itself is outside
   */
  public double min() {
    return Math.nextUp(above / 100.0);
  }

  /**
   * The largest hole ratio.
   *
   * @return 0.1, 0.2, 0.3, 0.4, 0.5 or 0.6
   */
  public double max() {
    return upTo / 100.0;
  }

  /**
   * The range, for a table's heading.
   *
   * @return such as {@code 10–20 %}
   */
  @Override
  public String toString() {
    return above + "–" + upTo + " %";
  }
}
