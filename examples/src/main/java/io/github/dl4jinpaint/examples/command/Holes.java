package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.data.mask.MaskInPicture;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.Serializable;
import java.util.List;

/**
 * How holes are told, and what is made of them.
 *
 * @param drawn the holes' colour in masks; null where the pictures tell their holes themselves
 * @param paint the colour that holes are painted in; null where they are transparent, or drawn
 * @param tolerance how far a channel may be from the paint's
 * @param grow how many pixels holes grow by
 */
public record Holes(HoleColor drawn, Color paint, int tolerance, int grow) implements Serializable {

  /** A picture to fill, its mask, and what is to be told of that. */
  record Marked(BufferedImage picture, Mask mask, List<String> warnings) {}

  /** Whether masks are files of their own. */
  public boolean inFiles() {
    return drawn != null;
  }

  /**
   * A picture's holes.
   *
   * @param mask the picture's; null where it tells its holes itself
   * @throws IllegalArgumentException where they don't fit, or it doesn't tell them
   */
  Marked of(BufferedImage picture, String name, MaskImage mask) {
    if (inFiles()) {
      Mask fitting = mask.mask(picture.getHeight(), picture.getWidth());
      return new Marked(picture, fitting.dilated(grow), mask.warnings());
    }
    MaskInPicture own =
        paint == null
            ? MaskInPicture.ofTransparency(picture, name)
            : MaskInPicture.ofColor(picture, name, paint, tolerance);
    MaskInPicture grown = own.dilated(grow);
    return new Marked(grown.picture(), grown.mask(), grown.warnings());
  }
}
