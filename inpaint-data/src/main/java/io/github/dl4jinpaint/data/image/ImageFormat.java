package io.github.dl4jinpaint.data.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The formats of pictures' files that are read; a file's first bytes tell which it is. */
public enum ImageFormat {
  /** Portable Network Graphics; read and written without loss. */
  PNG("PNG", true, "png"),
  /** The usual one of cameras; read and written with loss. In RGB or grey, not in CMYK. */
  JPEG("JPEG", true, "jpg", "jpeg", "jpe"),
  /** Read and written without loss; holds no transparency, no 16 bits and no profile. */
  BMP("BMP", true, "bmp", "dib"),
  /** Of 8 or 16 bits, in RGB or grey; read and written without loss. */
  TIFF("TIFF", true, "tif", "tiff"),
  /** The first picture is read; not written. */
  GIF("GIF", false, "gif"),
  /** The first picture is read; not written. */
  WEBP("WebP", false, "webp"),
  /** Portable bit, grey and pixel maps; not written. */
  PNM("PNM", false, "pbm", "pgm", "ppm", "pnm");

  private final String title;
  private final boolean written;
  private final List<String> extensions;

  ImageFormat(String title, boolean written, String... extensions) {
    this.title = title;
    this.written = written;
    this.extensions = List.of(extensions);
  }

  /**
   * The format that a file's name tells.
   *
   * @param file whose name is looked at, not its content
   * @return the format of its extension, in capitals or not; empty for another one or none
   */
  public static Optional<ImageFormat> ofName(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') < 0
        ? Optional.empty()
        : Arrays.stream(values()).filter(f -> f.extensions.contains(extension)).findFirst();
  }

  /**
   * Whether a file in a folder is meant as a picture.
   *
   * @param file whose name is looked at
   * @return whether it has one of the extensions, and before it a name that doesn't begin with a
   *     dot: hidden files are thumbnails and notes of file managers
   */
  public static boolean isPicture(Path file) {
    return !file.getFileName().toString().startsWith(".") && ofName(file).isPresent();
  }

  /**
   * The extensions of all formats.
   *
   * @return in lower case, without the dot, sorted
   */
  public static List<String> extensions() {
    return Arrays.stream(values()).flatMap(format -> format.extensions.stream()).sorted().toList();
  }

  /** All formats in words. */
  static String names() {
    return Arrays.stream(values()).map(ImageFormat::toString).collect(Collectors.joining(", "));
  }

  /** The extensions that are written, the usual one of each format, in words. */
  static String written() {
    return Arrays.stream(values())
        .filter(ImageFormat::isWritten)
        .map(format -> "." + format.extensions.get(0))
        .collect(Collectors.joining(", "));
  }

  /**
   * Whether pictures are written in it.
   *
   * @return whether {@link Pictures#write} takes it
   */
  public boolean isWritten() {
    return written;
  }

  /**
   * The format that a file's first bytes tell.
   *
   * @param file its content
   * @return the format, whatever the file is called; empty where it is none of these
   */
  public static Optional<ImageFormat> ofContent(byte[] file) {
    return Optional.ofNullable(of(file));
  }

  /** The format of a file's bytes; null where it is none of these. */
  static ImageFormat of(byte[] file) {
    if (starts(file, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (starts(file, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (starts(file, 0, "BM")) {
      return BMP;
    }
    if (Stream.of("II*\0", "MM\0*").anyMatch(start -> starts(file, 0, start))) {
      return TIFF;
    }
    if (starts(file, 0, "GIF8")) {
      return GIF;
    }
    if (starts(file, 0, "RIFF") && starts(file, 8, "WEBP")) {
      return WEBP;
    }
    boolean map = file.length > 2 && file[0] == 'P' && file[1] >= '1' && file[1] <= '6';
    return map && Character.isWhitespace(file[2]) ? PNM : null;
  }

  /** Whether a file's bytes are those of a text's Latin-1 characters from a place on. */
  static boolean starts(byte[] file, int at, String text) {
    boolean same = file.length >= at + text.length();
    for (int i = 0; same && i < text.length(); i++) {
      same = Byte.toUnsignedInt(file[at + i]) == text.charAt(i);
    }
    return same;
  }

  @Override
  public String toString() {
    return title;
  }
}
