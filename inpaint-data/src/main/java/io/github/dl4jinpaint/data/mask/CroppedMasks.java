package io.github.dl4jinpaint.data.mask;

import java.util.SplittableRandom;

/**
 * Parts of another generator's masks, cut out at random: what a crop of a damaged photograph shows,
 * where scratches and letters are as wide as the whole photograph makes them.
 *
 * @param masks of whole photographs
 * @param times how many times the crop's height and width a photograph has, at least 1
 */
record CroppedMasks(MaskGenerator masks, int times) implements MaskGenerator {

  /** Parts that are looked at for one with a hole. */
  private static final int TRIES = 20;

  CroppedMasks {
    if (times < 1) {
      throw new IllegalArgumentException("times must be 1 or more, got " + times);
    }
  }

  /** Makes a mask, which has a hole unless it's hard to find a part with one. */
  @Override
  public Mask generate(int height, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Mask whole =
        masks.generate(
            Math.multiplyExact(height, times), Math.multiplyExact(width, times), random.nextLong());
    Mask part = part(whole, height, width, random);
    for (int i = 1; part.holeRatio() == 0 && i < TRIES; i++) {
      part = part(whole, height, width, random);
    }
    return part;
  }

  private static Mask part(Mask whole, int height, int width, SplittableRandom random) {
    int top = random.nextInt(whole.height() - height + 1);
    int left = random.nextInt(whole.width() - width + 1);
    return MaskGeometry.cropped(whole, top, left, height, width);
  }
}
