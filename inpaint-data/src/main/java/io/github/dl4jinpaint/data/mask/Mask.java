package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.internal.Mats;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.opencv.opencv_core.Mat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Which pixels of an image are valid (1) and which are holes (0). Immutable. */
public final class Mask {
  private static final byte WHITE = (byte) 255;

  private final int height;
  private final int width;
  private final byte[] valid;
  private final int holes;

  /**
   * A mask of the given pixels.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @param valid height × width values, row by row: 1 valid, 0 hole
   * @throws IllegalArgumentException if a size is below 1, the number of values isn't height ×
   *     width, or one of them is neither 0 nor 1
   */
  public Mask(int height, int width, byte[] valid) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a mask has at least 1×1 pixels, not " + height + "×" + width);
    }
    if (valid.length != (long) height * width) {
      throw new IllegalArgumentException(
          "a mask of " + height + "×" + width + " pixels doesn't have " + valid.length + " values");
    }
    this.height = height;
    this.width = width;
    this.valid = valid.clone();
    this.holes = countHoles(this.valid);
  }

  /**
   * A mask that was drawn as a picture.
   *
   * @param picture grey, colour or palette, of any depth, with or without transparency
   * @param holes which pixels are the holes
   * @return the mask, at the picture's size; {@link MaskImage#of} tells more of it
   * @throws IllegalArgumentException if it doesn't tell which pixels are holes, as {@link
   *     MaskImage#read(java.nio.file.Path, HoleColor)} says, looks like a photograph, as more than
   *     half of its pixels are grey, or is in CMYK or of floats
   */
  public static Mask of(BufferedImage picture, HoleColor holes) {
    MaskImage image = MaskImage.of(picture, holes);
    image.requireNoPhotograph();
    return image.mask();
  }

  /**
   * A mask that was drawn with OpenCV.
   *
   * @param matrix grey, BGR or BGRA, CV_8U or CV_16U
   * @param holes which pixels are the holes; white ones in masks for OpenCV's own inpainting
   * @return the mask, at the matrix's size
   * @throws IllegalArgumentException if it is of another type, or doesn't tell which pixels are
   *     holes
   */
  public static Mask of(Mat matrix, HoleColor holes) {
    return of(Mats.toPicture(matrix, "mask"), holes);
  }

  /**
   * Holes that are painted over a picture in a colour.
   *
   * @param picture grey, colour or palette, 8 or 16 bits
   * @param color the paint
   * @param tolerance how far each of red, green and blue may be from the paint's in a hole, 0 (for
   *     files without loss and paint with sharp edges) to 255
   * @return the mask, at the picture's size; {@link MaskInPicture#ofColor} tells more of it
   * @throws IllegalArgumentException if the tolerance is another number, or the picture is in CMYK
   *     or of floats
   */
  public static Mask ofColor(BufferedImage picture, Color color, int tolerance) {
    return MaskInPicture.ofColor(picture, "The picture", color, tolerance).mask();
  }

  /**
   * Holes that are erased from a picture: less than half opaque. The picture keeps its
   * transparency; {@link MaskInPicture#ofTransparency} has it without.
   *
   * @param picture with transparency
   * @return the mask, at the picture's size
   * @throws IllegalArgumentException if the picture has no transparency, or as {@link
   *     MaskInPicture#ofTransparency} says
   */
  public static Mask ofTransparency(BufferedImage picture) {
    return MaskInPicture.ofTransparency(picture, "The picture").mask();
  }

  private static int countHoles(byte[] valid) {
    int holes = 0;
    for (byte value : valid) {
      if (value != 0 && value != 1) {
        throw new IllegalArgumentException(
            "a mask's values are 1 for valid and 0 for hole, not " + value);
      }
      holes += 1 - value;
    }
    return holes;
  }

  /**
   * The height.
   *
   * @return pixels
   */
  public int height() {
    return height;
  }

  /**
   * The width.
   *
   * @return pixels
   */
  public int width() {
    return width;
  }

  /**
   * The share of holes.
   *
   * @return 0 (no hole) to 1 (nothing but holes)
   */
  public double holeRatio() {
    return holes / (double) valid.length;
  }

  /**
   * Whether there is anything to fill.
   *
   * @return whether a pixel is a hole
   */
  public boolean hasHoles() {
    return holes > 0;
  }

  /**
   * Sees to it that a picture has this mask's size.
   *
   * @param height the picture's, pixels
   * @param width the picture's, pixels
   * @throws IllegalArgumentException if it has another one
   */
  public void requireSize(int height, int width) {
    requireSize("The mask", height, width);
  }

  void requireSize(String name, int pictureHeight, int pictureWidth) {
    if (height != pictureHeight || width != pictureWidth) {
      throw new IllegalArgumentException(
          "%s has %d × %d pixels, its picture %d × %d; they have to be the same"
              .formatted(name, width, height, pictureWidth, pictureHeight));
    }
  }

  /**
   * Whether a pixel is valid.
   *
   * @param y row, 0 to height − 1
   * @param x column, 0 to width − 1
   * @return false for a hole
   * @throws IndexOutOfBoundsException if there is no such pixel
   */
  public boolean isValid(int y, int x) {
    return valid[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)] == 1;
  }

  /**
   * The mask with larger holes, for what shows beside them: soft edges, shadows, a JPEG file's
   * blur.
   *
   * @param pixels how far they grow, at least 0
   * @return a mask in which every pixel is a hole that is at most so far from one, from centre to
   *     centre
   * @throws IllegalArgumentException if the number is below 0
   */
  public Mask dilated(int pixels) {
    return MaskGeometry.dilated(this, pixels);
  }

  /**
   * The mask as an array, which a graph takes as its features' mask.
   *
   * @return [1, 1, height, width], float: 1 valid, 0 hole
   */
  public INDArray toArray() {
    float[] values = new float[valid.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = valid[i];
    }
    return Nd4j.create(values, new long[] {1, 1, height, width}, 'c');
  }

  /**
   * The mask as a picture.
   *
   * @return {@link BufferedImage#TYPE_BYTE_GRAY}: white where a pixel is valid, black in the holes
   */
  public BufferedImage toImage() {
    byte[] grey = new byte[valid.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = valid[i] == 1 ? WHITE : 0;
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, grey);
    return image;
  }

  /**
   * The pixels, as the constructor takes them.
   *
   * @return height × width values, row by row: 1 valid, 0 hole; a copy
   */
  public byte[] toBytes() {
    return valid.clone();
  }

  /** The pixels themselves, not a copy: for reading only. */
  byte[] pixels() {
    return valid;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask
        && height == mask.height
        && width == mask.width
        && Arrays.equals(valid, mask.valid);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(valid);
  }

  @Override
  public String toString() {
    return "Mask[" + height + "×" + width + ", hole ratio " + holeRatio() + "]";
  }
}
