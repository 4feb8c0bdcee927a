package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.cifar10.Cifar10Archive.DataFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Brings the files of CIFAR-10 that are missing or damaged into the cache folder. Of several
 * threads and processes that want them at once, one does; the others wait for it.
 */
final class Cifar10Download {

  /** A file lock keeps out other processes only; this one the threads of this process. */
  private static final Object LOCK = new Object();

  private final Cifar10Archive archive;
  private final Path folder;
  private final Path files;
  private final Path packed;

  Cifar10Download(Cifar10Archive archive, Path folder) {
    this.archive = archive;
    this.folder = folder.toAbsolutePath();
    this.files = this.folder.resolve(Cifar10Archive.FOLDER);
    this.packed = this.folder.resolve(archive.fileName());
  }

  /** Downloads the archive unless the files have come in the meantime. */
  void run() throws IOException {
    URI uri = source();
    synchronized (LOCK) {
      try {
        lockAndFetch(uri);
      } catch (TransferException e) {
        throw new IOException(
            ("CIFAR-10 can't be downloaded from %s (%s): try again later, name another address of"
                    + " the same file with the system property %s, or download it by hand as %s")
                .formatted(uri, e.getMessage(), Cifar10.URL_PROPERTY, packed),
            e);
      } catch (IOException e) {
        throw Thread.currentThread().isInterrupted() ? interrupted(e) : notStored(e);
      }
    }
  }

  private URI source() {
    String named = System.getProperty(Cifar10.URL_PROPERTY);
    if (named == null) {
      return archive.uri();
    }
    try {
      URI uri = new URI(named);
      HttpRequest.newBuilder(uri);
      return uri;
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the system property "
              + Cifar10.URL_PROPERTY
              + " is '"
              + named
              + "', but must be an address that begins with http:// or https://",
          e);
    }
  }

  private static IOException interrupted(IOException e) {
    IOException interrupted =
        new InterruptedIOException(
            "CIFAR-10's download was interrupted; what has come is kept for the next run");
    interrupted.initCause(e);
    return interrupted;
  }

  private IOException notStored(IOException e) {
    String reason =
        e.getClass() == IOException.class
            ? e.getMessage()
            : e.getClass().getSimpleName() + ": " + e.getMessage();
    return new IOException(
        ("CIFAR-10 can't be stored in %s (%s). It takes %d MB there, and %d MB more while it is"
                + " unpacked. The system property %s names another folder")
            .formatted(
                folder,
                reason,
                megabytes(Cifar10Archive.size(archive.files())),
                megabytes(archive.size()),
                Cifar10.CACHE_PROPERTY),
        e);
  }

  private void lockAndFetch(URI uri) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Path lockFile = folder.resolve(".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      List<DataFile> wanted = archive.files().stream().filter(this::isWanted).toList();
      if (!wanted.isEmpty()) {
        fetch(uri, wanted);
      }
    }
    // Only now that the files are there: while they aren't, somebody may be waiting for this lock,
    // and the next one to come would make another.
    Files.deleteIfExists(lockFile);
  }

  private boolean isWanted(DataFile file) {
    try {
      file.in(folder).check();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void fetch(URI uri, List<DataFile> wanted) throws IOException {
    Download download =
        new Download(uri, archive.size(), archive.md5(), archive.patience(), packed);
    requireSpace(download.missing() + Cifar10Archive.size(wanted));
    download.run();
    requireSpace(Cifar10Archive.size(wanted));
    try {
      Cifar10Unpacker.unpack(packed, archive, wanted, files);
    } catch (TransferException e) {
      Files.delete(packed);
      throw e;
    }
    Files.delete(packed);
  }

  private void requireSpace(long bytes) throws IOException {
    long free = folder.toFile().getUsableSpace();
    // 0 also where it isn't known.
    if (free > 0 && free < bytes) {
      throw new IOException(
          "%d MB are free, %d MB needed".formatted(free / 1_000_000, megabytes(bytes)));
    }
  }

  private static long megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000;
  }
}
