package io.github.dl4jinpaint.examples.command;

import java.nio.file.Path;
import java.util.Locale;

/** What format filled pictures are written in. */
public enum PictureFormat {
  /** Without loss. */
  PNG,

  /** That of the picture as it came. */
  INPUT;

  /** The extension of a picture's output. */
  String of(Path picture) {
    return this == PNG ? "png" : extension(picture);
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
