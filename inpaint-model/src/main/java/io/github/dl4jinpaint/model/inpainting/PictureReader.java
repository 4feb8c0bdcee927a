package io.github.dl4jinpaint.model.inpainting;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes pictures, upright, and only whole ones of a size that was agreed to. */
final class PictureReader {

  /** Java reads more, but what isn't named here has no header to tell it by. */
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "gif", "tiff");

  private final String name;
  private final byte[] file;
  private final long largest;
  private final List<String> warnings = new ArrayList<>();

  PictureReader(String name, byte[] file, long largest) {
    this.name = name;
    this.file = file;
    this.largest = largest;
  }

  BufferedImage read() throws IOException {
    if (file.length == 0) {
      throw new IOException(name + " is an empty file");
    }
    BufferedImage picture;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = reader(in);
      try {
        picture = decode(reader, in);
      } finally {
        reader.dispose();
      }
    }
    return Orientation.of(file).upright(PngProfile.apply(file, picture));
  }

  private ImageReader reader(ImageInputStream in) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      String[] formats = reader.getOriginatingProvider().getFormatNames();
      if (Arrays.stream(formats).anyMatch(FORMATS::contains)) {
        return reader;
      }
    }
    throw new IOException(name + " is no picture that can be read: PNG, JPEG, BMP, GIF or TIFF");
  }

  private BufferedImage decode(ImageReader reader, ImageInputStream in) throws IOException {
    try {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      checkSize(reader.getWidth(0), reader.getHeight(0));
      BufferedImage picture = reader.read(0);
      checkEnd();
      return picture;
    } catch (TooLargeException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      // One array too large for what is free: a damaged header asked for it, or the picture is.
      throw new IOException(
          name + " takes more memory to decode than Java has: is it damaged? If not, raise -Xmx",
          e);
    } catch (IOException | RuntimeException e) {
      // Java's decoders tell damage by many kinds of exceptions.
      throw new IOException(
          "%s can't be decoded, it is damaged, cut off or of an unusual kind such as CMYK: %s"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** Before anything of the picture is decoded: a small file can claim to be enormous. */
  private void checkSize(long width, long height) throws TooLargeException {
    if (width * height > largest) {
      throw new TooLargeException(
          "%s has %d × %d pixels, more than the %,d that are read at most"
              .formatted(name, width, height, largest));
    }
  }

  /** Java's JPEG decoder paints what is missing grey, and only warns of it. */
  private void checkEnd() throws IOException {
    for (String warning : warnings) {
      if (warning.contains("EOI") || warning.toLowerCase().contains("premature")) {
        throw new IOException(warning);
      }
    }
  }

  /** A picture with too many pixels. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }
}
