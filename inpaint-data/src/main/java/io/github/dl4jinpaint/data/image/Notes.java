package io.github.dl4jinpaint.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What a file tells of its picture: EXIF data, resolution and comments of JPEG and PNG files. They
 * are taken over into a file of the same format, in which the picture is upright.
 */
final class Notes {

  private static final Set<String> PNG_CHUNKS = Set.of("eXIf", "pHYs", "tEXt", "zTXt", "iTXt");

  /** Texts that hold EXIF or XMP data of their own, with an orientation that would be wrong. */
  private static final String[] OTHER_METADATA = {"XML:com.adobe.xmp", "Raw profile type"};

  private static final int PNG_HEADER = 8;
  private static final int PNG_FIRST_CHUNK_END = 33;
  private static final int CHUNK_FRAME = 12;
  private static final int JFIF_DENSITY = 13;
  private static final int JFIF_DENSITY_LENGTH = 5;

  /** Where JFIF's segment begins in a file that Java wrote. */
  private static final int JFIF = 2;

  private final byte[] original;
  private final boolean transposed;
  private final int width;
  private final int height;

  /**
   * A file's notes.
   *
   * @param transposed whether the picture was turned by a quarter
   * @param width the new picture's
   * @param height the new picture's
   */
  Notes(byte[] original, boolean transposed, int width, int height) {
    this.original = original;
    this.transposed = transposed;
    this.width = width;
    this.height = height;
  }

  /** A JPEG file of Java's with the notes of another. */
  byte[] intoJpeg(byte[] written) throws IOException {
    JpegFile jpeg = new JpegFile(original);
    byte[] file = written.clone();
    byte[] density = jpeg.density();
    boolean jfif = ImageFormat.starts(file, JFIF + 4, "JFIF\0");
    if (density != null && jfif) {
      ByteBuffer to = ByteBuffer.wrap(file, JFIF_DENSITY, JFIF_DENSITY_LENGTH);
      ByteBuffer from = ByteBuffer.wrap(density);
      to.put(from.get(0));
      to.putShort(from.getShort(transposed ? 3 : 1)).putShort(from.getShort(transposed ? 1 : 3));
    }
    int header = jfif ? JFIF + 2 + ByteBuffer.wrap(file).getShort(JFIF + 2) : JFIF;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(file, 0, header);
    byte[] exif = jpeg.exif() == null ? null : ExifBlock.of(jpeg.exif(), width, height);
    if (exif != null) {
      whole.writeBytes(JpegFile.exifSegment(exif));
    }
    jpeg.comments().forEach(whole::writeBytes);
    whole.write(file, header, file.length - header);
    return whole.toByteArray();
  }

  /** A PNG file of Java's with the notes of another. */
  byte[] intoPng(byte[] written) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(written, 0, PNG_FIRST_CHUNK_END);
    ByteBuffer chunks = ByteBuffer.wrap(original);
    for (int at = PNG_HEADER; at + CHUNK_FRAME <= original.length; ) {
      int length = chunks.getInt(at);
      String type = new String(original, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (PNG_CHUNKS.contains(type) && !isOtherMetadata(at + 8)) {
        byte[] content = new byte[length];
        chunks.get(at + 8, content);
        write(type, corrected(type, content), whole);
      }
      at += CHUNK_FRAME + length;
    }
    whole.write(written, PNG_FIRST_CHUNK_END, written.length - PNG_FIRST_CHUNK_END);
    return whole.toByteArray();
  }

  private boolean isOtherMetadata(int content) {
    for (String start : OTHER_METADATA) {
      if (ImageFormat.starts(original, content, start)) {
        return true;
      }
    }
    return false;
  }

  private byte[] corrected(String type, byte[] content) {
    if (type.equals("eXIf")) {
      return ExifBlock.of(content, width, height);
    }
    if (type.equals("pHYs") && transposed) {
      ByteBuffer from = ByteBuffer.wrap(content.clone());
      return ByteBuffer.wrap(content).putInt(from.getInt(4)).putInt(from.getInt(0)).array();
    }
    return content;
  }

  private static void write(String type, byte[] content, ByteArrayOutputStream to) {
    if (content == null) {
      return;
    }
    byte[] body =
        ByteBuffer.allocate(4 + content.length)
            .put(type.getBytes(StandardCharsets.ISO_8859_1))
            .put(content)
            .array();
    CRC32 checksum = new CRC32();
    checksum.update(body);
    to.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    to.writeBytes(body);
    to.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }
}
