package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** Fills the holes of pictures that were sent to a server. */
final class UploadFiller {
  private final Inpainter inpainter;
  private final long maxPixels;

  UploadFiller(Inpainter inpainter, long maxPixels) {
    this.inpainter = inpainter;
    this.maxPixels = maxPixels;
  }

  /** The filled picture, as PNG. */
  byte[] fill(byte[] pictureFile, byte[] maskFile, boolean whiteHoles) throws IOException {
    BufferedImage picture = PictureFile.decode(pictureFile, "The picture", maxPixels);
    BufferedImage mask = PictureFile.decode(maskFile, "The mask", maxPixels);
    return PictureFile.encode(
        inpainter.inpaint(picture, whiteHoles ? inverted(mask) : mask), "png");
  }

  private static BufferedImage inverted(BufferedImage mask) {
    int width = mask.getWidth();
    BufferedImage inverted = new BufferedImage(width, mask.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < mask.getHeight(); y++) {
      int[] row = mask.getRGB(0, y, width, 1, null, 0, width);
      for (int x = 0; x < width; x++) {
        row[x] = ~row[x];
      }
      inverted.setRGB(0, y, width, 1, row, 0, width);
    }
    return inverted;
  }
}
