package io.github.dl4jinpaint.data.image;

import io.github.dl4jinpaint.data.internal.Seeds;

/** All of another source's images, each flipped from left to right if its seed says so. */
final class RandomFlips extends ImageRange {
  private static final long serialVersionUID = 1;

  private static final int FLIP_SEED = -1;

  RandomFlips(ImageSource source) {
    super(source, 0, source.size());
  }

  @Override
  public void read(int index, long seed, byte[] rgb) {
    super.read(index, seed, rgb);
    if (Seeds.derive(seed, FLIP_SEED) < 0) {
      flip(rgb, width());
    }
  }

  private static void flip(byte[] rgb, int width) {
    for (int row = 0; row < rgb.length; row += width) {
      for (int left = row, right = row + width - 1; left < right; left++, right--) {
        byte value = rgb[left];
        rgb[left] = rgb[right];
        rgb[right] = value;
      }
    }
  }
}
