package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.image.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The report's results folder: four folders of pictures, the same name for the same picture in
 * each, and beside them the evaluation as JSON and as a page.
 *
 * <p>All is written into a folder within first, and moved to its place when it is complete, the
 * JSON last: a run that fails before changes nothing. Pictures of an earlier run are replaced,
 * however many there were.
 */
final class ResultsFolder implements AutoCloseable {

  static final String JSON = "evaluation.json";
  static final String PAGE = "evaluation.html";

  private static final String MASK = "Mask";
  private static final String MASKED_IMAGE = "Masked Image";
  private static final String PREDICTED_IMAGE = "Predicted Image";
  private static final String ORIGINAL_IMAGE = "Original Image";
  private static final List<String> FOLDERS =
      List.of(MASK, MASKED_IMAGE, PREDICTED_IMAGE, ORIGINAL_IMAGE);
  private static final String PART = ".evaluation.part";
  private static final String PICTURE = "[0-9]{4,}\\.png";

  /** What Windows puts into folders that are looked at; other systems' notes begin with a dot. */
  private static final Set<String> NOTES = Set.of("thumbs.db", "desktop.ini");

  private final Path folder;
  private final Path part;
  private int pictures;

  /**
   * Begins a new evaluation.
   *
   * @param folder made where it isn't there
   * @throws FileAlreadyExistsException where its folders of these names hold anything but an
   *     earlier evaluation's pictures
   */
  ResultsFolder(Path folder) throws IOException {
    this.folder = folder;
    this.part = folder.resolve(PART);
    requireOurs();
    delete(part);
    for (String name : FOLDERS) {
      Files.createDirectories(part.resolve(name));
    }
  }

  private void requireOurs() throws IOException {
    for (String name : FOLDERS) {
      for (Path file : list(folder.resolve(name))) {
        if (!isPicture(file) && !isNote(file)) {
          throw new FileAlreadyExistsException(
              file.toString(), null, "is not of an earlier evaluation; name another output folder");
        }
      }
    }
  }

  private static boolean isPicture(Path file) {
    return Files.isRegularFile(file) && file.getFileName().toString().matches(PICTURE);
  }

  private static boolean isNote(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.startsWith(".") || NOTES.contains(name);
  }

  /**
   * Adds the next picture.
   *
   * @param mask white where a pixel is valid, black where it is a hole
   * @param masked black in the holes
   * @param predicted what the network put out
   * @param original complete
   */
  void add(
      BufferedImage mask, BufferedImage masked, BufferedImage predicted, BufferedImage original)
      throws IOException {
    String name = String.format(Locale.ROOT, "%04d.png", pictures++);
    write(mask, MASK, name);
    write(masked, MASKED_IMAGE, name);
    write(predicted, PREDICTED_IMAGE, name);
    write(original, ORIGINAL_IMAGE, name);
  }

  private void write(BufferedImage picture, String into, String name) throws IOException {
    Pictures.write(picture, part.resolve(into).resolve(name));
  }

  /** Replaces what an earlier evaluation left; {@value #JSON} comes last. */
  void finish(String json, String page) throws IOException {
    Files.writeString(part.resolve(JSON), json);
    Files.writeString(part.resolve(PAGE), page);
    Files.deleteIfExists(folder.resolve(JSON));
    for (String name : FOLDERS) {
      Path to = Files.createDirectories(folder.resolve(name));
      for (Path old : pictures(to)) {
        Files.delete(old);
      }
      for (Path picture : pictures(part.resolve(name))) {
        Files.move(picture, to.resolve(picture.getFileName()));
      }
    }
    for (String name : List.of(PAGE, JSON)) {
      Files.move(part.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<Path> pictures(Path folder) throws IOException {
    return list(folder).stream().filter(ResultsFolder::isPicture).toList();
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Removes what was not finished. */
  @Override
  public void close() throws IOException {
    delete(part);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(contents::add);
    }
    for (Path path : contents) {
      Files.delete(path);
    }
  }
}
