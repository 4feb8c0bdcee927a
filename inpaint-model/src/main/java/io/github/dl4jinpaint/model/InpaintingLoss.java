package io.github.dl4jinpaint.model;

/**
 * What training minimises: a distance between prediction and target, with weights for hole pixels
 * and valid ones, and the total variation of the composite around the holes.
 *
 * <p>For an image of C channels, with prediction p, target t, mask m and composite c = m ⊙ t + (1 -
 * m) ⊙ p, the loss is
 *
 * <pre>
 *   1/C · ( holeWeight · Σ |(1 - m) ⊙ (p - t)|ᵏ + validWeight · Σ |m ⊙ (p - t)|ᵏ + totalVariation · TV(c) )
 * </pre>
 *
 * with k = 1 for {@link #l1} and k = 2 for {@link #l2}, sums over all pixels and channels, and the
 * mean over the images of a minibatch. TV(c) is the sum of |c(y, x+1) - c(y, x)| and |c(y+1, x) -
 * c(y, x)| over neighbours that both lie within the holes grown by one pixel (Liu et al., ECCV
 * 2018, section 3.3). This is Deeplearning4j's scale: divide by height · width for the mean over
 * pixels.
 *
 * <p>Liu et al. take L1 with weights 6 for holes and 1 for valid pixels, and 0.1 for the total
 * variation: {@link #liu2018}. Their perceptual and style terms compare features of VGG-16, a
 * network for photographs of 224 × 224 pixels, and are not part of this.
 *
 * @param squared whether the distance is the squared difference (L2), else the absolute one (L1)
 * @param holeWeight of hole pixels; 0 or more
 * @param validWeight of valid pixels; 0 or more, not both 0
 * @param totalVariation weight of the total variation; 0 or more
 */
public record InpaintingLoss(
    boolean squared, double holeWeight, double validWeight, double totalVariation) {

  /**
   * Checks the weights.
   *
   * @param squared L2 or L1
   * @param holeWeight 0 or more
   * @param validWeight 0 or more
   * @param totalVariation 0 or more
   * @throws IllegalArgumentException where a weight is negative or no number, or those of holes and
   *     of valid pixels are both 0
   */
  public InpaintingLoss {
    check("holeWeight", holeWeight);
    check("validWeight", validWeight);
    check("totalVariation", totalVariation);
    if (holeWeight + validWeight == 0) {
      throw new IllegalArgumentException("holeWeight and validWeight are both 0: nothing to learn");
    }
  }

  private static void check(String name, double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be 0 or more, got " + weight);
    }
  }

  /**
   * The squared error of all pixels: the report's loss.
   *
   * @return with weights of 1, and no total variation
   */
  public static InpaintingLoss l2() {
    return new InpaintingLoss(true, 1, 1, 0);
  }

  /**
   * The absolute error of all pixels.
   *
   * @return with weights of 1, and no total variation
   */
  public static InpaintingLoss l1() {
    return new InpaintingLoss(false, 1, 1, 0);
  }

  /**
   * The terms of Liu et al. that compare pixels, with their weights.
   *
   * @return L1, holes 6, valid pixels 1, total variation 0.1
   */
  public static InpaintingLoss liu2018() {
    return new InpaintingLoss(false, 6, 1, 0.1);
  }

  /**
   * The same with another weight of hole pixels.
   *
   * @param weight 0 or more
   * @return a new loss
   */
  public InpaintingLoss withHoleWeight(double weight) {
    return new InpaintingLoss(squared, weight, validWeight, totalVariation);
  }

  /**
   * The same with another weight of valid pixels.
   *
   * @param weight 0 or more
   * @return a new loss
   */
  public InpaintingLoss withValidWeight(double weight) {
    return new InpaintingLoss(squared, holeWeight, weight, totalVariation);
  }

  /**
   * The same with another weight of the total variation.
   *
   * @param weight 0 or more
   * @return a new loss
   */
  public InpaintingLoss withTotalVariation(double weight) {
    return new InpaintingLoss(squared, holeWeight, validWeight, weight);
  }
}
