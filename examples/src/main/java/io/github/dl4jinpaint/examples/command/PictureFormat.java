package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageFormat;
import java.nio.file.Path;
import java.util.Locale;

/** What format filled pictures are written in. */
public enum PictureFormat {
  /** Without loss. */
  PNG,

  /** With loss, and small. */
  JPEG,

  /** Without loss. */
  TIFF,

  /** Without loss, and large. */
  BMP,

  /** That of the picture as it came. */
  INPUT;

  /** The extension of a picture's output. */
  String of(Path picture) {
    return switch (this) {
      case PNG -> "png";
      case JPEG -> "jpg";
      case TIFF -> "tif";
      case BMP -> "bmp";
      case INPUT -> extension(picture);
    };
  }

  /** The extension of a picture's output, where only its content tells its format. */
  String of(byte[] picture) {
    String found =
        ImageFormat.ofContent(picture)
            .map(ImageFormat::name)
            .orElse("png")
            .toLowerCase(Locale.ROOT);
    return of(Path.of("picture." + found));
  }

  /**
   * Refuses a format that pictures are read in only.
   *
   * @throws IllegalArgumentException where it is one
   */
  static void requireWritten(ImageFormat format) {
    if (!format.isWritten()) {
      throw new IllegalArgumentException(format + " isn't written: take --format png");
    }
  }

  /** What comes after a file name's last point, in lower case; nothing where there is no point. */
  public static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(stem(file).length()).replaceFirst("^\\.", "").toLowerCase(Locale.ROOT);
  }

  /** What comes before a file name's last point. */
  public static String stem(Path file) {
    String name = file.getFileName().toString();
    int point = name.lastIndexOf('.');
    return point > 0 ? name.substring(0, point) : name;
  }
}
