package io.github.dl4jinpaint.data.image;

import io.github.dl4jinpaint.data.internal.Samples;
import io.github.dl4jinpaint.data.internal.WholeFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pictures from files, to files, as arrays, and from arrays. */
public final class Pictures {

  /** The pixels that {@link #read(Path)} takes at most: 100 million. */
  public static final long MOST_PIXELS = 100_000_000;

  /**
   * The bytes of a file that {@link #read(Path)} takes at most: as large as so many pixels are with
   * 16 bits and transparency, and not compressed.
   */
  public static final int MOST_BYTES = (int) (8 * MOST_PIXELS + (1 << 20));

  private Pictures() {}

  /**
   * Reads a picture, upright: what EXIF data tell of how the camera was held is done, without loss.
   *
   * <p>A picture's numbers are its file's, and the file's colour profile stays with it. What isn't
   * read, such as HEIC, AVIF, or JPEG and TIFF files in CMYK, LAB or of floats, is refused by its
   * name.
   *
   * @param file of one of the {@linkplain ImageFormat formats}, whatever it is called; of 8 or 16
   *     bits, with its transparency
   * @return the picture
   * @throws IOException where the file can't be read, is no picture, is cut off or damaged, or has
   *     more than {@link #MOST_PIXELS}; the message names it
   */
  public static BufferedImage read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no picture file here");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          "%s has %,d bytes, more than the %,d that are read at most"
              .formatted(file, Files.size(file), MOST_BYTES));
    }
    return read(Files.readAllBytes(file), file.toString(), MOST_PIXELS);
  }

  /**
   * Reads a picture from a file's bytes, as {@link #read(Path)} does.
   *
   * @param file its content
   * @param name for messages
   * @param mostPixels width times height at most; what the file's header tells is checked before
   *     any memory is taken for the picture
   * @return the picture
   * @throws IOException where that is no picture, or too large; the message begins with the name
   */
  public static BufferedImage read(byte[] file, String name, long mostPixels) throws IOException {
    return new PictureReader(name, file, mostPixels).read();
  }

  /**
   * A picture as the bytes of a file, as {@link #write} writes it.
   *
   * @param picture of any kind that the format holds
   * @param format one that is written
   * @return a file's content
   * @throws IOException if the format isn't written, or doesn't hold the picture's transparency or
   *     its 16 bits
   */
  public static byte[] encode(BufferedImage picture, ImageFormat format) throws IOException {
    return PictureWriter.encode(picture, format, "The picture");
  }

  /**
   * Writes a picture. It is written beside its place and moved there when it is whole.
   *
   * @param picture of any kind that the format holds; its colour profile is written too, but to
   *     .bmp
   * @param file ends in .png, .tif or .bmp (without loss), or in .jpg (quality 95 %); replaced
   *     where it is there; its folder is made
   * @throws IOException where that fails, or the format doesn't hold the picture's transparency or
   *     its 16 bits
   */
  public static void write(BufferedImage picture, Path file) throws IOException {
    PictureWriter.write(picture, file);
  }

  /**
   * Writes a picture that was made from one in a file, with what that file tells of it: EXIF data
   * (without orientation and thumbnail, as pixels are upright and changed), resolution and comments
   * of JPEG and PNG, and TIFF's resolution, description, maker, time and author. XMP and IPTC data
   * are left out. So is all of it where the formats differ.
   *
   * @param picture as {@link #write(BufferedImage, Path)} takes it
   * @param file as there
   * @param original what the picture was read from
   * @return whether the formats are the same
   * @throws IOException as there, and where the original can't be read
   */
  public static boolean write(BufferedImage picture, Path file, Path original) throws IOException {
    byte[] content = Files.readAllBytes(original);
    WholeFile.write(file, encode(picture, file, content));
    return ImageFormat.ofContent(content).equals(ImageFormat.ofName(file));
  }

  /**
   * A picture that was made from one in a file, as the bytes of a file, as {@link
   * #write(BufferedImage, Path, Path)} writes it.
   *
   * @param picture of any kind that the format holds
   * @param file whose name tells the format; nothing is written
   * @param original the content of the file that the picture was read from
   * @return a file's content
   * @throws IOException as there
   */
  public static byte[] encode(BufferedImage picture, Path file, byte[] original)
      throws IOException {
    return PictureWriter.encode(picture, file, original);
  }

  /**
   * A picture without its transparency.
   *
   * @param picture grey, RGB or palette, of 8 or 16 bits
   * @return of the same colours, depth and profile, as if nothing in it were transparent: not laid
   *     over a background. The picture itself where it has no transparency
   * @throws IllegalArgumentException for pictures in CMYK or of floats
   */
  public static BufferedImage opaque(BufferedImage picture) {
    return picture.getColorModel().hasAlpha() ? new Samples(picture).opaque() : picture;
  }

  /**
   * A picture as an array.
   *
   * @param picture grey or RGB; its numbers are taken as they are stored, transparency is ignored
   * @return [1, 3, height, width], RGB, values in [0, 1]
   * @throws IllegalArgumentException for pictures in CMYK or of floats
   */
  public static INDArray toArray(BufferedImage picture) {
    Samples canvas = new Samples(picture);
    float[] planes = canvas.read(0, 0, canvas.width(), canvas.height());
    return Nd4j.create(planes, new long[] {1, 3, canvas.height(), canvas.width()}, 'c');
  }

  /**
   * An array as a picture.
   *
   * @param array [1, 3, height, width], RGB; values are rounded to 256 steps, below 0 is 0 and
   *     above 1 is 1
   * @return of type {@link BufferedImage#TYPE_INT_RGB}
   * @throws IllegalArgumentException for another shape
   */
  public static BufferedImage toImage(INDArray array) {
    if (array.rank() != 4 || array.size(0) != 1 || array.size(1) != 3) {
      throw new IllegalArgumentException(
          "Expected shape [1, 3, height, width], got " + Arrays.toString(array.shape()));
    }
    int height = (int) array.size(2);
    int width = (int) array.size(3);
    float[] planes = array.dup('c').data().asFloat();
    int[] pixels = new int[height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          step(planes[i]) << 16
              | step(planes[pixels.length + i]) << 8
              | step(planes[2 * pixels.length + i]);
    }
    return image(height, width, pixels);
  }

  /**
   * One of a source's images as a picture.
   *
   * @param images whose image it is
   * @param index from 0
   * @return of type {@link BufferedImage#TYPE_INT_RGB}
   * @throws java.io.UncheckedIOException if it can't be read
   */
  public static BufferedImage toImage(ImageSource images, int index) {
    int height = images.height();
    int width = images.width();
    int area = height * width;
    byte[] rgb = new byte[3 * area];
    images.read(index, rgb);
    int[] pixels = new int[area];
    for (int i = 0; i < area; i++) {
      pixels[i] = (rgb[i] & 255) << 16 | (rgb[area + i] & 255) << 8 | rgb[2 * area + i] & 255;
    }
    return image(height, width, pixels);
  }

  private static BufferedImage image(int height, int width, int[] pixels) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    return image;
  }

  private static int step(float value) {
    return Math.max(0, Math.min(255, Math.round(value * 255)));
  }
}
