package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an archive of CIFAR-10 holds and where it can be had.
 *
 * @param size bytes
 */
record Cifar10Archive(
    URI uri, long size, String md5, Patience patience, List<DataFile> train, List<DataFile> test)
    implements Serializable {

  static final String FOLDER = "cifar-10-batches-bin";

  static final Cifar10Archive OFFICIAL =
      new Cifar10Archive(
          URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
          170_052_171,
          "c32a1d4ab5d03f1284b67883e8d87530",
          Patience.DEFAULT,
          List.of(
              new DataFile("data_batch_1.bin", 10_000, "5dd7e06a14cb22eb9f671a540d1b7c25"),
              new DataFile("data_batch_2.bin", 10_000, "5ea93a67294ea407fff1d09f752e9692"),
              new DataFile("data_batch_3.bin", 10_000, "942cd6a4bcdd0dd3c604fbe906cb4421"),
              new DataFile("data_batch_4.bin", 10_000, "ae636b3ba5c66a11e91e8cb52e771fcb"),
              new DataFile("data_batch_5.bin", 10_000, "53f37980c15c3d472c316c40844f3f0d")),
          List.of(new DataFile("test_batch.bin", 10_000, "803d5f7f4d78ea53de84dbe85f74fb6d")));

  /** One file of the archive. */
  record DataFile(String name, int records, String md5) implements Serializable {

    long size() {
      return (long) records * CifarFile.RECORD_BYTES;
    }

    /** The file as it lies in a folder or in the archive's folder within it. */
    CifarFile in(Path folder) {
      File directly = folder.resolve(name).toFile();
      File unpacked = folder.resolve(FOLDER).resolve(name).toFile();
      return new CifarFile(directly.isFile() ? directly : unpacked, records, md5);
    }
  }

  String fileName() {
    return Path.of(uri.getPath()).getFileName().toString();
  }

  /** The bytes that files take. */
  static long size(Collection<DataFile> files) {
    return files.stream().mapToLong(DataFile::size).sum();
  }

  List<DataFile> files() {
    return Stream.concat(train.stream(), test.stream()).toList();
  }

  /** The given files' images, downloaded into the folder when they are opened and aren't there. */
  ImageSource downloaded(List<DataFile> files, Path folder) {
    return new CifarImages(in(folder, files), folder.toFile(), this);
  }

  /** The given files' images; what isn't there is missing. */
  ImageSource present(List<DataFile> files, Path folder) {
    return new CifarImages(in(folder, files), folder.toFile(), null);
  }

  private static List<CifarFile> in(Path folder, List<DataFile> files) {
    return files.stream().map(file -> file.in(folder)).toList();
  }

  /** At least one of the files must be there, or the folder is the wrong one. */
  void requireAnyIn(Path folder) {
    if (in(folder, files()).stream().noneMatch(CifarFile::exists)) {
      String message =
          ("none of %s is in %s or %s:"
                  + " name the folder that CIFAR-10's binary version (%s) was unpacked in")
              .formatted(
                  files().stream().map(DataFile::name).toList(),
                  folder.toAbsolutePath(),
                  folder.toAbsolutePath().resolve(FOLDER),
                  uri);
      throw new UncheckedIOException(message, new FileNotFoundException(message));
    }
  }
}
