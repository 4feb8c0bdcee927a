package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.cifar10.Cifar10Archive.DataFile;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Takes data files out of a packed archive of CIFAR-10, by their exact names; whatever else it
 * holds stays in it. A file is written only after its bytes have been checked.
 */
final class Cifar10Unpacker implements Closeable {
  private final TarArchiveInputStream tar;

  /** By their names in the archive. */
  private final Map<String, DataFile> missing;

  /** How many bytes the entries up to the last wanted one may have: all the files and some more. */
  private long allowance;

  private Cifar10Unpacker(InputStream packed, Cifar10Archive archive, Collection<DataFile> wanted)
      throws IOException {
    this.tar = new TarArchiveInputStream(new GzipCompressorInputStream(packed));
    this.missing =
        wanted.stream()
            .collect(
                Collectors.toMap(
                    file -> Cifar10Archive.FOLDER + "/" + file.name(), Function.identity()));
    this.allowance = Cifar10Archive.size(archive.files()) + 1_000_000;
  }

  /**
   * Unpacks files into a folder.
   *
   * @throws TransferException if the archive doesn't hold them as they should be
   * @throws IOException if they can't be written
   */
  static void unpack(Path packed, Cifar10Archive archive, Collection<DataFile> wanted, Path folder)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(packed), 1 << 16);
        Cifar10Unpacker unpacker = open(in, archive, wanted)) {
      while (!unpacker.missing.isEmpty()) {
        TarArchiveEntry entry = unpacker.next();
        DataFile file = unpacker.missing.remove(entry.getName());
        store(unpacker.content(entry, file), folder.resolve(file.name()));
      }
    }
  }

  private static Cifar10Unpacker open(
      InputStream packed, Cifar10Archive archive, Collection<DataFile> wanted)
      throws TransferException {
    try {
      return new Cifar10Unpacker(packed, archive, wanted);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static TransferException damaged(IOException e) {
    return TransferException.lasting("the archive is damaged: " + e.getMessage(), e);
  }

  /** Goes on to the next of the missing files. */
  private TarArchiveEntry next() throws TransferException {
    TarArchiveEntry entry;
    do {
      try {
        entry = (TarArchiveEntry) tar.getNextEntry();
      } catch (IOException e) {
        throw damaged(e);
      }
      if (entry == null) {
        throw TransferException.lasting("the archive doesn't hold " + missing.keySet(), null);
      }
      allowance -= entry.getSize();
      if (allowance < 0) {
        throw TransferException.lasting(
            "the archive holds too much: %s has %d bytes"
                .formatted(entry.getName(), entry.getSize()),
            null);
      }
    } while (!isPlainFile(entry) || !missing.containsKey(entry.getName()));
    return entry;
  }

  private static boolean isPlainFile(TarArchiveEntry entry) {
    return !entry.isDirectory()
        && !entry.isLink()
        && !entry.isSymbolicLink()
        && !entry.isFIFO()
        && !entry.isCharacterDevice()
        && !entry.isBlockDevice();
  }

  private byte[] content(TarArchiveEntry entry, DataFile file) throws TransferException {
    if (entry.getSize() != file.size()) {
      throw TransferException.lasting(
          "%s has %d bytes in the archive instead of %d"
              .formatted(entry.getName(), entry.getSize(), file.size()),
          null);
    }
    byte[] content;
    try {
      content = tar.readNBytes(Math.toIntExact(file.size()));
    } catch (IOException e) {
      throw damaged(e);
    }
    String found = DigestUtils.md5Hex(content);
    if (!found.equals(file.md5())) {
      throw TransferException.lasting(
          "%s has the MD5 checksum %s in the archive instead of %s"
              .formatted(entry.getName(), found, file.md5()),
          null);
    }
    return content;
  }

  private static void store(byte[] content, Path file) throws IOException {
    if (!Files.isDirectory(file.getParent())) {
      Files.createDirectory(file.getParent());
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, content);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
