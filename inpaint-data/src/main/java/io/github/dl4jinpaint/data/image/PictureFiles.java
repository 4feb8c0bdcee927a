package io.github.dl4jinpaint.data.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds and reads the files of pictures in a folder. */
final class PictureFiles {
  private static final int LARGEST_FILE = 1 << 30;

  private final List<String> found = new ArrayList<>();

  /** The real paths of the folders that were looked into: links may lead to one again. */
  private final Set<Path> visited = new HashSet<>();

  private final String root;

  private PictureFiles(Path folder) {
    this.root = root(folder);
  }

  /** The folder's URI, which its files' names are appended to. */
  static String root(Path folder) {
    String uri = folder.toAbsolutePath().toUri().toASCIIString();
    return uri.endsWith("/") ? uri : uri + "/";
  }

  /**
   * The pictures in a folder and the folders in it, as URIs relative to the folder's. They are in
   * ASCII, so that neither the platform nor its language decides what they are or their order.
   */
  static String[] in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " doesn't exist or isn't a folder");
    }
    PictureFiles files = new PictureFiles(folder);
    files.lookInto(folder.toAbsolutePath());
    if (files.found.isEmpty()) {
      throw new FileNotFoundException(
          "there is no picture in %s or a folder in it: no file's name ends in one of %s"
              .formatted(folder.toAbsolutePath(), ImageFormat.extensions()));
    }
    return files.found.stream().sorted().toArray(String[]::new);
  }

  private void lookInto(Path folder) throws IOException {
    if (!visited.add(folder.toRealPath())) {
      return;
    }
    for (Path entry : entries(folder)) {
      if (Files.isDirectory(entry)) {
        lookInto(entry);
      } else if (isPicture(entry)) {
        found.add(entry.toUri().toASCIIString().substring(root.length()));
      }
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path entry : all) {
        // Hidden files are thumbnails and notes of file managers.
        if (!entry.getFileName().toString().startsWith(".")) {
          entries.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(null);
    return entries;
  }

  /** A link that leads nowhere counts, to be refused by name; a device or a pipe doesn't. */
  private static boolean isPicture(Path file) {
    return ImageFormat.isPicture(file) && (Files.isRegularFile(file) || Files.notExists(file));
  }

  /** What an exception tells: the message of a file system's is the path alone, as a rule. */
  static String reason(IOException e) {
    return e instanceof FileSystemException ? e.toString() : e.getMessage();
  }

  static Path path(String uri) {
    return Path.of(URI.create(uri));
  }

  /** Reads a file to its end, even in a thread that is interrupted, as prefetching ones are. */
  static byte[] read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException("it is larger than " + LARGEST_FILE + " bytes");
    }
    // Unlike other ways to read a Path, this one isn't broken off by an interrupt.
    return Files.readAllBytes(file);
  }
}
