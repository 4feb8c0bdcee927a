package io.github.dl4jinpaint.model.inpainting;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes pictures to files, in the format that the file's name tells. */
final class PictureWriter {

  private static final Map<String, String> FORMATS =
      Map.of(
          "png", "png", "jpg", "jpeg", "jpeg", "jpeg", "bmp", "bmp", "tif", "tiff", "tiff", "tiff");

  private static final float JPEG_QUALITY = 0.95f;

  private PictureWriter() {}

  static void write(BufferedImage picture, Path file) throws IOException {
    String format = format(file);
    BufferedImage image = picture.isAlphaPremultiplied() ? unmultiplied(picture) : picture;
    ImageWriter writer = writer(image, format, file);
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path beside = folder.resolve(file.getFileName() + ".part");
    try {
      encode(image, writer, format, beside);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      writer.dispose();
      Files.deleteIfExists(beside);
    }
  }

  private static String format(Path file) throws IOException {
    String name = file.getFileName().toString();
    String format = null;
    if (name.contains(".")) {
      format = FORMATS.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
    if (format == null) {
      throw new IOException(
          file + " names no format that is written: end it in .png, .jpg, .tif or .bmp");
    }
    return format;
  }

  private static ImageWriter writer(BufferedImage image, String format, Path file)
      throws IOException {
    Iterator<ImageWriter> writers =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format);
    if (!writers.hasNext()) {
      throw new IOException(
          "%s can't be written: %s files don't hold %d channels of %d bits; end it in .png"
              .formatted(
                  file,
                  format.toUpperCase(Locale.ROOT),
                  image.getColorModel().getNumComponents(),
                  image.getColorModel().getComponentSize(0)));
    }
    return writers.next();
  }

  private static void encode(BufferedImage image, ImageWriter writer, String format, Path file)
      throws IOException {
    // Not ImageIO's stream of a file: one that can't be opened is printed by it, and null returned.
    try (OutputStream stream = Files.newOutputStream(file);
        ImageOutputStream out = new MemoryCacheImageOutputStream(stream)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      IIOMetadata metadata = null;
      if ("jpeg".equals(format)) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
      } else if ("png".equals(format)) {
        var type = ImageTypeSpecifier.createFromRenderedImage(image);
        metadata = writer.getDefaultImageMetadata(type, parameters);
        PngProfile.add(image.getColorModel().getColorSpace(), metadata);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), parameters);
    }
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
