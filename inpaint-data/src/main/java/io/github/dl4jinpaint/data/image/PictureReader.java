package io.github.dl4jinpaint.data.image;

import com.twelvemonkeys.imageio.plugins.pnm.PNMImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes pictures, upright, and only whole ones of a size that was agreed to. */
final class PictureReader {

  private static final String CONVERT = "convert it to PNG or JPEG";

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
    ImageFormat format = format();
    Exif exif = Exif.of(format, file);
    BufferedImage picture =
        switch (format) {
          case JPEG -> jpeg();
          case PNG -> Profiles.ofPng(file, decode(JavaCodecs.decoder("png"), file));
          case TIFF -> tiff(exif);
          case BMP -> decode(JavaCodecs.decoder("bmp"), file);
          case GIF -> decode(JavaCodecs.decoder("gif"), file);
          case WEBP -> decode(new WebPImageReaderSpi(), file);
          case PNM -> decode(new PNMImageReaderSpi(), file);
        };
    return exif.orientation().upright(picture);
  }

  private ImageFormat format() throws IOException {
    if (file.length == 0) {
      throw new IOException(name + " is an empty file");
    }
    ImageFormat format = ImageFormat.of(file);
    if (format == null) {
      String other = UnreadFormat.of(file);
      throw new IOException(
          other == null
              ? "%s is no picture that can be read: %s".formatted(name, ImageFormat.names())
              : "%s is %s, which isn't read: %s".formatted(name, other, CONVERT));
    }
    return format;
  }

  private BufferedImage jpeg() throws IOException {
    try {
      JpegFile jpeg = new JpegFile(file);
      jpeg.requireReadable();
      return Profiles.with(jpeg.profile(), decode(JavaCodecs.decoder("jpeg"), jpeg.plain()));
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(name + " " + e.getMessage(), e);
    }
  }

  private BufferedImage tiff(Exif exif) throws IOException {
    String unread = exif.unreadTiff();
    if (unread != null) {
      throw new IOException(
          "%s is a TIFF %s, which isn't read: convert it to RGB or grey of 8 or 16 bits"
              .formatted(name, unread));
    }
    return decode(new TIFFImageReaderSpi(), file);
  }

  private BufferedImage decode(ImageReaderSpi decoder, byte[] bytes) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      ImageReader reader = decoder.createReaderInstance();
      try {
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(in, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0));
        if (!Completeness.of(ImageFormat.of(bytes), bytes)) {
          throw new IOException("it ends too early");
        }
        BufferedImage picture = reader.read(0);
        checkEnd();
        return picture;
      } finally {
        reader.dispose();
      }
    } catch (UnreadableException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      // One array too large for what is free: a damaged header asked for it, or the picture is.
      throw new UnreadableException(
          name + " takes more memory to decode than Java has: is it damaged? If not, raise -Xmx",
          e);
    } catch (IOException | RuntimeException e) {
      // The decoders tell damage by many kinds of exceptions.
      throw new UnreadableException(
          "%s can't be decoded, it is damaged, cut off or of an unusual kind: %s"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** Before anything of the picture is decoded: a small file can claim to be enormous. */
  private void checkSize(long width, long height) throws IOException {
    if (width * height > largest) {
      throw new UnreadableException(
          "%s has %d × %d pixels, more than the %,d that are read at most"
              .formatted(name, width, height, largest),
          null);
    }
  }

  /** Java's JPEG decoder paints what is missing grey, and only warns of it. */
  private void checkEnd() throws IOException {
    for (String warning : warnings) {
      if (warning.contains("EOI") || warning.toLowerCase(Locale.ROOT).contains("premature")) {
        throw new IOException(warning);
      }
    }
  }

  /** What is wrong with the picture, in words that begin with its name. */
  private static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
