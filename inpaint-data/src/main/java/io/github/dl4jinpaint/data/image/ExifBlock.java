package io.github.dl4jinpaint.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * EXIF data of a picture that was changed: without what isn't true any more. The block stays as it
 * is otherwise, since makers' notes hold places within it.
 */
final class ExifBlock {

  private static final int ORIENTATION = 0x0112;
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final int WIDTH = 0xA002;
  private static final int HEIGHT = 0xA003;
  private static final int THUMBNAIL_PLACE = 0x0201;
  private static final int THUMBNAIL_LENGTH = 0x0202;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;

  private final ByteBuffer block;
  private final int width;
  private final int height;

  private ExifBlock(ByteBuffer block, int width, int height) {
    this.block = block;
    this.width = width;
    this.height = height;
  }

  /**
   * The block for an upright picture of this size, without the thumbnail.
   *
   * @return null where it is damaged
   */
  static byte[] of(byte[] exif, int width, int height) {
    try {
      ByteBuffer block = ByteBuffer.wrap(exif.clone());
      block.order(exif[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      new ExifBlock(block, width, height).correct();
      return block.array();
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return null; // Nobody could read it.
    }
  }

  private void correct() {
    int first = block.getInt(4);
    int entries = entries(first);
    for (int i = 0; i < entries; i++) {
      int entry = first + 2 + i * ENTRY;
      int tag = Short.toUnsignedInt(block.getShort(entry));
      if (tag == ORIENTATION) {
        set(entry, 1);
      } else if (tag == EXIF_DIRECTORY) {
        correctSize(block.getInt(entry + 8));
      }
    }
    int next = first + 2 + entries * ENTRY;
    if (block.getInt(next) != 0) {
      eraseThumbnail(block.getInt(next));
      block.putInt(next, 0);
    }
  }

  private int entries(int directory) {
    return Short.toUnsignedInt(block.getShort(directory));
  }

  private void set(int entry, int value) {
    if (block.getShort(entry + 2) == SHORT) {
      block.putShort(entry + 8, (short) value);
    } else {
      block.putInt(entry + 8, value);
    }
  }

  private void correctSize(int directory) {
    for (int i = 0; i < entries(directory); i++) {
      int entry = directory + 2 + i * ENTRY;
      int tag = Short.toUnsignedInt(block.getShort(entry));
      if (tag == WIDTH || tag == HEIGHT) {
        set(entry, tag == WIDTH ? width : height);
      }
    }
  }

  /** It shows what was to go. */
  private void eraseThumbnail(int directory) {
    int place = 0;
    int length = 0;
    for (int i = 0; i < entries(directory); i++) {
      int entry = directory + 2 + i * ENTRY;
      int tag = Short.toUnsignedInt(block.getShort(entry));
      place = tag == THUMBNAIL_PLACE ? block.getInt(entry + 8) : place;
      length = tag == THUMBNAIL_LENGTH ? block.getInt(entry + 8) : length;
    }
    block.put(place, new byte[length]);
  }
}
