package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pictures in a folder. */
public final class PictureFolder {

  private PictureFolder() {}

  /**
   * Lists pictures.
   *
   * @param place a folder, or a picture's file
   * @return the files in the order of their names, at least one
   * @throws IOException where there are none
   */
  public static List<Path> list(Path place) throws IOException {
    if (Files.isRegularFile(place)) {
      return List.of(place);
    }
    if (!Files.isDirectory(place)) {
      throw new FileNotFoundException(place + " doesn't exist.");
    }
    return required(found(place), place);
  }

  /**
   * Lists pictures, also those in folders within the folder.
   *
   * @param place as above
   * @param recursive whether to look into folders within it
   * @param left folders and files to leave out
   * @return as above, folders one after the other
   * @throws IOException where there are none
   */
  static List<Path> list(Path place, boolean recursive, List<Path> left) throws IOException {
    if (!recursive || !Files.isDirectory(place)) {
      return list(place);
    }
    List<Path> pictures = new ArrayList<>();
    walk(place, left.stream().map(PictureFolder::whole).toList(), pictures);
    return required(pictures, place);
  }

  private static void walk(Path folder, List<Path> left, List<Path> pictures) throws IOException {
    if (left.contains(whole(folder))) {
      return;
    }
    for (Path picture : found(folder)) {
      if (!left.contains(whole(picture))) {
        pictures.add(picture);
      }
    }
    List<Path> folders;
    try (Stream<Path> files = Files.list(folder)) {
      // Links could lead back.
      folders =
          files
              .filter(file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .toList();
    }
    for (Path within : folders) {
      if (!within.getFileName().toString().startsWith(".")) {
        walk(within, left, pictures);
      }
    }
  }

  private static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /** A folder's own pictures; none where there is no such folder. */
  static List<Path> found(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(ImageFormat::isPicture).filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Path> required(List<Path> pictures, Path place) throws IOException {
    if (pictures.isEmpty()) {
      throw new IOException(
          "There is no picture in %s: no file's name ends in one of %s."
              .formatted(place, ImageFormat.extensions()));
    }
    return pictures;
  }
}
