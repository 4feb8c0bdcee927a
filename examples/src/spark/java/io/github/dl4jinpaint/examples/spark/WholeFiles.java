package io.github.dl4jinpaint.examples.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes files that are there whole or not at all, whoever is killed and however many do the same.
 */
final class WholeFiles {

  /** How names end of files that are being written, and begin with a point. */
  static final String PART = ".part";

  private WholeFiles() {}

  /** What writes a file's content. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes a file beside its place and moves it there.
   *
   * @param overwrite whether to replace what is there
   * @return false where it is there already and stays: another was first, or an earlier run
   */
  static boolean write(FileSystem files, Path file, boolean overwrite, Content content)
      throws IOException {
    Path beside =
        new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID() + PART);
    // On this machine Hadoop would write a file of checksums beside each.
    files.setWriteChecksum(false);
    try {
      try (OutputStream out = files.create(beside, false)) {
        content.write(out);
      }
      if (overwrite) {
        files.delete(file, false);
      }
      if (!files.rename(beside, file)) {
        requireOther(files, file);
        return false;
      }
      return true;
    } finally {
      files.delete(beside, false);
    }
  }

  private static void requireOther(FileSystem files, Path file) throws IOException {
    if (!files.exists(file)) {
      throw new IOException(file + " couldn't be moved into its place");
    }
  }
}
