package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.model.internal.Diffusion;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The fillings that partial differential equations give from the holes' edges alone, without
 * training. They are exact but for rounding, of pictures of any size; the equations are solved on
 * the holes' pixels, in time and memory in proportion to these, about.
 */
public enum DiffusionFilling {
  /**
   * Laplace's equation, Δu = 0: a membrane that hangs on the hole's edge. Beyond the picture's edge
   * nothing flows.
   */
  HARMONIC("harmonic"),

  /**
   * The biharmonic equation, Δ²u = 0: a thin plate, whose slope is the picture's at the hole's edge
   * (S. B. Damelin and N. S. Hoang, <i>On surface completion and image inpainting by biharmonic
   * functions</i>, 2018).
   */
  BIHARMONIC("biharmonic");

  /** How large the residual may be, as a share of the equations' right side. */
  private static final double TOLERANCE = 1e-5;

  private final String label;

  DiffusionFilling(String label) {
    this.label = label;
  }

  /** {@return the method's name, for people} */
  public String label() {
    return label;
  }

  /**
   * Fills the holes of a picture.
   *
   * @param picture as {@link Inpainter#inpaint(BufferedImage, BufferedImage)} takes it
   * @param mask as there
   * @return the composite, of the picture's kind
   * @throws IllegalArgumentException where the sizes differ, or nothing is valid
   */
  public BufferedImage inpaint(BufferedImage picture, BufferedImage mask) {
    Canvas to = Canvas.copyOf(picture);
    boolean[] valid =
        HoleMap.valid(MaskImage.of(mask, HoleColor.BLACK).mask(to.height(), to.width()));
    float[] pixels = to.read(0, 0, to.width(), to.height());
    Diffusion diffusion = new Diffusion(to.width(), valid);
    float[][] filled =
        IntStream.range(0, 3)
            .parallel()
            .mapToObj(c -> fill(diffusion, plane(pixels, c)))
            .toArray(float[][]::new);
    for (int i = 0; i < diffusion.pixels().count(); i++) {
      int at = diffusion.pixels().position(i);
      to.paint(at % to.width(), at / to.width(), filled[0][i], filled[1][i], filled[2][i]);
    }
    return to.image();
  }

  private static float[] plane(float[] pixels, int channel) {
    int area = pixels.length / 3;
    return Arrays.copyOfRange(pixels, channel * area, (channel + 1) * area);
  }

  private float[] fill(Diffusion diffusion, float[] plane) {
    float[] harmonic = diffusion.harmonic(plane, TOLERANCE);
    return this == HARMONIC ? harmonic : diffusion.biharmonic(plane, harmonic, TOLERANCE);
  }
}
