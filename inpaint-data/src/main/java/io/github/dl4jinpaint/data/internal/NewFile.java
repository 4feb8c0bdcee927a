package io.github.dl4jinpaint.data.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there as a whole or not at all: written beside their places and moved there. */
public final class NewFile {

  private NewFile() {}

  /** What writes a file. */
  @FunctionalInterface
  public interface Writing {

    /**
     * Writes a file.
     *
     * @param file where to
     * @throws IOException where that fails
     */
    void to(Path file) throws IOException;
  }

  /**
   * Writes a file, its folder too.
   *
   * @param file replaced where it is there
   * @param content all of it
   * @throws IOException where that fails; what was there stays
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, part -> Files.write(part, content));
  }

  /**
   * Writes a file, its folder too.
   *
   * @param file replaced where it is there
   * @param writing writes a file beside it, of its name and ".part" behind
   * @throws IOException where that fails; what was there stays
   */
  public static void write(Path file, Writing writing) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = folder.resolve(file.getFileName() + ".part");
    try {
      writing.to(part);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
