package io.github.dl4jinpaint.examples.server;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Fills the holes of pictures that were sent to a server. */
public final class UploadFiller {

  private final Inpainter blackHoles;
  private final Inpainter whiteHoles;
  private final long mostPixels;

  public UploadFiller(Inpainter inpainter, long mostPixels) {
    this.blackHoles = inpainter;
    this.whiteHoles = inpainter.withWhiteHoles();
    this.mostPixels = mostPixels;
  }

  /** The filled picture, as PNG. */
  public byte[] fill(byte[] pictureFile, byte[] maskFile, boolean white) throws IOException {
    BufferedImage picture = Pictures.read(pictureFile, "The picture", mostPixels);
    BufferedImage mask = Pictures.read(maskFile, "The mask", mostPixels);
    BufferedImage filled = (white ? whiteHoles : blackHoles).inpaint(picture, mask);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(filled, "png", png)) {
      throw new IOException("Java writes no PNG of a picture of this kind: " + filled);
    }
    return png.toByteArray();
  }
}
