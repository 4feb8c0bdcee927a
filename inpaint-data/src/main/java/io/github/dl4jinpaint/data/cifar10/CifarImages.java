package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The images of some files in CIFAR-10's binary layout, one file after the other. */
final class CifarImages implements ImageSource {
  private static final long serialVersionUID = 1;

  private final CifarFile[] files;

  /** The number of each file's first image, and at the end the number of images. */
  private final int[] firstImages;

  /** Where the files were looked for; null if they were named one by one. */
  private final File folder;

  /** What brings files that are missing or damaged in the folder; null where nothing does. */
  private final Cifar10Archive archive;

  CifarImages(List<CifarFile> files, File folder, Cifar10Archive archive) {
    this.files = files.toArray(CifarFile[]::new);
    this.firstImages = new int[this.files.length + 1];
    for (int i = 0; i < this.files.length; i++) {
      firstImages[i + 1] = Math.addExact(firstImages[i], this.files[i].records());
    }
    this.folder = folder;
    this.archive = archive;
  }

  static CifarImages of(List<CifarFile> files) {
    return new CifarImages(files, null, null);
  }

  @Override
  public int size() {
    return firstImages[files.length];
  }

  @Override
  public int height() {
    return CifarFile.SIDE;
  }

  @Override
  public int width() {
    return CifarFile.SIDE;
  }

  @Override
  public List<String> labels() {
    return Cifar10.LABELS;
  }

  @Override
  public void read(int index, byte[] rgb) {
    int file = fileOf(index);
    try {
      opened(file, index, index + 1).read(index - firstImages[file], rgb);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public int label(int index) {
    int file = fileOf(index);
    try {
      return opened(file, index, index + 1).label(index - firstImages[file]);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public URI uri(int index) {
    int file = fileOf(index);
    return files[file].uri(index - firstImages[file]);
  }

  @Override
  public void open(int from, int to) {
    try {
      for (int file = fileOf(from); file <= fileOf(to - 1); file++) {
        opened(file, from, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** A file that images from one to before another come from. */
  private CifarFile opened(int index, int from, int to) throws IOException {
    CifarFile file = files[index];
    if (folder != null && archive == null && !file.exists()) {
      throw new FileNotFoundException(
          "%s, with images %d to %d, is neither in %s nor in its %s; images %d to %d are asked for"
              .formatted(
                  file.name(),
                  firstImages[index],
                  firstImages[index + 1] - 1,
                  folder.getAbsolutePath(),
                  Cifar10Archive.FOLDER,
                  from,
                  to - 1));
    }
    try {
      file.open();
    } catch (IOException e) {
      // What the user put elsewhere isn't replaced.
      if (archive == null || !file.isIn(folder.toPath().resolve(Cifar10Archive.FOLDER))) {
        throw e;
      }
      fetch(e.getMessage());
      file.open();
    }
    return file;
  }

  private void fetch(String why) throws IOException {
    try {
      new Cifar10Download(archive, folder.toPath()).run();
    } catch (IOException e) {
      throw new IOException(why + "; " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      for (CifarFile file : files) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private int fileOf(int index) {
    int found = Arrays.binarySearch(firstImages, Objects.checkIndex(index, size()));
    return found >= 0 ? found : -found - 2;
  }
}
