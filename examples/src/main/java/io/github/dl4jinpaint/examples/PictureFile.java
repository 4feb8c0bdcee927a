package io.github.dl4jinpaint.examples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pictures in files' bytes, which may be anything. */
final class PictureFile {

  private PictureFile() {}

  /**
   * Decodes a picture. Its size is looked at before it takes memory.
   *
   * @param file the bytes
   * @param name what messages call it
   * @param maxPixels that it may have
   * @throws IOException where it is no picture, not all of one, or too large; the message is for
   *     users
   */
  static BufferedImage decode(byte[] file, String name, long maxPixels) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException(
            name + " is no picture that can be read (PNG, JPEG, BMP, GIF or TIFF is expected).");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return decode(reader, name, maxPixels);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(ImageReader reader, String name, long maxPixels)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage picture;
    try {
      requireSize(reader.getWidth(0), reader.getHeight(0), name, maxPixels);
      picture = reader.read(0);
    } catch (TooLargeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers tell damaged files by many kinds of exceptions.
      throw new IOException(
          "%s can't be decoded: it is damaged or cut off (%s).".formatted(name, e.getMessage()), e);
    }
    // The reader of JPEGs makes up what is missing.
    if (warnings.stream().anyMatch(warning -> warning.contains("Premature end"))) {
      throw new IOException(name + " can't be decoded: its end is cut off.");
    }
    return picture;
  }

  private static void requireSize(int width, int height, String name, long maxPixels)
      throws IOException {
    if ((long) width * height > maxPixels) {
      throw new TooLargeException(
          "%s has %d × %d pixels, %.1f megapixels; up to %.1f are taken."
              .formatted(name, width, height, width * (long) height / 1e6, maxPixels / 1e6));
    }
  }

  /**
   * Encodes a picture.
   *
   * @param format as Java calls it, such as {@code png}
   * @throws IOException where Java can't write it in this format
   */
  static byte[] encode(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, format, out)) {
      throw new IOException("Java writes no " + format + " of such a picture; take PNG.");
    }
    return out.toByteArray();
  }

  /** A picture with more pixels than are taken. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
      super(message);
    }
  }
}
