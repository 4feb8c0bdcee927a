package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    try (Stream<Path> files = Files.list(place)) {
      List<Path> pictures =
          files.filter(ImageFormat::isPicture).filter(Files::isRegularFile).sorted().toList();
      if (pictures.isEmpty()) {
        throw new IOException(
            "There is no picture in %s: no file's name ends in one of %s."
                .formatted(place, ImageFormat.extensions()));
      }
      return pictures;
    }
  }
}
