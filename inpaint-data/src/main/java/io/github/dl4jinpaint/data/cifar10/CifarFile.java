package io.github.dl4jinpaint.data.cifar10;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;

/**
 * A file in CIFAR-10's binary layout: records of a label byte and the red, green and blue planes of
 * 32×32 pixels.
 */
final class CifarFile implements Serializable, Closeable {
  static final int SIDE = Cifar10.SIDE;
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

  boolean isIn(Path folder) {
    return file.toPath().startsWith(folder.toAbsolutePath());
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
    read((long) record * RECORD_BYTES + 1, rgb, PIXEL_BYTES);
  }

  synchronized int label(int record) throws IOException {
    byte[] label = new byte[1];
    read((long) record * RECORD_BYTES, label, 1);
    return Byte.toUnsignedInt(label[0]);
  }

  private void read(long position, byte[] bytes, int count) throws IOException {
    open();
    try {
      open.seek(position);
      open.readFully(bytes, 0, count);
    } catch (EOFException e) {
      throw new IOException(file + " has become shorter since it was opened", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /**
   * Reads the whole file once: its size and its checksum must be right, or its labels where no
   * checksum is known.
   */
  void check() throws IOException {
    if (!exists()) {
      throw new FileNotFoundException(file + " is missing");
    }
    long expected = (long) records * RECORD_BYTES;
    if (file.length() != expected) {
      throw new IOException(
          file + " has " + file.length() + " bytes instead of " + expected + ": " + replaceIt());
    }
    if (md5 == null) {
      checkLabels();
    } else {
      checkMd5();
    }
  }

  private void checkLabels() throws IOException {
    try (InputStream in = new BufferedInputStream(new FileInputStream(file), 1 << 16)) {
      for (int record = 0; record < records; record++) {
        checkLabel((byte) in.read(), file + ", record " + record);
        in.skipNBytes(PIXEL_BYTES);
      }
    }
  }

  private void checkMd5() throws IOException {
    String found = Checksums.md5(file.toPath());
    if (!md5.equals(found)) {
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
