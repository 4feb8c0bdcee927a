package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.cifar10.Cifar10Archive.DataFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.codec.digest.DigestUtils;

/** Unpacks an archive like CIFAR-10's, which is 170 MB, from within the library's own package. */
public final class SmallArchive {

  private SmallArchive() {}

  /**
   * Packs records and unpacks them.
   *
   * @return the file
   */
  public static Path unpacked(Path folder, byte[] records) throws IOException {
    Path packed = folder.resolve("packed.tar.gz");
    try (OutputStream file = Files.newOutputStream(packed);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(file))) {
      TarArchiveEntry entry = new TarArchiveEntry(Cifar10Archive.FOLDER + "/images.bin");
      entry.setSize(records.length);
      tar.putArchiveEntry(entry);
      tar.write(records);
      tar.closeArchiveEntry();
    }
    DataFile images = new DataFile("images.bin", records.length / 3073, DigestUtils.md5Hex(records));
    Cifar10Archive archive =
        new Cifar10Archive(URI.create("http://127.0.0.1/"), Files.size(packed), "", null, List.of(images), List.of());
    Cifar10Unpacker.unpack(packed, archive, List.of(images), folder);
    return folder.resolve("images.bin");
  }
}
