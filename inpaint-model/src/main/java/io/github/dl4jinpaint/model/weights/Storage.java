package io.github.dl4jinpaint.model.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Bytes of a file that tensors lie in. */
interface Storage {

  /** How many there are. */
  long size();

  /**
   * Reads some of them.
   *
   * @param from the first one
   * @param length how many, of those that there are
   * @throws IOException where the file is shorter than it says
   */
  ByteBuffer read(long from, int length) throws IOException;

  /** A part of a file. */
  record Region(FileChannel file, String path, long start, long size) implements Storage {

    @Override
    public ByteBuffer read(long from, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (file.read(bytes, start + from + bytes.position()) < 0) {
          throw new EOFException(path + " ends early");
        }
      }
      return bytes.flip();
    }
  }

  /** An entry that isn't packed, of a zip file. */
  record Entry(ZipFile zip, ZipEntry entry) implements Storage {

    @Override
    public long size() {
      return entry.getSize();
    }

    @Override
    public ByteBuffer read(long from, int length) throws IOException {
      try (var in = zip.getInputStream(entry)) {
        in.skipNBytes(from);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
          throw new EOFException("it ends early");
        }
        return ByteBuffer.wrap(bytes);
      } catch (IOException e) {
        throw new IOException(
            "%s: its entry %s can't be read: %s"
                .formatted(zip.getName(), entry.getName(), e.getMessage()),
            e);
      }
    }
  }
}
