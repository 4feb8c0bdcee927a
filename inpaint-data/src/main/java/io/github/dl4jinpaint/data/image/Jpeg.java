package io.github.dl4jinpaint.data.image;

/** What can be told of a JPEG file without decoding it (ITU T.81, annex B). */
public final class Jpeg {
  private static final int MARKER = 0xFF;
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  private Jpeg() {}

  /**
   * Whether a file is a JPEG.
   *
   * @param file its bytes
   * @return whether it begins like one
   */
  public static boolean is(byte[] file) {
    return file.length > 2 && at(file, 0) == MARKER && at(file, 1) == 0xD8 && at(file, 2) == MARKER;
  }

  /**
   * Whether the image comes to its end. Within coded data the end's marker doesn't occur; within
   * the segments before it (a thumbnail's) it may.
   *
   * @param file a JPEG's bytes
   * @return whether the end is there
   */
  public static boolean isComplete(byte[] file) {
    int scan = firstScan(file);
    for (int i = file.length - 2; scan >= 0 && i > scan; i--) {
      if (at(file, i) == MARKER && at(file, i + 1) == END_OF_IMAGE) {
        return true;
      }
    }
    return false;
  }

  /** Where the coded data begin; −1 where they don't. */
  private static int firstScan(byte[] file) {
    int i = 2;
    while (i + 3 < file.length && at(file, i) == MARKER) {
      int kind = at(file, i + 1);
      if (kind == START_OF_SCAN) {
        return i;
      }
      // A marker may be preceded by any number of fill bytes.
      i += kind == MARKER ? 1 : 2 + (at(file, i + 2) << 8 | at(file, i + 3));
    }
    return -1;
  }

  private static int at(byte[] file, int i) {
    return Byte.toUnsignedInt(file[i]);
  }
}
