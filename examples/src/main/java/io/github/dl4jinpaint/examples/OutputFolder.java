package io.github.dl4jinpaint.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Where filled pictures go. */
final class OutputFolder {

  private final Path folder;
  private final PictureFormat format;
  private final boolean overwrite;
  private final Set<Path> taken = new HashSet<>();

  OutputFolder(Path folder, PictureFormat format, boolean overwrite) {
    this.folder = folder;
    this.format = format;
    this.overwrite = overwrite;
  }

  /**
   * Sees to it that no output can take the place of an input.
   *
   * @param input a file or a folder that exists
   * @throws IllegalArgumentException where it is in this folder or is this folder
   */
  void requireApartFrom(Path input) throws IOException {
    Path inputs = Files.isDirectory(input) ? input : input.toAbsolutePath().getParent();
    if (Files.exists(folder) && Files.isSameFile(folder, inputs)) {
      throw new IllegalArgumentException(
          "--out %s is where %s is; it has to be another folder, to keep what is there."
              .formatted(folder, input));
    }
  }

  /**
   * Where a picture's output goes.
   *
   * @throws IOException where another picture's output goes there
   */
  Path file(Path picture) throws IOException {
    Path file = folder.resolve(PictureFormat.stem(picture) + "." + format.of(picture));
    if (!taken.add(file)) {
      throw new IOException(
          "another picture becomes %s already; --format input keeps them apart".formatted(file));
    }
    return file;
  }

  /** Whether a file is there and is to stay. */
  boolean keeps(Path file) {
    return !overwrite && Files.exists(file);
  }
}
