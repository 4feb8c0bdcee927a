package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.image.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mask that was drawn as a picture, in a file or in memory.
 *
 * <pre>{@code
 * Mask mask = MaskImage.read(Path.of("mask.png"), HoleColor.BLACK).mask(height, width);
 * }</pre>
 *
 * <p>Every pixel is made a hole or valid by whether it is darker than half of the brightness range
 * (brightness 128 of 255 and above is white). Transparent and half transparent pixels are laid over
 * the colour of valid pixels first, so that what wasn't painted is valid; {@link
 * HoleColor#TRANSPARENT} looks at nothing but transparency. Where all lies on one side of the half,
 * but at two levels, as red on black does or what a brush at 40 % painted, the darker level is
 * black and the brighter one white.
 *
 * <p>Pixels that are neither nearly black nor nearly white (more than 16 of 255 away from both, or
 * from the two levels that nearly all have) tell that the picture went through a smooth resizing or
 * strong JPEG compression, or isn't a mask. They leave a visible rim around the holes, as the
 * threshold doesn't meet the true edge. They are counted, and {@linkplain #warnings told}; a
 * picture of which most pixels are such is refused as a mask for another.
 */
public final class MaskImage {
  private static final Logger LOG = LoggerFactory.getLogger(MaskImage.class);

  private final String name;
  private final HoleColor holes;
  private final Mask mask;
  private final int greyPixels;

  private MaskImage(String name, HoleColor holes, MaskPixels pixels) {
    this.name = name;
    this.holes = holes;
    this.mask = pixels.toMask();
    this.greyPixels = pixels.countGrey();
  }

  /**
   * Reads a file; the log tells its {@link #warnings}.
   *
   * @param file what {@link Pictures#read(Path)} reads: grey, colour or palette, 8 or 16 bits, with
   *     or without transparency
   * @param holes which pixels are the holes
   * @return the mask, at the picture's size, upright as pictures are read
   * @throws IOException if the file can't be read, is no picture, or doesn't tell which pixels are
   *     holes: it has all its brightness in the darkest levels, as masks of values 0 and 1 have,
   *     more than two levels on one side of the half, or no transparency where that makes the holes
   */
  public static MaskImage read(Path file, HoleColor holes) throws IOException {
    MaskImage image = readQuietly(file, holes);
    image.warn();
    return image;
  }

  static MaskImage readQuietly(Path file, HoleColor holes) throws IOException {
    return named(Pictures.read(file), "The mask " + file, holes);
  }

  /**
   * Reads a file's bytes; nothing is told to the log.
   *
   * @param file its content, as {@link Pictures#read(byte[], String, long)} reads it
   * @param name for messages, such as "The mask a.png"
   * @param mostPixels width times height at most
   * @param holes which pixels are the holes
   * @return the mask, as {@link #read(Path, HoleColor)} reads it
   * @throws IOException as there
   */
  public static MaskImage read(byte[] file, String name, long mostPixels, HoleColor holes)
      throws IOException {
    return named(Pictures.read(file, name, mostPixels), name, holes);
  }

  private static MaskImage named(BufferedImage picture, String name, HoleColor holes)
      throws IOException {
    try {
      return new MaskImage(name, holes, MaskPixels.of(picture, holes));
    } catch (IllegalArgumentException e) {
      throw new IOException(name + " " + e.getMessage(), e);
    }
  }

  /**
   * A mask that was drawn in memory; the log tells its {@link #warnings}.
   *
   * @param picture grey, colour or palette, 8 or 16 bits, with or without transparency
   * @param holes which pixels are the holes
   * @return the mask, at the picture's size
   * @throws IllegalArgumentException if it doesn't tell which pixels are holes, as {@link
   *     #read(Path, HoleColor)} says, or is in CMYK or of floats
   */
  public static MaskImage of(BufferedImage picture, HoleColor holes) {
    try {
      MaskImage image = new MaskImage("The mask", holes, MaskPixels.of(picture, holes));
      image.warn();
      return image;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The mask " + e.getMessage(), e);
    }
  }

  /**
   * What a user should know: that there are grey pixels, no hole, or more holes than valid pixels.
   *
   * @return sentences that name the file, none for a proper mask
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (looksLikePhotograph()) {
      warnings.add(photograph());
    } else if (greyPixels > 0) {
      warnings.add(
          "%s has %d grey pixels of %d: it may have a visible rim. Masks should be black and white, saved without loss (PNG) and resized by nearest neighbour."
              .formatted(name, greyPixels, mask.height() * mask.width()));
    }
    if (!mask.hasHoles()) {
      warnings.add(
          "%s has no hole: no pixel of it is %s, so that nothing is filled."
              .formatted(name, colour()));
    }
    if (mask.holeRatio() == 1) {
      warnings.add(nothingValid());
    } else if (mask.holeRatio() > 0.5) {
      warnings.add(
          "%s has holes (%s) in %d %% of its pixels: most of the picture is made up. If that isn't meant, the holes are of the other colour."
              .formatted(name, colour(), (int) (100 * mask.holeRatio())));
    }
    return warnings;
  }

  private String nothingValid() {
    return "%s has nothing but holes (%s), so that nothing is left to fill them from. Are the holes of the other colour?"
        .formatted(name, colour());
  }

  private void warn() {
    warnings().forEach(LOG::warn);
  }

  private boolean looksLikePhotograph() {
    return 2 * greyPixels > mask.height() * mask.width();
  }

  private String photograph() {
    return "%s looks like a photograph: %d of its %d pixels are neither black nor white. Are picture and mask swapped? If not, make it black and white"
        .formatted(name, greyPixels, mask.height() * mask.width());
  }

  private String colour() {
    return holes.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mask.
   *
   * @return at the picture's size
   */
  public Mask mask() {
    return mask;
  }

  /**
   * The mask for a picture that is to be filled.
   *
   * @param height the picture's, pixels
   * @param width the picture's, pixels
   * @return the mask
   * @throws IllegalArgumentException if the mask has another size, is all hole, or looks like a
   *     photograph: more than half of its pixels are grey
   */
  public Mask mask(int height, int width) {
    mask.requireSize(name, height, width);
    requireNoPhotograph();
    if (mask.holeRatio() == 1) {
      throw new IllegalArgumentException(nothingValid());
    }
    return mask;
  }

  /**
   * Refuses what looks like a photograph.
   *
   * @throws IllegalArgumentException if more than half of the pixels are grey
   */
  void requireNoPhotograph() {
    if (looksLikePhotograph()) {
      throw new IllegalArgumentException(photograph());
    }
  }

  /**
   * The mask, stretched or shrunk to a size by nearest neighbour.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @return a mask of that size
   * @throws IllegalArgumentException if a size is below 1
   */
  public Mask resized(int height, int width) {
    return MaskGeometry.resized(mask, height, width);
  }

  /**
   * How many pixels were neither nearly black nor nearly white.
   *
   * @return 0 for a proper mask
   */
  public int greyPixels() {
    return greyPixels;
  }

  @Override
  public String toString() {
    return "MaskImage[" + name + ", " + mask + ", " + greyPixels + " grey pixels]";
  }
}
