package io.github.dl4jinpaint.model.inpainting;

/** Pixels to look at and to paint: red, green and blue, values in [0, 1]. */
interface PixelGrid {

  int width();

  int height();

  /** A part: all of its red, then all green, then all blue, each row by row. */
  float[] read(int x, int y, int width, int height);

  /** Paints a pixel's colour. */
  void paint(int x, int y, float red, float green, float blue);
}
