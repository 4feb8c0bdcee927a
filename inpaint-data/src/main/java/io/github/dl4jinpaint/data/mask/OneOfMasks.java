package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.internal.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Masks of several generators in turn, by chance. */
final class OneOfMasks implements MaskGenerator {
  private static final long serialVersionUID = 1;

  private final MaskGenerator[] masks;
  private final double[] weights;

  OneOfMasks(List<MaskGenerator> masks, double[] weights) {
    this.masks = masks.toArray(MaskGenerator[]::new);
    this.weights = weights.clone();
    if (this.masks.length == 0 || this.masks.length != weights.length) {
      throw new IllegalArgumentException(
          "one of several masks needs a generator or more and a weight for each, not %d and %d"
              .formatted(this.masks.length, weights.length));
    }
    double sum = Arrays.stream(weights).sum();
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)
        || Arrays.stream(weights).anyMatch(weight -> weight < 0)) {
      throw new IllegalArgumentException(
          "weights must be 0 or more and at least one of them more than 0, but were "
              + Arrays.toString(weights));
    }
  }

  @Override
  public Mask generate(int height, int width, long seed) {
    return masks[choice(seed)].generate(height, width, Seeds.derive(seed, 0));
  }

  private int choice(long seed) {
    double left = new SplittableRandom(seed).nextDouble() * Arrays.stream(weights).sum();
    int last = 0;
    for (int i = 0; i < weights.length && left >= 0; i++) {
      if (weights[i] > 0) {
        left -= weights[i];
        last = i;
      }
    }
    return last;
  }

  @Override
  public MaskGenerator withValidBorder(int pixels) {
    return new OneOfMasks(
        Arrays.stream(masks).map(each -> each.withValidBorder(pixels)).toList(), weights);
  }

  @Override
  public String toString() {
    return "Masks.oneOf" + Arrays.toString(masks) + " weighted " + Arrays.toString(weights);
  }
}
