package io.github.dl4jinpaint.data.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JPEG file's segments (ITU-T T.81, annex B), up to its first scan.
 *
 * <p>Decoders guess colours by segments that programs write in many ways, and differ: Java's takes
 * three components of unusual numbers for red, green and blue, and refuses odd profiles. So they
 * are read here, and decoders are given {@linkplain #plain files} that leave nothing to guess.
 */
final class JpegFile {

  private static final int MARKER = 0xFF;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;

  /** JFIF 1.02, square pixels, no thumbnail: the three components are YCbCr. */
  private static final byte[] YCBCR = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0
  };

  /** Adobe's segment, of transform 0: the three components are RGB. */
  private static final byte[] RGB = {
    (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private static final String EXIF = "Exif\0\0";
  private static final String ICC = "ICC_PROFILE\0";

  /** A segment: its marker, where it begins, and the length of all of it. */
  record Segment(int marker, int start, int length) {
    int content() {
      return start + 4;
    }
  }

  private final byte[] file;
  private final List<Segment> segments = new ArrayList<>();
  private final int scan;
  private int process = -1;
  private int precision;
  private int[] components = {};

  /**
   * Reads the segments.
   *
   * @throws IOException if they don't lead to a picture; the message goes on after "it"
   */
  JpegFile(byte[] file) throws IOException {
    this.file = file;
    int i = 2;
    while (true) {
      while (at(i) == MARKER && at(i + 1) == MARKER) {
        i++; // A marker may be preceded by any number of fill bytes.
      }
      if (at(i) != MARKER) {
        throw new IOException("is a JPEG whose header is cut off or damaged");
      }
      if (at(i + 1) == START_OF_SCAN) {
        break;
      }
      Segment segment = new Segment(at(i + 1), i, 2 + (at(i + 2) << 8 | at(i + 3)));
      if (segment.length < 4) {
        throw new IOException("is a JPEG whose header is damaged");
      }
      segments.add(segment);
      if (isFrame(segment.marker)) {
        readFrame(segment);
      }
      i += segment.length;
    }
    this.scan = i;
    if (process < 0) {
      throw new IOException("is a JPEG without a frame's header");
    }
  }

  private int at(int i) throws IOException {
    if (i >= file.length) {
      throw new IOException("is a JPEG that ends too early");
    }
    return Byte.toUnsignedInt(file[i]);
  }

  /** C4, C8 and CC are tables. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private void readFrame(Segment segment) throws IOException {
    process = segment.marker - 0xC0;
    precision = at(segment.content());
    components = new int[at(segment.content() + 5)];
    for (int i = 0; i < components.length; i++) {
      components[i] = at(segment.content() + 6 + 3 * i);
    }
  }

  /**
   * Sees to it that decoders read it.
   *
   * @throws IOException if it is of a kind that they don't, or cut off; the message goes on after
   *     "it"
   */
  void requireReadable() throws IOException {
    if (components.length == 4) {
      throw new IOException("is a JPEG in CMYK: convert it to RGB");
    }
    if (components.length != 1 && components.length != 3) {
      throw new IOException(
          "is a JPEG of %d components: convert it to RGB or grey".formatted(components.length));
    }
    if (precision != 8 || process > 2) {
      throw new IOException(
          "is a JPEG of an unusual kind (process %d, %d bits; lossless or arithmetic coding): save it as an ordinary JPEG or as PNG"
              .formatted(process, precision));
    }
    // Decoders fill up what is missing without saying so.
    if (!isComplete()) {
      throw new IOException("is a JPEG that ends too early");
    }
  }

  /**
   * Whether the image comes to its end. Within coded data the end's marker doesn't occur; within
   * the segments before it (a thumbnail's) it may.
   */
  private boolean isComplete() throws IOException {
    for (int i = file.length - 2; i > scan; i--) {
      if (at(i) == MARKER && at(i + 1) == END_OF_IMAGE) {
        return true;
      }
    }
    return false;
  }

  /**
   * The file without what applications added, but for a segment that tells how colours are coded:
   * as JFIF and Adobe's segment say, or as libjpeg and so all viewers guess without them.
   */
  byte[] plain() {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(file.length + YCBCR.length);
    plain.write(file, 0, 2);
    plain.writeBytes(isRgb() ? RGB : YCBCR);
    for (Segment segment : segments) {
      boolean application = segment.marker >= APP0 && segment.marker <= APP15;
      if (!application && segment.marker != COMMENT) {
        plain.write(file, segment.start, segment.length);
      }
    }
    plain.write(file, scan, file.length - scan);
    return plain.toByteArray();
  }

  private boolean isRgb() {
    if (segments.stream().anyMatch(s -> s.marker == APP0 && holds(s, "JFIF\0", 5))) {
      return false;
    }
    for (Segment segment : segments) {
      if (segment.marker == APP14 && holds(segment, "Adobe", 12)) {
        return file[segment.content() + 11] == 0;
      }
    }
    return Arrays.equals(components, new int[] {'R', 'G', 'B'});
  }

  private boolean holds(Segment segment, String start, int length) {
    return segment.length - 4 >= length && ImageFormat.starts(file, segment.content(), start);
  }

  /** Unit and numbers of pixels, five bytes of JFIF's segment; null where there is none. */
  byte[] density() {
    for (Segment segment : segments) {
      if (segment.marker == APP0 && holds(segment, "JFIF\0", 12)) {
        return Arrays.copyOfRange(file, segment.content() + 7, segment.content() + 12);
      }
    }
    return null;
  }

  /** The comments' whole segments. */
  List<byte[]> comments() {
    return segments.stream()
        .filter(segment -> segment.marker == COMMENT)
        .map(s -> Arrays.copyOfRange(file, s.start, s.start + s.length))
        .toList();
  }

  /** A segment of EXIF data. */
  static byte[] exifSegment(byte[] exif) {
    int length = 2 + EXIF.length() + exif.length;
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.writeBytes(
        new byte[] {(byte) MARKER, (byte) APP1, (byte) (length >> 8), (byte) length});
    segment.writeBytes(EXIF.getBytes(StandardCharsets.ISO_8859_1));
    segment.writeBytes(exif);
    return segment.toByteArray();
  }

  /** The EXIF data; null where there are none. */
  byte[] exif() {
    for (Segment segment : segments) {
      if (segment.marker == APP1 && holds(segment, EXIF, EXIF.length())) {
        return Arrays.copyOfRange(
            file, segment.content() + EXIF.length(), segment.start + segment.length);
      }
    }
    return null;
  }

  /**
   * The colour profile; null where there is none for RGB. Parts that are numbered wrongly, doubled
   * or missing leave none, and of two profiles in a part each the first counts.
   */
  ICC_Profile profile() {
    byte[][] parts = null;
    for (Segment segment : segments) {
      int number = segment.content() + ICC.length();
      if (segment.marker == APP2 && holds(segment, ICC, ICC.length() + 2)) {
        int count = Byte.toUnsignedInt(file[number + 1]);
        int index = Byte.toUnsignedInt(file[number]) - 1;
        parts = parts == null ? new byte[count][] : parts;
        if (index < 0 || index >= parts.length) {
          return null;
        }
        if (parts[index] == null) {
          parts[index] = Arrays.copyOfRange(file, number + 2, segment.start + segment.length);
        }
      }
    }
    return parts == null ? null : joined(parts);
  }

  private static ICC_Profile joined(byte[][] parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      if (part == null) {
        return null;
      }
      whole.writeBytes(part);
    }
    try {
      ICC_Profile profile = ICC_Profile.getInstance(whole.toByteArray());
      return profile.getColorSpaceType() == ColorSpace.TYPE_RGB ? profile : null;
    } catch (IllegalArgumentException | CMMException e) {
      return null; // The picture itself can be read: a damaged profile doesn't make it worthless.
    }
  }
}
