package io.github.dl4jinpaint.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file in CIFAR-10's binary layout: records of a label byte and the red, green and blue planes of
 * 32×32 pixels.
 */
final class CifarFile implements Serializable, Closeable {
  static final int SIDE = 32;
  static final int PIXEL_BYTES = 3 * SIDE * SIDE;
  static final int RECORD_BYTES = 1 + PIXEL_BYTES;

  private static final long serialVersionUID = 1;

  private final File file;
  private final int records;

  /** Null where none is known. */
  private final String md5;

  // Not a FileChannel: DL4J interrupts its prefetching thread when an iterator is reset, and an
  // interrupted read would close the channel.
  private transient RandomAccessFile open;

  CifarFile(File file, int records, String md5) {
    this.file = file.getAbsoluteFile();
    this.records = records;
    this.md5 = md5;
  }

  /** A file of any number of records, without a checksum. */
  static CifarFile ofAnySize(File file) throws IOException {
    if (!file.isFile()) {
      throw new FileNotFoundException(file + " doesn't exist or isn't a file");
    }
    long bytes = file.length();
    if (bytes == 0 || bytes % RECORD_BYTES != 0) {
      throw new IOException(
          file
              + " has "
              + bytes
              + " bytes, but a file in CIFAR-10's binary layout has a multiple of "
              + RECORD_BYTES);
    }
    return new CifarFile(file, Math.toIntExact(bytes / RECORD_BYTES), null);
  }

  int records() {
    return records;
  }

  String name() {
    return file.getName();
  }

  boolean exists() {
    return file.isFile();
  }

  URI uri(int record) {
    return URI.create(file.toURI() + "#record=" + record);
  }

  /** Checks the file and opens it, unless it is open. */
  synchronized void open() throws IOException {
    if (open == null) {
      check();
      open = new RandomAccessFile(file, "r");
    }
  }

  synchronized void read(int record, byte[] rgb) throws IOException {
    open();
    open.seek((long) record * RECORD_BYTES + 1);
    open.readFully(rgb, 0, PIXEL_BYTES);
  }

  synchronized int label(int record) throws IOException {
    open();
    open.seek((long) record * RECORD_BYTES);
    return open.readUnsignedByte();
  }

  @Override
  public synchronized void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** Reads the whole file once: its size, its labels and its checksum must be right. */
  void check() throws IOException {
    if (!exists()) {
      throw new FileNotFoundException(file + " is missing");
    }
    long expected = (long) records * RECORD_BYTES;
    if (file.length() != expected) {
      throw new IOException(
          file + " has " + file.length() + " bytes instead of " + expected + ": " + replaceIt());
    }
    MessageDigest digest = Checksums.md5();
    try (InputStream in = new BufferedInputStream(new FileInputStream(file), 1 << 16)) {
      byte[] bytes = new byte[RECORD_BYTES];
      for (int record = 0; record < records; record++) {
        in.readNBytes(bytes, 0, RECORD_BYTES);
        checkLabel(bytes[0], file + ", record " + record);
        digest.update(bytes);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (md5 != null && !md5.equals(found)) {
      throw new IOException(
          file + " has the MD5 checksum " + found + " instead of " + md5 + ": " + replaceIt());
    }
  }

  private static String replaceIt() {
    return "the file is damaged or another one; delete it and fetch it again";
  }

  /** A label is one of ten classes; anything else isn't CIFAR-10. */
  static void checkLabel(byte label, String where) throws IOException {
    int value = Byte.toUnsignedInt(label);
    if (value >= Cifar10.LABELS.size()) {
      throw new IOException(
          where + ": the label is " + value + ", but CIFAR-10's labels are 0 to 9");
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
