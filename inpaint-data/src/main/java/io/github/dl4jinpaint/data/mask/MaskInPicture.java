package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.internal.Samples;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A mask that comes with its picture: holes that were painted over it in a colour, or erased from
 * it.
 *
 * <pre>{@code
 * MaskInPicture painted = MaskInPicture.ofColor(picture, "a.png", Color.MAGENTA, 0);
 * BufferedImage repaired = inpainter.inpaint(painted.picture(), painted.dilated(2).mask());
 * }</pre>
 *
 * <p>Paint with a soft edge, and all paint in a JPEG file, runs over into its neighbours: they are
 * neither the colour nor the picture. A tolerance takes some of them for holes, {@link
 * Mask#dilated} all that are near.
 */
public final class MaskInPicture {

  /** How far from the holes pixels are looked at that paint may have run over to. */
  private static final int RIM = 2;

  /** How unlike the paint they may be, mostly paint: greys are half as far from any pure colour. */
  private static final int MIXED = 96;

  private final BufferedImage picture;
  private final Mask mask;
  private final List<String> warnings;

  /** What is to be told of pixels beside the holes; null for nothing. */
  private final String rim;

  private MaskInPicture(BufferedImage picture, Mask mask, List<String> warnings, String rim) {
    this.picture = picture;
    this.mask = mask;
    this.warnings = warnings;
    this.rim = rim;
  }

  /**
   * Holes that are painted in a colour.
   *
   * @param picture grey, colour or palette, 8 or 16 bits
   * @param name for warnings, such as "a.png"
   * @param color the paint; its transparency doesn't count
   * @param tolerance how far each of red, green and blue may be from the paint's in a hole, 0 to
   *     255, of values from 0 to 255
   * @return the mask
   * @throws IllegalArgumentException if the tolerance is another number, or the picture is in CMYK
   *     or of floats
   */
  public static MaskInPicture ofColor(
      BufferedImage picture, String name, Color color, int tolerance) {
    if (tolerance < 0 || tolerance > 255) {
      throw new IllegalArgumentException("A tolerance is 0 to 255, not " + tolerance);
    }
    int[] unlike = unlikeness(picture, color);
    byte[] valid = new byte[unlike.length];
    int nearest = 255;
    for (int i = 0; i < unlike.length; i++) {
      valid[i] = (byte) (unlike[i] > tolerance ? 1 : 0);
      nearest = Math.min(nearest, unlike[i]);
    }
    Mask mask = new Mask(picture.getHeight(), picture.getWidth(), valid);
    String paint = "%06X".formatted(color.getRGB() & 0xffffff);
    List<String> warnings = new ArrayList<>();
    String rim = null;
    if (!mask.hasHoles()) {
      warnings.add(
          "%s has no pixel of the colour %s, so that nothing is filled: the nearest one is %d of 255 away, more than the tolerance of %d."
              .formatted(name, paint, nearest, tolerance));
    } else if (runOver(mask, unlike) > 0) {
      rim =
          "%s has %d pixels beside its holes that are nearly %s: it may have a visible rim. The paint's edge is soft, or a JPEG file's: take a greater tolerance, or let the holes grow."
              .formatted(name, runOver(mask, unlike), paint);
    }
    return told(picture, mask, name, warnings, rim);
  }

  private static int[] unlikeness(BufferedImage picture, Color color) {
    Samples samples = new Samples(picture);
    int width = samples.width();
    int[] paint = {color.getRed(), color.getGreen(), color.getBlue()};
    int[] unlike = new int[Math.multiplyExact(samples.height(), width)];
    for (int y = 0; y < samples.height(); y++) {
      float[] colours = samples.read(0, y, width, 1);
      for (int i = 0; i < colours.length; i++) {
        int apart = Math.abs(Math.round(255 * colours[i]) - paint[i / width]);
        int pixel = y * width + i % width;
        unlike[pixel] = Math.max(unlike[pixel], apart);
      }
    }
    return unlike;
  }

  private static int runOver(Mask mask, int[] unlike) {
    byte[] near = mask.dilated(RIM).pixels();
    int pixels = 0;
    for (int i = 0; i < near.length; i++) {
      pixels += near[i] < mask.pixels()[i] && unlike[i] <= MIXED ? 1 : 0;
    }
    return pixels;
  }

  /**
   * Holes that are transparent: less than half opaque.
   *
   * @param picture with transparency, 8 or 16 bits
   * @param name for warnings and messages, such as "a.png"
   * @return the mask, and the picture without transparency: what is half transparent, but valid,
   *     has the colour that is stored for it
   * @throws IllegalArgumentException if the picture has no transparency, has several degrees of it
   *     but nothing less than half opaque, or is in CMYK or of floats
   */
  public static MaskInPicture ofTransparency(BufferedImage picture, String name) {
    if (!picture.getColorModel().hasAlpha()) {
      throw new IllegalArgumentException(
          name + " has no transparency, which is to tell the holes; JPEG files never have");
    }
    MaskPixels pixels;
    try {
      pixels = MaskPixels.of(picture, HoleColor.TRANSPARENT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
    Mask mask = pixels.toMask();
    List<String> warnings = new ArrayList<>();
    String rim = null;
    if (!mask.hasHoles()) {
      warnings.add(name + " has no transparent pixel, so that nothing is filled.");
    } else if (pixels.countGrey() > 0) {
      rim =
          "%s has %d half transparent pixels: those less than half opaque are filled, the others keep their colour. Where that is what was to go, let the holes grow."
              .formatted(name, pixels.countGrey());
    }
    return told(Pictures.opaque(picture), mask, name, warnings, rim);
  }

  private static MaskInPicture told(
      BufferedImage picture, Mask mask, String name, List<String> warnings, String rim) {
    if (mask.holeRatio() > 0.5) {
      warnings.add(
          "%s has holes in %d %% of its pixels: most of the picture is made up."
              .formatted(name, (int) (100 * mask.holeRatio())));
    }
    return new MaskInPicture(picture, mask, List.copyOf(warnings), rim);
  }

  /**
   * The same with larger holes, as {@link Mask#dilated} makes them; 2 pixels and more are an answer
   * to the warnings of what shows beside the holes.
   *
   * @param pixels how far they grow, at least 0
   * @return another one
   * @throws IllegalArgumentException if the number is below 0
   */
  public MaskInPicture dilated(int pixels) {
    String left = pixels >= RIM ? null : rim;
    return new MaskInPicture(picture, mask.dilated(pixels), warnings, left);
  }

  /**
   * The picture to fill.
   *
   * @return the one that the mask is of; without its transparency where that was the mask
   */
  public BufferedImage picture() {
    return picture;
  }

  /**
   * The mask.
   *
   * @return of the picture's size
   */
  public Mask mask() {
    return mask;
  }

  /**
   * What a user should know: that there is no hole, paint that ran over, half transparent pixels,
   * or more holes than valid pixels.
   *
   * @return sentences that name the picture, none for a proper mask
   */
  public List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    if (rim != null) {
      all.add(rim);
    }
    return all;
  }
}
