package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.compare.ShippedPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The sample pictures, as a source to train with. */
class Samples extends SquareImages {

  private static final long serialVersionUID = 1L;
  private static final List<BufferedImage> PICTURES = pictures();

  private static List<BufferedImage> pictures() {
    try {
      return ShippedPictures.samples();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int size() {
    return PICTURES.size();
  }

  @Override
  public void read(int index, byte[] rgb) {
    BufferedImage picture = PICTURES.get(index);
    for (int p = 0; p < 1024; p++) {
      int pixel = picture.getRGB(p % 32, p / 32);
      rgb[p] = (byte) (pixel >> 16);
      rgb[1024 + p] = (byte) (pixel >> 8);
      rgb[2048 + p] = (byte) pixel;
    }
  }
}
