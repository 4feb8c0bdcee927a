package io.github.dl4jinpaint.data.mask;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mask that was read from an image file.
 *
 * <pre>{@code
 * Mask mask = MaskImage.read(Path.of("mask.png"), HoleColor.BLACK).mask(height, width);
 * }</pre>
 *
 * <p>Every pixel is made a hole or valid by whether it is darker than half of the brightness range.
 * Transparent and half transparent pixels are laid over the colour of valid pixels first, so that
 * what wasn't painted is valid; {@link HoleColor#TRANSPARENT} looks at nothing but transparency.
 *
 * <p>Pixels that are neither nearly black nor nearly white (more than 16 of 255 away from both)
 * tell that the image went through a smooth resizing or strong JPEG compression, or isn't a mask.
 * They leave a visible rim around the holes, as the threshold doesn't meet the true edge. They are
 * counted, and a warning names the file.
 */
public final class MaskImage {
  private static final Logger LOG = LoggerFactory.getLogger(MaskImage.class);

  private final Path file;
  private final Mask mask;
  private final int greyPixels;

  private MaskImage(Path file, Mask mask, int greyPixels) {
    this.file = file;
    this.mask = mask;
    this.greyPixels = greyPixels;
  }

  /**
   * Reads a file.
   *
   * @param file PNG, JPEG, BMP, TIFF, WebP, PGM or what else OpenCV reads; grey, colour or palette,
   *     8 or 16 bits or floats in [0, 1], with or without transparency
   * @param holes which pixels are the holes
   * @return the mask, at the image's size
   * @throws IOException if the file can't be read, is no image, has all its brightness in the
   *     darkest levels, as masks of values 0 and 1 have, or has no transparency where that makes
   *     the holes
   */
  public static MaskImage read(Path file, HoleColor holes) throws IOException {
    MaskImage image = readQuietly(file, holes);
    image.warnOfGreyPixels("");
    return image;
  }

  static MaskImage readQuietly(Path file, HoleColor holes) throws IOException {
    MaskPixels pixels = MaskPixels.read(file, holes);
    return new MaskImage(file, pixels.toMask(), pixels.countGrey());
  }

  void warnOfGreyPixels(String remark) {
    if (greyPixels > 0) {
      LOG.warn(
          "The mask {} has {} grey pixels of {}: it may have a visible rim. Masks should be black"
              + " and white, saved without loss (PNG) and resized by nearest neighbour.{}",
          file,
          greyPixels,
          mask.height() * mask.width(),
          remark);
    }
  }

  /**
   * The mask.
   *
   * @return at the image's size
   */
  public Mask mask() {
    return mask;
  }

  /**
   * The mask for a picture of the given size.
   *
   * @param height the picture's, pixels
   * @param width the picture's, pixels
   * @return the mask
   * @throws IllegalArgumentException if the mask has another size
   */
  public Mask mask(int height, int width) {
    if (mask.height() != height || mask.width() != width) {
      throw new IllegalArgumentException(
          "the mask %s has %d×%d pixels (height × width), but its picture %d×%d: they must be the same"
              .formatted(file, mask.height(), mask.width(), height, width));
    }
    return mask;
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
    return "MaskImage[" + file + ", " + mask + ", " + greyPixels + " grey pixels]";
  }
}
