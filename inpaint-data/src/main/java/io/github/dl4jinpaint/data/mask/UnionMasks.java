package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.internal.Seeds;
import java.util.Arrays;
import java.util.List;

/** Masks whose holes are those of several generators' masks together. */
final class UnionMasks implements MaskGenerator {
  private static final long serialVersionUID = 1;

  private final MaskGenerator[] masks;

  UnionMasks(List<MaskGenerator> masks) {
    this.masks = masks.toArray(MaskGenerator[]::new);
    if (this.masks.length == 0) {
      throw new IllegalArgumentException("a union of masks needs a generator or more");
    }
  }

  @Override
  public Mask generate(int height, int width, long seed) {
    byte[] valid = new byte[Math.multiplyExact(height, width)];
    Arrays.fill(valid, (byte) 1);
    for (int i = 0; i < masks.length; i++) {
      byte[] other = masks[i].generate(height, width, Seeds.derive(seed, i)).pixels();
      for (int pixel = 0; pixel < valid.length; pixel++) {
        valid[pixel] &= other[pixel];
      }
    }
    return new Mask(height, width, valid);
  }

  @Override
  public MaskGenerator withValidBorder(int pixels) {
    return new UnionMasks(Arrays.stream(masks).map(each -> each.withValidBorder(pixels)).toList());
  }

  @Override
  public String toString() {
    return "Masks.union" + Arrays.toString(masks);
  }
}
