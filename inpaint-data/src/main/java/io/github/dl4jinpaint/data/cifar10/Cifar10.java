package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CIFAR-10 (Krizhevsky, 2009): 50,000 training and 10,000 test images of 32×32 pixels in ten
 * classes, from the six files of its official binary version.
 *
 * <p>{@link #train()} and {@link #test()} take the files from a cache and download the official
 * archive (170 MB) into it when one is missing or damaged. The cache is the folder {@code
 * ~/.dl4j-inpaint/cifar-10}, or the one that the system property {@value #CACHE_PROPERTY} names.
 * {@link #in(Path)} takes them from any folder, never downloads and changes nothing there.
 *
 * <p>A download that breaks goes on where it ended, in the same run or the next. It uses the proxy
 * that Java's system properties name ({@code https.proxyHost} and others). Where the official
 * server is out of reach, the system property {@value #URL_PROPERTY} names another http or https
 * address of the same file, whose checksum must be right as well; or {@code
 * cifar-10-binary.tar.gz}, fetched by hand, goes into the cache folder.
 *
 * <p>A file is looked at when the images are opened (a reader does so when it is built), and only
 * if the images come from it: {@code train().limit(10_000)} needs {@code data_batch_1.bin} alone.
 * Its size, checksum and labels are then checked.
 */
public final class Cifar10 {

  /** The system property that names the cache folder. */
  public static final String CACHE_PROPERTY = "dl4jinpaint.cache";

  /** The system property that names another address of the official archive. */
  public static final String URL_PROPERTY = "dl4jinpaint.cifar10.url";

  /** Height and width of every image, pixels. */
  public static final int SIDE = 32;

  static final List<String> LABELS =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final Cifar10Archive ARCHIVE = Cifar10Archive.OFFICIAL;

  private Cifar10() {}

  /**
   * The training images.
   *
   * @return 50,000 images; opening them throws {@link java.io.UncheckedIOException} if a file is
   *     damaged or can't be downloaded
   */
  public static ImageSource train() {
    return ARCHIVE.downloaded(ARCHIVE.train(), cacheFolder());
  }

  /**
   * The test images.
   *
   * @return 10,000 images; opening them throws {@link java.io.UncheckedIOException} if the file is
   *     damaged or can't be downloaded
   */
  public static ImageSource test() {
    return ARCHIVE.downloaded(ARCHIVE.test(), cacheFolder());
  }

  /**
   * The training images and after them the test images.
   *
   * @return 60,000 images; opening them throws {@link java.io.UncheckedIOException} if a file is
   *     damaged or can't be downloaded
   */
  public static ImageSource all() {
    return ARCHIVE.downloaded(ARCHIVE.files(), cacheFolder());
  }

  /**
   * The files in a folder.
   *
   * @param folder holds the files themselves or {@code cifar-10-batches-bin}; not all of the files
   *     need be there
   * @return what gives the images
   * @throws java.io.UncheckedIOException if none of the files is there
   */
  public static Folder in(Path folder) {
    ARCHIVE.requireAnyIn(folder);
    return new Folder(folder);
  }

  /**
   * The images of files of one's own in CIFAR-10's binary layout: records of a label byte and the
   * red, green and blue planes of 32×32 pixels, any number of them, whose checksums aren't known.
   *
   * @param files one after the other, at least one
   * @return what gives the images
   * @throws IOException if a file isn't there or its size isn't a multiple of 3,073 bytes
   */
  public static ImageSource files(List<Path> files) throws IOException {
    List<CifarFile> opened = new ArrayList<>();
    for (Path file : files) {
      opened.add(CifarFile.ofAnySize(file.toFile()));
    }
    return CifarImages.of(opened);
  }

  /**
   * Reads a record in CIFAR-10's binary layout from a stream.
   *
   * @param in is read up to the record's end, not closed
   * @param name where the stream comes from, for error messages
   * @return the image: red, green and blue plane, each row by row, 3 × 32 × 32 bytes
   * @throws IOException if the stream ends too early or the label isn't 0 to 9
   */
  public static byte[] readRecord(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(CifarFile.RECORD_BYTES);
    if (bytes.length < CifarFile.RECORD_BYTES) {
      throw new EOFException(
          name + " ends after " + bytes.length + " bytes of a record's " + CifarFile.RECORD_BYTES);
    }
    CifarFile.checkLabel(bytes[0], name);
    return Arrays.copyOfRange(bytes, 1, bytes.length);
  }

  private static Path cacheFolder() {
    String named = System.getProperty(CACHE_PROPERTY);
    return named == null
        ? Path.of(System.getProperty("user.home"), ".dl4j-inpaint", "cifar-10")
        : Path.of(named);
  }

  /** CIFAR-10's files in a folder of one's own. */
  public static final class Folder {
    private final Path folder;

    private Folder(Path folder) {
      this.folder = folder;
    }

    /**
     * The training images.
     *
     * @return 50,000 images; opening them throws {@link java.io.UncheckedIOException} if a file
     *     that they need is missing or damaged
     */
    public ImageSource train() {
      return ARCHIVE.present(ARCHIVE.train(), folder);
    }

    /**
     * The test images.
     *
     * @return 10,000 images; opening them throws {@link java.io.UncheckedIOException} if the file
     *     is missing or damaged
     */
    public ImageSource test() {
      return ARCHIVE.present(ARCHIVE.test(), folder);
    }

    /**
     * The training images and after them the test images.
     *
     * @return 60,000 images; opening them throws {@link java.io.UncheckedIOException} if a file
     *     that they need is missing or damaged
     */
    public ImageSource all() {
      return ARCHIVE.present(ARCHIVE.files(), folder);
    }
  }
}
