package io.github.dl4jinpaint.data.image;

import io.github.dl4jinpaint.data.internal.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes pictures. */
final class PictureWriter {

  private static final float JPEG_QUALITY = 0.95f;

  private PictureWriter() {}

  static void write(BufferedImage picture, Path file) throws IOException {
    byte[] content = encode(picture, format(file), file.toString());
    WholeFile.write(file, content);
  }

  /**
   * Encodes a picture with what its original's file tells of it, unless that is of another format.
   */
  static byte[] encode(BufferedImage picture, Path file, byte[] original) throws IOException {
    ImageFormat format = format(file);
    boolean same = ImageFormat.of(original) == format;
    byte[] content = encode(picture, format, file.toString(), same ? original : null);
    return same ? withNotes(picture, content, format, original) : content;
  }

  private static byte[] withNotes(
      BufferedImage picture, byte[] written, ImageFormat format, byte[] original)
      throws IOException {
    boolean transposed = Exif.of(format, original).orientation().transposed();
    Notes notes = new Notes(original, transposed, picture.getWidth(), picture.getHeight());
    return switch (format) {
      case JPEG -> notes.intoJpeg(written);
      case PNG -> notes.intoPng(written);
      case TIFF, BMP, GIF, WEBP, PNM -> written;
    };
  }

  private static ImageFormat format(Path file) throws IOException {
    return ImageFormat.ofName(file)
        .filter(ImageFormat::isWritten)
        .filter(format -> file.getFileName().toString().lastIndexOf('.') >= 0)
        .orElseThrow(
            () ->
                new IOException(
                    "%s names no format that is written: end it in one of %s"
                        .formatted(file, ImageFormat.written())));
  }

  /**
   * Encodes a picture.
   *
   * @param name for messages
   */
  static byte[] encode(BufferedImage picture, ImageFormat format, String name) throws IOException {
    return encode(picture, format, name, null);
  }

  private static byte[] encode(
      BufferedImage picture, ImageFormat format, String name, byte[] original) throws IOException {
    BufferedImage image = picture.isAlphaPremultiplied() ? unmultiplied(picture) : picture;
    if (format == ImageFormat.PNG && ParallelPng.isLarge(image)) {
      BufferedImage pixel = image.getSubimage(0, 0, 1, 1);
      byte[] file = ParallelPng.encode(image, encodeWithJava(pixel, format, name, original));
      if (file != null) {
        return file;
      }
    }
    return encodeWithJava(image, format, name, original);
  }

  private static byte[] encodeWithJava(
      BufferedImage image, ImageFormat format, String name, byte[] original) throws IOException {
    ImageWriter writer = writer(image, format, name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      IIOMetadata metadata = null;
      if (format == ImageFormat.JPEG) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
      } else if (format == ImageFormat.PNG) {
        var type = ImageTypeSpecifier.createFromRenderedImage(image);
        metadata = writer.getDefaultImageMetadata(type, parameters);
        Profiles.addToPng(image.getColorModel().getColorSpace(), metadata);
      } else if (format == ImageFormat.TIFF && original != null) {
        var type = ImageTypeSpecifier.createFromRenderedImage(image);
        metadata = TiffNotes.into(writer.getDefaultImageMetadata(type, parameters), original);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static ImageWriter writer(BufferedImage image, ImageFormat format, String name)
      throws IOException {
    Optional<ImageWriterSpi> encoder =
        JavaCodecs.encoder(format.name().toLowerCase(Locale.ROOT), image);
    if (!format.isWritten() || encoder.isEmpty()) {
      throw new IOException(
          "%s can't be written: %s files don't hold %d channels of %d bits; end it in .png"
              .formatted(
                  name,
                  format,
                  image.getColorModel().getNumComponents(),
                  image.getColorModel().getComponentSize(0)));
    }
    return encoder.get().createWriterInstance();
  }

  private static BufferedImage unmultiplied(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(
        0, 0, width, height, picture.getRGB(0, 0, width, height, null, 0, width), 0, width);
    return image;
  }
}
