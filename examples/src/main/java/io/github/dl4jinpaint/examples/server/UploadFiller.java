package io.github.dl4jinpaint.examples.server;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Fills the holes of pictures that were sent to a server. */
public final class UploadFiller implements Filler {

  /** Tells the format of answers. */
  private static final Path ANSWER = Path.of("filled.png");

  private final Models models;
  private final long mostPixels;

  public UploadFiller(Models models, long mostPixels) {
    this.models = models;
    this.mostPixels = mostPixels;
  }

  @Override
  public Filled fill(FillRequest request) throws IOException {
    BufferedImage picture = Pictures.read(request.picture(), "The picture", mostPixels);
    HoleColor holes = request.whiteHoles() ? HoleColor.WHITE : HoleColor.BLACK;
    MaskImage maskImage = MaskImage.read(request.mask(), "The mask", mostPixels, holes);
    Mask mask = maskImage.mask(picture.getHeight(), picture.getWidth());
    if (!mask.hasHoles()) {
      throw new IllegalArgumentException(String.join(" ", maskImage.warnings()));
    }
    BufferedImage filled =
        models.inpainter(request.model(), request.texture()).inpaint(picture, mask);
    return new Filled(Pictures.encode(filled, ANSWER, request.picture()), maskImage.warnings());
  }

  @Override
  public Offer offer() {
    return models.offer();
  }
}
