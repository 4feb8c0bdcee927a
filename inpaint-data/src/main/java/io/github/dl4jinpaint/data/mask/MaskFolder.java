package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.data.internal.LruCache;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Masks from a folder of images, such as NVIDIA's irregular mask data set. The seed chooses the
 * file. Immutable.
 *
 * <pre>{@code
 * MaskFolder.of(Path.of("masks"), HoleColor.WHITE).flippedAndTurned().resized()
 * }</pre>
 *
 * <p>The files' names are listed once and sorted, so that the same files give the same masks
 * everywhere; each file is read, as {@link MaskImage} does, when it is first chosen. The masks used
 * last stay in memory, up to 64 million pixels (64 MB), or the last one if it is larger. The first
 * doubtful mask is warned of (grey pixels, no hole, or more holes than valid pixels), those after
 * it are not.
 *
 * <p>A mask must have the wanted size, unless it is {@link #cropped()} or {@link #resized()}.
 */
public final class MaskFolder implements MaskGenerator {
  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(MaskFolder.class);

  private static final long MOST_PIXELS_KEPT = 64_000_000;

  private enum Fit {
    EXACT,
    CROPPED,
    RESIZED
  }

  /** A file's mask, resized to a size; 0×0 for its own. */
  private record Key(int file, int height, int width) {}

  private final String folder;
  private final String[] names;
  private final HoleColor holes;
  private final Fit fit;
  private final boolean turning;

  private transient LruCache<Key, Mask> cache = emptyCache();
  private transient AtomicBoolean warned = new AtomicBoolean();

  private MaskFolder(String folder, String[] names, HoleColor holes, Fit fit, boolean turning) {
    this.folder = folder;
    this.names = names;
    this.holes = holes;
    this.fit = fit;
    this.turning = turning;
  }

  /**
   * The masks of a folder.
   *
   * @param folder holds the images; other files and folders in it are left alone
   * @param holes which pixels are the holes
   * @return a generator
   * @throws UncheckedIOException if the folder can't be listed or holds no image
   */
  public static MaskFolder of(Path folder, HoleColor holes) {
    String[] names = list(folder);
    if (names.length == 0) {
      throw new UncheckedIOException(
          new IOException(
              "the folder %s holds no mask: none of its files ends with one of %s"
                  .formatted(folder, ImageFormat.extensions())));
    }
    return new MaskFolder(folder.toAbsolutePath().toString(), names, holes, Fit.EXACT, false);
  }

  private static LruCache<Key, Mask> emptyCache() {
    return new LruCache<>(MOST_PIXELS_KEPT, mask -> mask.pixels().length);
  }

  private static String[] list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> ImageFormat.isPicture(file) && Files.isRegularFile(file))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toArray(String[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of masks can't be listed: " + e, e);
    }
  }

  /**
   * These masks, of which a part of the wanted size is cut out anywhere.
   *
   * @return a generator, which refuses masks that are smaller than the wanted size
   */
  public MaskFolder cropped() {
    return new MaskFolder(folder, names, holes, Fit.CROPPED, turning);
  }

  /**
   * These masks, stretched or shrunk to the wanted size by nearest neighbour.
   *
   * @return a generator
   */
  public MaskFolder resized() {
    return new MaskFolder(folder, names, holes, Fit.RESIZED, turning);
  }

  /**
   * These masks, flipped or not and turned by 0 to 3 quarters at random. Where masks are neither
   * cropped nor resized and aren't square, or would be too small to be cropped if they lay on their
   * side, they are turned by half or not at all.
   *
   * @return a generator
   */
  public MaskFolder flippedAndTurned() {
    return new MaskFolder(folder, names, holes, fit, true);
  }

  /**
   * How many masks there are.
   *
   * @return the number of image files, at least 1
   */
  public int size() {
    return names.length;
  }

  /**
   * Reads a mask, unless it is in memory.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @param seed chooses the file, the turn and the part
   * @return a mask of that size
   * @throws IllegalArgumentException if a size is below 1, or the file's mask doesn't have the
   *     wanted size, is too small to be cropped to it, or looks like a photograph, as more than
   *     half of its pixels are grey
   * @throws UncheckedIOException if the file can't be read or is no mask
   */
  @Override
  public Mask generate(int height, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int file = random.nextInt(names.length);
    boolean flipped = random.nextBoolean() && turning;
    int quarters = turning ? random.nextInt(4) : 0;
    return switch (fit) {
      case EXACT -> {
        Mask mask = mask(file);
        requireSize(mask.height() == height && mask.width() == width, mask, file, height, width);
        boolean square = height == width;
        yield MaskGeometry.turned(mask, flipped, square ? quarters : quarters / 2 * 2);
      }
      case CROPPED -> {
        Mask whole = mask(file);
        requireSize(whole.height() >= height && whole.width() >= width, whole, file, height, width);
        boolean onItsSide = whole.width() >= height && whole.height() >= width;
        Mask mask = MaskGeometry.turned(whole, flipped, onItsSide ? quarters : quarters / 2 * 2);
        int top = random.nextInt(mask.height() - height + 1);
        int left = random.nextInt(mask.width() - width + 1);
        yield MaskGeometry.cropped(mask, top, left, height, width);
      }
      case RESIZED -> {
        boolean sideways = quarters % 2 == 1;
        Mask mask = resized(file, sideways ? width : height, sideways ? height : width);
        yield MaskGeometry.turned(mask, flipped, quarters);
      }
    };
  }

  private Mask mask(int file) {
    return cache.get(new Key(file, 0, 0), () -> read(file));
  }

  private Mask resized(int file, int height, int width) {
    return cache.get(
        new Key(file, height, width), () -> MaskGeometry.resized(read(file), height, width));
  }

  private Mask read(int file) {
    try {
      MaskImage image = MaskImage.readQuietly(path(file), holes);
      image.requireNoPhotograph();
      if (!image.warnings().isEmpty() && warned.compareAndSet(false, true)) {
        LOG.warn("{} Other masks of this folder won't be warned of.", image.warnings().get(0));
      }
      return image.mask();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private Path path(int file) {
    return Path.of(folder, names[file]);
  }

  private void requireSize(boolean fits, Mask mask, int file, int height, int width) {
    if (!fits) {
      throw new IllegalArgumentException(
          "the mask %s has %d×%d pixels (height × width), but %d×%d are wanted: %s"
              .formatted(
                  path(file),
                  mask.height(),
                  mask.width(),
                  height,
                  width,
                  fit == Fit.EXACT ? "use cropped() or resized()" : "use resized()"));
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    cache = emptyCache();
    warned = new AtomicBoolean();
  }

  @Override
  public String toString() {
    return "MaskFolder[%s, %d masks, holes %s, %s%s]"
        .formatted(
            folder,
            names.length,
            holes.name().toLowerCase(Locale.ROOT),
            fit.name().toLowerCase(Locale.ROOT),
            turning ? ", flipped and turned" : "");
  }
}
