package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.TestImages;
import io.github.dl4jinpaint.data.cifar10.Cifar10Archive.DataFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** An archive like CIFAR-10's: a file of 30 training images and a file of 20 test images. */
public final class SmallCifar10 {
  public static final String FOLDER = "cifar-10-batches-bin/";
  public static final byte[] TRAIN = Arrays.copyOf(TestImages.cifarBytes(), 30 * 3073);
  public static final byte[] TEST =
      Arrays.copyOfRange(TestImages.cifarBytes(), 30 * 3073, 50 * 3073);

  private SmallCifar10() {}

  public static Cifar10Archive archive(URI uri, byte[] packed, Patience patience) {
    return new Cifar10Archive(
        uri,
        packed.length,
        DigestUtils.md5Hex(packed),
        patience,
        List.of(new DataFile("train.bin", 30, DigestUtils.md5Hex(TRAIN))),
        List.of(new DataFile("test.bin", 20, DigestUtils.md5Hex(TEST))));
  }

  public static byte[] packed() throws IOException {
    return new Packer().good().file(FOLDER + "readme.html", new byte[10]).done();
  }

  /** An archive being put together. */
  public static final class Packer {
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
