package io.github.dl4jinpaint.examples.spark;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Writes files that are there whole or not at all, whoever is killed and however many do the same.
 */
final class WholeFiles {

  private WholeFiles() {}

  /** What writes a file's content. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes a file elsewhere and moves it to its place.
   *
   * @param elsewhere a file of the same file system, in a folder that is there; gone afterwards
   * @param overwrite whether to replace what is there
   * @return false where it is there already and stays: another was first, or an earlier run
   */
  static boolean write(
      FileSystem files, Path elsewhere, Path file, boolean overwrite, Content content)
      throws IOException {
    // On this machine Hadoop would write a file of checksums beside each.
    files.setWriteChecksum(false);
    try {
      // Not into a folder that a job which is over has removed.
      try (OutputStream out = files.createFile(elsewhere).overwrite(true).build()) {
        content.write(out);
      }
      if (renamed(files, elsewhere, file)) {
        return true;
      }
      if (overwrite) {
        replace(files, elsewhere, file);
        return true;
      }
      requireOther(files, file);
      return false;
    } finally {
      files.delete(elsewhere, false);
    }
  }

  private static boolean renamed(FileSystem files, Path from, Path to) throws IOException {
    try {
      return files.rename(from, to);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * In one step, where the file system has that: a twin that is killed between two would leave
   * nothing of what another wrote.
   */
  private static void replace(FileSystem files, Path from, Path to) throws IOException {
    FileContext.getFileContext(files.getUri(), files.getConf())
        .rename(from, to, Options.Rename.OVERWRITE);
  }

  private static void requireOther(FileSystem files, Path file) throws IOException {
    if (!files.exists(file)) {
      throw new IOException(file + " couldn't be moved into its place");
    }
  }
}
