package io.github.dl4jinpaint.data;

import io.github.dl4jinpaint.data.Cifar10Archive.DataFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Brings the files of CIFAR-10's archive into a folder: all of them, whole and checked, or none.
 */
final class Cifar10Download {
  private static final String CLASS_NAMES = "batches.meta.txt";
  private static final int CLASS_NAMES_MAX_BYTES = 4096;

  /** A file lock keeps out other processes only; this one the threads of this process. */
  private static final Object LOCK = new Object();

  private final Cifar10Archive archive;
  private final Path folder;

  Cifar10Download(Cifar10Archive archive, Path folder) {
    this.archive = archive;
    this.folder = folder.toAbsolutePath();
  }

  /** Downloads the archive unless the files have come in the meantime. */
  void run() throws IOException {
    synchronized (LOCK) {
      try {
        Files.createDirectories(folder);
        Path lockFile = folder.resolve(".lock");
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          if (lock.isValid() && isIncomplete()) {
            fetch();
          }
        } finally {
          // Two who get past each other this way do no harm: files move into place as a whole.
          Files.deleteIfExists(lockFile);
        }
      } catch (IOException e) {
        throw new IOException(whatToDo(e), e);
      }
    }
  }

  private boolean isIncomplete() {
    return archive.files().stream().anyMatch(file -> !file.in(folder).exists());
  }

  private String whatToDo(IOException e) {
    return ("CIFAR-10 can't be downloaded from %s (%s):"
            + " download it by hand and unpack it in %s, so that %s is there")
        .formatted(
            archive.uri(),
            e.getMessage() == null ? e.toString() : e.getMessage(),
            folder,
            folder.resolve(Cifar10Archive.FOLDER));
  }

  private void fetch() throws IOException {
    Path work = Files.createTempDirectory(folder, ".download");
    try {
      Path packed = work.resolve("archive");
      download(packed);
      Path unpacked = Files.createDirectory(work.resolve("unpacked"));
      unpack(packed, unpacked);
      for (DataFile file : archive.files()) {
        new CifarFile(unpacked.resolve(file.name()).toFile(), file.records(), file.md5()).check();
      }
      moveIntoPlace(unpacked);
    } finally {
      deleteAll(work);
    }
  }

  private void download(Path packed) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(archive.patience())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest request = HttpRequest.newBuilder(archive.uri()).timeout(archive.patience()).build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = new PatientInputStream(response.body(), archive.patience())) {
        if (response.statusCode() != 200) {
          throw new IOException("the server answered with status " + response.statusCode());
        }
        save(body, packed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void save(InputStream body, Path packed) throws IOException {
    MessageDigest digest = Checksums.md5();
    long size = 0;
    try (OutputStream out = Files.newOutputStream(packed);
        ProgressBar progress =
            new ProgressBarBuilder()
                .setTaskName("CIFAR-10")
                .setUnit(" MB", 1_000_000)
                .setInitialMax(archive.size())
                .build()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = body.read(buffer); n >= 0 && size <= archive.size(); n = body.read(buffer)) {
        out.write(buffer, 0, n);
        digest.update(buffer, 0, n);
        size += n;
        progress.stepBy(n);
      }
    }
    if (size != archive.size()) {
      throw new IOException(
          size > archive.size()
              ? "more than the expected " + archive.size() + " bytes came"
              : size + " bytes came instead of " + archive.size());
    }
    String md5 = HexFormat.of().formatHex(digest.digest());
    if (!md5.equals(archive.md5())) {
      throw new IOException(
          "the archive has the MD5 checksum " + md5 + " instead of " + archive.md5());
    }
  }

  /** Takes the expected files by their exact names; whatever else the archive holds stays in it. */
  private void unpack(Path packed, Path unpacked) throws IOException {
    Map<String, DataFile> missing = new HashMap<>();
    archive.files().forEach(file -> missing.put(Cifar10Archive.FOLDER + "/" + file.name(), file));
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GzipCompressorInputStream(
                new BufferedInputStream(Files.newInputStream(packed), 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        boolean plain = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
        if (plain && entry.getName().equals(Cifar10Archive.FOLDER + "/" + CLASS_NAMES)) {
          Files.write(unpacked.resolve(CLASS_NAMES), tar.readNBytes(CLASS_NAMES_MAX_BYTES));
        } else if (plain && missing.containsKey(entry.getName())) {
          unpackData(tar, entry, missing.remove(entry.getName()), unpacked);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new IOException("the archive doesn't hold " + missing.keySet());
    }
  }

  private static void unpackData(
      TarArchiveInputStream tar, TarArchiveEntry entry, DataFile file, Path unpacked)
      throws IOException {
    if (entry.getSize() != file.size()) {
      throw new IOException(
          "%s has %d bytes in the archive instead of %d"
              .formatted(entry.getName(), entry.getSize(), file.size()));
    }
    Files.copy(tar, unpacked.resolve(file.name()));
  }

  private void moveIntoPlace(Path unpacked) throws IOException {
    Path place = Files.createDirectories(folder.resolve(Cifar10Archive.FOLDER));
    for (Path file : children(unpacked)) {
      Files.move(file, place.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void deleteAll(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
