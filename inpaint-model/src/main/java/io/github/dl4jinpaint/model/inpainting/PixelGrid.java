package io.github.dl4jinpaint.model.inpainting;

import java.awt.Rectangle;

/** Pixels to look at and to paint: red, green and blue, values in [0, 1]. */
interface PixelGrid {

  int width();

  int height();

  /** All of it. */
  default Rectangle bounds() {
    return new Rectangle(width(), height());
  }

  /** A part and what lies so many pixels around it, as far as there is any. */
  default Rectangle around(Rectangle part, int pixels) {
    Rectangle around = new Rectangle(part);
    around.grow(pixels, pixels);
    return around.intersection(bounds());
  }

  /** A part: all of its red, then all green, then all blue, each row by row. */
  float[] read(int x, int y, int width, int height);

  /** Paints a pixel's colour. */
  void paint(int x, int y, float red, float green, float blue);
}
