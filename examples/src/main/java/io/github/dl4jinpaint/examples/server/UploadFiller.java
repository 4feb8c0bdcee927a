package io.github.dl4jinpaint.examples.server;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** Fills the holes of pictures that were sent to a server. */
public final class UploadFiller {

  private final Inpainter inpainter;
  private final long mostPixels;

  public UploadFiller(Inpainter inpainter, long mostPixels) {
    this.inpainter = inpainter;
    this.mostPixels = mostPixels;
  }

  /** As {@link Filler} says. */
  public Filled fill(FillRequest request) throws IOException {
    BufferedImage picture = Pictures.read(request.picture(), "The picture", mostPixels);
    HoleColor holes = request.whiteHoles() ? HoleColor.WHITE : HoleColor.BLACK;
    MaskImage maskImage = MaskImage.read(request.mask(), "The mask", mostPixels, holes);
    Mask mask = maskImage.mask(picture.getHeight(), picture.getWidth());
    if (!mask.hasHoles()) {
      throw new IllegalArgumentException(String.join(" ", maskImage.warnings()));
    }
    byte[] png = Pictures.encode(as(request.texture()).inpaint(picture, mask), ImageFormat.PNG);
    return new Filled(png, maskImage.warnings());
  }

  private Inpainter as(Boolean texture) {
    if (texture == null) {
      return inpainter;
    }
    return texture ? inpainter.withTexture() : inpainter.withoutTexture();
  }
}
