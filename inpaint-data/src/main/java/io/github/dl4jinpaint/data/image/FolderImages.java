package io.github.dl4jinpaint.data.image;

import io.github.dl4jinpaint.data.internal.LruCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images that {@link ImageFolder} makes from a folder's pictures. */
final class FolderImages implements ImageSource {
  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(FolderImages.class);

  private static final long TILE_BYTES = 128 << 20;

  private final String root;

  /** URIs relative to the root, sorted. */
  private final String[] files;

  /** The number of each file's first image, and at the end the number of images. */
  private final int[] firstImages;

  /** The first parts of the files' URIs, sorted; empty if they are no labels. */
  private final String[] classes;

  private final Fit fit;
  private final int height;
  private final int width;

  /** Null until it is needed, and always where a picture is but one image. */
  private transient LruCache<Integer, byte[][]> cache;

  private FolderImages(
      String root,
      String[] files,
      int[] firstImages,
      boolean labelled,
      Fit fit,
      int height,
      int width) {
    this.root = root;
    this.files = files;
    this.firstImages = firstImages;
    this.classes = labelled ? classes(files) : new String[0];
    this.fit = fit;
    this.height = height;
    this.width = width;
  }

  static FolderImages of(
      String root,
      String[] files,
      Fit fit,
      int height,
      int width,
      boolean skippingUnreadable,
      boolean labelled)
      throws IOException {
    int[] parts = new int[files.length];
    Arrays.fill(parts, 1);
    if (skippingUnreadable || fit == Fit.TILED) {
      countParts(root, files, fit, height, width, skippingUnreadable, parts);
    }
    int[] readable = IntStream.range(0, files.length).filter(i -> parts[i] > 0).toArray();
    if (readable.length == 0) {
      throw new IOException(
          "none of the %,d pictures in %s can be read".formatted(files.length, root));
    }
    int[] firstImages = new int[readable.length + 1];
    for (int i = 0; i < readable.length; i++) {
      firstImages[i + 1] = Math.addExact(firstImages[i], parts[readable[i]]);
    }
    return new FolderImages(
        root,
        Arrays.stream(readable).mapToObj(i -> files[i]).toArray(String[]::new),
        firstImages,
        labelled,
        fit,
        height,
        width);
  }

  /** Decodes every picture; those that can't be read have no parts. */
  private static void countParts(
      String root,
      String[] files,
      Fit fit,
      int height,
      int width,
      boolean skippingUnreadable,
      int[] parts) {
    IntStream.range(0, files.length)
        .parallel()
        .forEach(
            i -> {
              try (PointerScope scope = scope()) {
                parts[i] = fit.parts(decode(root + files[i]), height, width);
              } catch (UncheckedIOException e) {
                if (!skippingUnreadable) {
                  throw e;
                }
                parts[i] = 0;
                LOG.warn("{}; it is left out", e.getMessage());
              }
            });
  }

  /** Frees what OpenCV makes within it. */
  @SuppressWarnings("unchecked")
  private static PointerScope scope() {
    return new PointerScope();
  }

  private static Mat decode(String uri) {
    try {
      return PictureMats.read(PictureFiles.path(uri));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static String[] classes(String[] files) {
    return Stream.of(files)
        .filter(file -> file.indexOf('/') >= 0)
        .map(FolderImages::outerFolder)
        .distinct()
        .sorted()
        .toArray(String[]::new);
  }

  private static String outerFolder(String file) {
    return file.substring(0, Math.max(0, file.indexOf('/')));
  }

  @Override
  public int size() {
    return firstImages[files.length];
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public List<String> labels() {
    return Stream.of(classes)
        .map(name -> PictureFiles.path(root + name).getFileName().toString())
        .toList();
  }

  @Override
  public int label(int index) {
    return Math.max(-1, Arrays.binarySearch(classes, outerFolder(files[fileOf(index)])));
  }

  @Override
  public URI uri(int index) {
    int file = fileOf(index);
    String part = fit == Fit.TILED ? "#tile=" + (index - firstImages[file]) : "";
    return URI.create(root + files[file] + part);
  }

  @Override
  public void read(int index, byte[] rgb) {
    read(index, 0, rgb);
  }

  @Override
  public void read(int index, long seed, byte[] rgb) {
    int file = fileOf(index);
    if (fit == Fit.TILED) {
      byte[] tile = tiles(file)[index - firstImages[file]];
      System.arraycopy(tile, 0, rgb, 0, tile.length);
      return;
    }
    try (PointerScope scope = scope()) {
      toPlanes(fit.image(decode(root + files[file]), height, width, 0, seed), rgb);
    }
  }

  private byte[][] tiles(int file) {
    return cache().get(file, () -> readTiles(file));
  }

  private byte[][] readTiles(int file) {
    byte[][] tiles = new byte[firstImages[file + 1] - firstImages[file]][3 * height * width];
    try (PointerScope scope = scope()) {
      Mat picture = decode(root + files[file]);
      if (fit.parts(picture, height, width) != tiles.length) {
        throw new IllegalStateException(
            PictureFiles.path(root + files[file]) + " has changed: its tiles were counted before");
      }
      for (int part = 0; part < tiles.length; part++) {
        toPlanes(fit.image(picture, height, width, part, 0), tiles[part]);
      }
    }
    return tiles;
  }

  private synchronized LruCache<Integer, byte[][]> cache() {
    if (cache == null) {
      cache = new LruCache<>(TILE_BYTES, tiles -> (long) tiles.length * tiles[0].length);
    }
    return cache;
  }

  /** Blue, green, red of each pixel become a red, a green and a blue plane. */
  private static void toPlanes(Mat image, byte[] rgb) {
    int pixels = image.rows() * image.cols();
    byte[] bgr = new byte[3 * pixels];
    image.clone().data().get(bgr);
    for (int i = 0; i < pixels; i++) {
      rgb[i] = bgr[3 * i + 2];
      rgb[pixels + i] = bgr[3 * i + 1];
      rgb[2 * pixels + i] = bgr[3 * i];
    }
  }

  private int fileOf(int index) {
    int found = Arrays.binarySearch(firstImages, Objects.checkIndex(index, size()));
    return found >= 0 ? found : -found - 2;
  }
}
