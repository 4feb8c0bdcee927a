package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where filled pictures go. */
public final class OutputFolder {

  private final Path folder;
  private final PictureFormat format;
  private final boolean overwrite;
  private final Set<Path> taken = new HashSet<>();

  /**
   * @throws IllegalArgumentException where the folder is a file
   */
  public OutputFolder(Path folder, PictureFormat format, boolean overwrite) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("--out %s is a file; name a folder.".formatted(folder));
    }
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
  public void requireApartFrom(Path input) throws IOException {
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
   * @param picture its name, with the folders that are kept
   * @throws IOException where another picture's output goes there, or its format isn't written
   */
  public Path file(Path picture) throws IOException {
    Path place = picture.getParent() == null ? folder : folder.resolve(picture.getParent());
    Path file = place.resolve(PictureFormat.stem(picture) + "." + format.of(picture));
    Optional<ImageFormat> written = ImageFormat.ofName(file);
    if (written.isPresent() && !written.get().isWritten()) {
      throw new IOException(
          written.get() + " isn't written; without --format input it becomes a PNG");
    }
    if (!taken.add(file)) {
      throw new IOException(
          "another picture becomes %s already; --format input keeps them apart".formatted(file));
    }
    return file;
  }

  /** The folder itself. */
  Path folder() {
    return folder;
  }

  /** Whether a file is there and is to stay. */
  boolean keeps(Path file) {
    return !overwrite && Files.exists(file);
  }
}
