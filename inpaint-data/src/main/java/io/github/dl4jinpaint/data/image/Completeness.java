package io.github.dl4jinpaint.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whether a file is all there, where decoders fill up what is missing without a word. */
final class Completeness {

  private static final int PNG_CHUNKS = 8;
  private static final int PNG_CHUNK_FRAME = 12;
  private static final int BMP_HEADER = 54;
  private static final int BMP_OLD_HEADER = 12;

  private Completeness() {}

  static boolean of(ImageFormat format, byte[] file) {
    return switch (format) {
      case PNG -> png(file);
      case BMP -> bmp(file);
      case WEBP -> webp(file);
      case JPEG, TIFF, GIF, PNM -> true; // Their decoders, or headers, tell.
    };
  }

  private static boolean png(byte[] file) {
    ByteBuffer chunks = ByteBuffer.wrap(file);
    long at = PNG_CHUNKS;
    while (at + PNG_CHUNK_FRAME <= file.length) {
      long next = at + PNG_CHUNK_FRAME + Integer.toUnsignedLong(chunks.getInt((int) at));
      if (ImageFormat.starts(file, (int) at + 4, "IEND")) {
        return next <= file.length;
      }
      at = next;
    }
    return false;
  }

  /** Where pixels aren't compressed. Their rows are of whole groups of four bytes. */
  private static boolean bmp(byte[] file) {
    if (file.length < BMP_HEADER) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(14) <= BMP_OLD_HEADER || header.getInt(30) != 0) {
      return true;
    }
    long row = (header.getInt(18) * (long) header.getShort(28) + 31) / 32 * 4;
    return Integer.toUnsignedLong(header.getInt(10)) + row * Math.abs((long) header.getInt(22))
        <= file.length;
  }

  private static boolean webp(byte[] file) {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    return Integer.toUnsignedLong(header.getInt(4)) + 8 <= file.length;
  }
}
