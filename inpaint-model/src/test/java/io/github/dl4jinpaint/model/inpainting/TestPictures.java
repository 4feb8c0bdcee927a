package io.github.dl4jinpaint.model.inpainting;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Random;

/** Pictures and masks that several tests need. */
final class TestPictures {

  /** How many kinds {@link #ofKind} knows. */
  static final int KINDS = 18;

  private TestPictures() {}

  /** Noise, of each of Java's types (1 to 13), and of 16 bits and premultiplied bytes. */
  static BufferedImage ofKind(int kind, Random random, int width, int height) {
    BufferedImage picture =
        switch (kind) {
          case 0 -> components(width, height, ColorSpace.CS_sRGB, false, DataBuffer.TYPE_USHORT);
          case 14 -> components(width, height, ColorSpace.CS_sRGB, true, DataBuffer.TYPE_USHORT);
          case 15 -> components(width, height, ColorSpace.CS_GRAY, true, DataBuffer.TYPE_BYTE);
          case 16 -> components(width, height, ColorSpace.CS_GRAY, true, DataBuffer.TYPE_USHORT);
          case 17 -> new BufferedImage(width + 9, height + 7, 1).getSubimage(5, 3, width, height);
          default -> new BufferedImage(width, height, kind);
        };
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, random.nextInt());
      }
    }
    return picture;
  }

  private static BufferedImage components(
      int width, int height, int space, boolean alpha, int transfer) {
    int transparency = alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE;
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space), alpha, false, transparency, transfer);
    WritableRaster raster =
        Raster.createInterleavedRaster(transfer, width, height, model.getNumComponents(), null);
    return new BufferedImage(model, raster, false, null);
  }

  /** A mask, holes black: about as many as the ratio says, in squares, and one valid pixel. */
  static BufferedImage mask(Random random, double holeRatio, int width, int height) {
    BufferedImage mask = plain(width, height, 0xffffff);
    for (int painted = 0; painted < holeRatio * width * height; ) {
      int size = 1 + random.nextInt(6);
      int left = random.nextInt(width);
      int top = random.nextInt(height);
      for (int y = top; y < Math.min(height, top + size); y++) {
        for (int x = left; x < Math.min(width, left + size); x++) {
          mask.setRGB(x, y, 0);
        }
      }
      painted += size * size;
    }
    mask.setRGB(random.nextInt(width), random.nextInt(height), 0xffffff);
    return mask;
  }

  static BufferedImage plain(int width, int height, int rgb) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, rgb);
      }
    }
    return picture;
  }

  static int[] pixels(BufferedImage picture) {
    return picture.getRGB(
        0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
  }

  /** All samples as they are stored. */
  static int[] samples(BufferedImage picture) {
    return picture
        .getRaster()
        .getPixels(0, 0, picture.getWidth(), picture.getHeight(), (int[]) null);
  }
}
