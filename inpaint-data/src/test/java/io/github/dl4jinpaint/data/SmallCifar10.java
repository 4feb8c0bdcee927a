package io.github.dl4jinpaint.data;

import io.github.dl4jinpaint.data.Cifar10Archive.DataFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** An archive like CIFAR-10's: a file of 30 training images and a file of 20 test images. */
final class SmallCifar10 {
  static final String FOLDER = "cifar-10-batches-bin/";
  static final byte[] TRAIN = Arrays.copyOf(TestImages.cifarBytes(), 30 * 3073);
  static final byte[] TEST = Arrays.copyOfRange(TestImages.cifarBytes(), 30 * 3073, 50 * 3073);

  private SmallCifar10() {}

  static Cifar10Archive archive(URI uri, byte[] packed, Patience patience) {
    return new Cifar10Archive(
        uri,
        packed.length,
        TestImages.md5(packed),
        patience,
        List.of(new DataFile("train.bin", 30, TestImages.md5(TRAIN))),
        List.of(new DataFile("test.bin", 20, TestImages.md5(TEST))));
  }

  static byte[] packed() throws IOException {
    return new Packer().good().file(FOLDER + "readme.html", new byte[10]).done();
  }

  /** An archive being put together. */
  static final class Packer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    Packer() throws IOException {
      tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes));
    }

    Packer good() throws IOException {
      return file(FOLDER + "train.bin", TRAIN).file(FOLDER + "test.bin", TEST);
    }

    Packer file(String name, byte[] content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    }

    /** A link, a folder or what else has no content. */
    Packer empty(String name, byte type, String to) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, type);
      entry.setLinkName(to);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
      return this;
    }

    byte[] done() throws IOException {
      tar.close();
      return bytes.toByteArray();
    }
  }
}
