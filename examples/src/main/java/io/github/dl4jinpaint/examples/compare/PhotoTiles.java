package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.data.image.ImageFolder;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Photographs cut into small tiles, which are read quickly: a photograph of 12 megapixels takes a
 * tenth of a second to decode, which is more than training with a crop of it takes.
 *
 * <p>Each photograph is cut at several sizes, from small to its own: cameras' pixels are soft when
 * seen one by one, and holes of any size occur in pictures of any size.
 */
public final class PhotoTiles {

  /** The longer sides to which photographs are shrunk. */
  private static final int[] LONGER_SIDES = {400, 640, 1024, 1600};

  /** A photograph is cut at a size only where it is larger by this. */
  private static final double SHRUNK = 1.4;

  private static final int VALIDATION_EVERY = 10;

  /** What was cut, as sha256sum lists it. */
  private static final String PHOTOGRAPHS = "photographs.sha256";

  private final int side;
  private final Path folder;

  /**
   * Tiles in a folder.
   *
   * @param side of a tile, pixels
   * @param folder of the tiles
   */
  public PhotoTiles(int side, Path folder) {
    this.side = side;
    this.folder = folder;
  }

  /** The tiles to train on. */
  public Path training() {
    return folder.resolve("training");
  }

  /** The tiles of every tenth photograph, which aren't trained on. */
  public Path validation() {
    return folder.resolve("validation");
  }

  /**
   * Cuts the photographs of a folder, unless that was done before.
   *
   * @throws IOException where there are less than two photographs, some can't be read (the message
   *     names them all), or the tiles that are here are of others
   */
  public void cut(Path photos) throws IOException {
    List<Path> files = photographs(photos);
    List<String> checksums = checksums(photos, files);
    if (Files.exists(folder)) {
      requireCutFrom(checksums, photos);
      return;
    }
    Path part = folder.resolveSibling(folder.getFileName() + ".part");
    deleteLeftOver(part);
    PhotoTiles unfinished = new PhotoTiles(side, part);
    Files.createDirectories(unfinished.training());
    Files.createDirectories(unfinished.validation());
    int tiles = unfinished.cut(files);
    Files.write(part.resolve(PHOTOGRAPHS), checksums);
    Files.move(part, folder);
    System.out.printf(
        Locale.ROOT, "%,d photographs cut into %,d tiles, in %s%n", files.size(), tiles, folder);
  }

  /**
   * Cuts all photographs. From the first one on that can't be read, looks for more of these only.
   */
  private int cut(List<Path> files) throws IOException {
    int tiles = 0;
    List<String> unreadable = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      try (PointerScope scope = scope()) {
        Mat photo = read(files.get(i), unreadable);
        if (unreadable.isEmpty()) {
          Path to = i % VALIDATION_EVERY == 0 ? validation() : training();
          tiles += cutAtSizes(photo, to, String.format(Locale.ROOT, "%04d", i));
        }
      }
    }
    requireNone(unreadable, files.size());
    return tiles;
  }

  private static Mat read(Path file, List<String> unreadable) {
    try {
      return ImageFolder.read(file);
    } catch (IOException e) {
      unreadable.add(Commands.reason(e));
      return new Mat();
    }
  }

  private static void requireNone(List<String> unreadable, int files) throws IOException {
    if (!unreadable.isEmpty()) {
      throw new IOException(
          "%,d of %,d photographs can't be read; take them out of the folder:%s"
              .formatted(unreadable.size(), files, lines(unreadable)));
    }
  }

  private static String lines(List<String> texts) {
    String newLine = System.lineSeparator() + "  ";
    return newLine + String.join(newLine, texts);
  }

  private static List<String> checksums(Path photos, List<Path> files) throws IOException {
    List<String> checksums = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (Path file : files) {
      try {
        checksums.add(Sha256.of(file) + "  " + photos.toAbsolutePath().relativize(file));
      } catch (IOException e) {
        unreadable.add(Commands.reason(e));
      }
    }
    requireNone(unreadable, files.size());
    return checksums;
  }

  /** Tiles of other photographs stay: a run that began with them may want to go on. */
  private void requireCutFrom(List<String> checksums, Path photos) throws IOException {
    Path list = folder.resolve(PHOTOGRAPHS);
    if (!Files.exists(list)) {
      throw new IOException(
          "%s doesn't tell which photographs its tiles were cut from; name another --out, or delete these tiles"
              .formatted(folder));
    }
    if (!Files.readAllLines(list).equals(checksums)) {
      throw new IOException(
          "The tiles in %s were cut from other photographs than those that are in %s now; name another --out, or delete these tiles"
              .formatted(folder, photos));
    }
  }

  /** What a process that was killed had cut. */
  private static void deleteLeftOver(Path part) throws IOException {
    if (Files.exists(part)) {
      try (Stream<Path> all = Files.walk(part)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static List<Path> photographs(Path photos) throws IOException {
    List<Path> files = ImageFolder.of(photos).files();
    if (files.size() < 2) {
      throw new IOException(
          photos + " holds 1 photograph; at least 2 are needed, dozens to learn from");
    }
    return files;
  }

  private int cutAtSizes(Mat photo, Path to, String name) throws IOException {
    int tiles = 0;
    int longer = Math.max(photo.cols(), photo.rows());
    for (int wanted : LONGER_SIDES) {
      if (wanted * SHRUNK <= longer || wanted == LONGER_SIDES[0]) {
        Mat shrunk = shrunk(photo, Math.min(1, (double) wanted / longer));
        tiles += cut(shrunk, to, name + "-" + wanted);
      }
    }
    return tiles;
  }

  /** Frees what OpenCV makes within it. */
  @SuppressWarnings("unchecked")
  private static PointerScope scope() {
    return new PointerScope();
  }

  private Mat shrunk(Mat photo, double factor) {
    int width = (int) Math.max(side, Math.round(photo.cols() * factor));
    int height = (int) Math.max(side, Math.round(photo.rows() * factor));
    Mat shrunk = new Mat();
    Size size = new Size(width, height);
    opencv_imgproc.resize(photo, shrunk, size, 0, 0, opencv_imgproc.INTER_AREA);
    return shrunk;
  }

  /** Tiles over the whole picture; they overlap rather than leave out the rest. */
  private int cut(Mat picture, Path to, String name) throws IOException {
    int rows = (picture.rows() + side - 1) / side;
    int columns = (picture.cols() + side - 1) / side;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int y = row * (picture.rows() - side) / Math.max(1, rows - 1);
        int x = column * (picture.cols() - side) / Math.max(1, columns - 1);
        Path file = to.resolve(name + "-" + row + "-" + column + ".png");
        Files.write(file, png(picture.apply(new Rect(x, y, side, side))));
      }
    }
    return rows * columns;
  }

  /** Not imwrite: it can't name files beyond the system's code page on Windows. */
  private static byte[] png(Mat tile) throws IOException {
    BytePointer encoded = new BytePointer();
    if (!opencv_imgcodecs.imencode(".png", tile, encoded)) {
      throw new IOException("OpenCV can't encode a tile as PNG");
    }
    byte[] png = new byte[(int) encoded.limit()];
    encoded.get(png);
    return png;
  }
}
