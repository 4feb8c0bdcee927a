package io.github.dl4jinpaint.model.inpainting;

/**
 * What a {@link FusionNetwork} is told of a pixel: the mean of the harmonic and the biharmonic
 * filling, how these and the patches' differ, how well patches nearby fit, and where the pixel
 * lies. At valid pixels all fillings are the picture.
 *
 * <table>
 *   <caption>Channels</caption>
 *   <tr><th>channels</th><th>value</th></tr>
 *   <tr><td>0 to 2</td><td>the mean of the harmonic and the biharmonic filling, red, green, blue in [0, 1]</td></tr>
 *   <tr><td>3 to 5</td><td>5 times the difference of these two</td></tr>
 *   <tr><td>6 to 8</td><td>5 times what the non-local mean has more than the mean</td></tr>
 *   <tr><td>9</td><td>ln(1 + fit) / 8 of the non-local mean's patches, at most 1</td></tr>
 *   <tr><td>10</td><td>1 in holes</td></tr>
 *   <tr><td>11</td><td>the distance to the nearest valid pixel, in 40 pixels, at most 1</td></tr>
 * </table>
 */
final class FusionInput {

  static final int CHANNELS = 12;

  private static final int FIT = 9;
  private static final int HOLE = 10;
  private static final int DEPTH = 11;

  private static final float CONTRAST = 5;

  private FusionInput() {}

  /** How well patches fit, as a channel has it. */
  static float fit(float weights) {
    return (float) Math.min(1, Math.log1p(weights) / 8);
  }

  /** A distance to valid pixels, as a channel has it. */
  static float depth(float pixels) {
    return Math.min(1, pixels / 40);
  }

  /** Writes a hole's pixel. */
  static void put(
      float[] input,
      int at,
      int area,
      float[] harmonic,
      float[] biharmonic,
      float[] nonLocal,
      float fit,
      float depth) {
    for (int c = 0; c < 3; c++) {
      float mean = mean(harmonic[c], biharmonic[c]);
      input[c * area + at] = mean;
      input[(3 + c) * area + at] = CONTRAST * (harmonic[c] - biharmonic[c]);
      input[(6 + c) * area + at] = CONTRAST * (nonLocal[c] - mean);
    }
    input[FIT * area + at] = fit;
    input[HOLE * area + at] = 1;
    input[DEPTH * area + at] = depth;
  }

  /** Writes a valid pixel. */
  static void put(float[] input, int at, int area, float red, float green, float blue) {
    input[at] = red;
    input[area + at] = green;
    input[2 * area + at] = blue;
  }

  static boolean isHole(float[] input, int at, int area) {
    return input[HOLE * area + at] == 1;
  }

  /** The harmonic filling of a hole's pixel. */
  static float harmonic(float[] input, int channel, int at, int area) {
    return input[channel * area + at] + input[(3 + channel) * area + at] / (2 * CONTRAST);
  }

  /** The biharmonic filling of a hole's pixel. */
  static float biharmonic(float[] input, int channel, int at, int area) {
    return input[channel * area + at] - input[(3 + channel) * area + at] / (2 * CONTRAST);
  }

  static float mean(float harmonic, float biharmonic) {
    return (harmonic + biharmonic) / 2;
  }
}
