package io.github.dl4jinpaint.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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
final class PhotoTiles {

  /** The longer sides to which photographs are shrunk. */
  private static final int[] LONGER_SIDES = {400, 640, 1024, 1600};

  /** A photograph is cut at a size only where it is larger by this. */
  private static final double SHRUNK = 1.4;

  private static final int VALIDATION_EVERY = 10;
  private static final List<String> EXTENSIONS =
      List.of(".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp");

  private final int side;
  private final Path folder;

  /**
   * Tiles in a folder.
   *
   * @param side of a tile, pixels
   * @param folder of the tiles
   */
  PhotoTiles(int side, Path folder) {
    this.side = side;
    this.folder = folder;
  }

  /** The tiles to train on. */
  Path training() {
    return folder.resolve("training");
  }

  /** The tiles of every tenth photograph, which aren't trained on. */
  Path validation() {
    return folder.resolve("validation");
  }

  /**
   * Cuts the photographs of a folder, unless that was done before.
   *
   * @throws IOException where there are less than two photographs, or one can't be read
   */
  void cut(Path photos) throws IOException {
    if (Files.exists(folder)) {
      return;
    }
    Path part = folder.resolveSibling(folder.getFileName() + ".part");
    List<Path> files = photographs(photos);
    deleteLeftOver(part);
    PhotoTiles unfinished = new PhotoTiles(side, part);
    Files.createDirectories(unfinished.training());
    Files.createDirectories(unfinished.validation());
    int tiles = 0;
    for (int i = 0; i < files.size(); i++) {
      Path to = i % VALIDATION_EVERY == 0 ? unfinished.validation() : unfinished.training();
      tiles += unfinished.cut(files.get(i), to, String.format(Locale.ROOT, "%04d", i));
    }
    Files.move(part, folder);
    System.out.printf(
        Locale.ROOT, "%,d photographs cut into %,d tiles, in %s%n", files.size(), tiles, folder);
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
    try (Stream<Path> all = Files.walk(photos)) {
      List<Path> files = all.filter(PhotoTiles::isPicture).sorted().toList();
      if (files.size() < 2) {
        throw new IOException(
            "%s holds %d photographs; at least 2 are needed, dozens to learn from"
                .formatted(photos, files.size()));
      }
      return files;
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  private int cut(Path file, Path to, String name) throws IOException {
    int tiles = 0;
    try (Mat photo = opencv_imgcodecs.imread(file.toString(), opencv_imgcodecs.IMREAD_COLOR)) {
      if (photo.empty()) {
        throw new IOException(file + " can't be read as a picture; take it out of the folder");
      }
      int longer = Math.max(photo.cols(), photo.rows());
      for (int wanted : LONGER_SIDES) {
        if (wanted * SHRUNK <= longer || wanted == LONGER_SIDES[0]) {
          try (Mat shrunk = shrunk(photo, Math.min(1, (double) wanted / longer))) {
            tiles += cut(shrunk, to, name + "-" + wanted);
          }
        }
      }
    }
    return tiles;
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
        try (Mat tile = picture.apply(new Rect(x, y, side, side))) {
          if (!opencv_imgcodecs.imwrite(file.toString(), tile)) {
            throw new IOException("Can't write " + file);
          }
        }
      }
    }
    return rows * columns;
  }
}
