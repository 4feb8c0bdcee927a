package io.github.dl4jinpaint.data.internal;

import static java.util.stream.Collectors.joining;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Files that are there whole or not at all. */
public final class WholeFile {

  /** What the names of files end in that are being written. */
  public static final String PART = ".part";

  private WholeFile() {}

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes it.
     *
     * @param out buffered
     * @throws IOException where that fails
     */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes a file as {@link #write(Path, Content)} does.
   *
   * @param file where to
   * @param content all of it
   * @throws IOException where that fails
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /**
   * Writes a file as {@link #write(Path, Content)} does.
   *
   * @param file where to
   * @param lines of text
   * @throws IOException where that fails
   */
  public static void write(Path file, List<String> lines) throws IOException {
    String text = lines.stream().map(line -> line + System.lineSeparator()).collect(joining());
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a file beside its place and moves it there when it is whole, so that one which was there
   * before is lost in no case.
   *
   * @param file where to; its folder is made where it isn't there
   * @param content of the file
   * @throws IOException where that fails
   */
  public static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path beside = folder.resolve(file.getFileName() + PART);
    try {
      try (FileOutputStream out = new FileOutputStream(beside.toFile())) {
        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        content.write(buffered);
        buffered.flush();
        // On the disk before the file that it replaces is gone.
        out.getChannel().force(true);
      }
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
