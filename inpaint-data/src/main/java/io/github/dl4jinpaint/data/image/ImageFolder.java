package io.github.dl4jinpaint.data.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures of a folder and the folders in it, of any size, made into images of one size. Immutable.
 *
 * <pre>{@code
 * ImageSource photos = ImageFolder.of(Path.of("photos")).cropRandom(64);
 * ImageSource small = ImageFolder.of(Path.of("photos")).skipUnreadable().resize(64);
 * }</pre>
 *
 * <p>A picture is a file whose name ends as one of the {@linkplain ImageFormat formats} does. Its
 * bytes tell the format. Other files are left alone, and so are files and folders whose names begin
 * with a dot. Links are followed; a folder that several lead to counts once. The images are sorted
 * by the files' URIs, on every platform alike.
 *
 * <p>Pictures are read as {@link Pictures#read(Path)} reads them, upright. Grey ones get three
 * channels, 16 bits are scaled to 8, and what is transparent appears as on a white page.
 *
 * <p>A picture that can't be read, damaged or cut off, is refused with an error that names it, when
 * it is read; {@link #skipUnreadable()} leaves such pictures out.
 *
 * <p>Memory holds the files' names, not the pictures; but for {@link #tiles(int, int)}, which keep
 * the pictures used last.
 */
public final class ImageFolder {
  private final Path folder;
  private final boolean skippingUnreadable;
  private final boolean labelled;

  private ImageFolder(Path folder, boolean skippingUnreadable, boolean labelled) {
    this.folder = folder;
    this.skippingUnreadable = skippingUnreadable;
    this.labelled = labelled;
  }

  /**
   * The pictures of a folder.
   *
   * @param folder is looked into when its images are asked for
   * @return how they are read unless told otherwise
   */
  public static ImageFolder of(Path folder) {
    return new ImageFolder(folder, false, false);
  }

  /**
   * Leaves out what can't be read as a picture, with a warning to the log that names the file. All
   * pictures are decoded once to find out, which takes a while.
   *
   * @return this folder, read that way
   */
  public ImageFolder skipUnreadable() {
    return new ImageFolder(folder, true, labelled);
  }

  /**
   * Takes the names of the folders in this one for classes, in sorted order. Pictures in folders
   * within them are of the outer one's class, those in this folder itself of none.
   *
   * @return this folder, read that way
   */
  public ImageFolder labelled() {
    return new ImageFolder(folder, skippingUnreadable, true);
  }

  /**
   * Every picture resized to a square, as {@link #resize(int, int)} does.
   *
   * @param size height and width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if the size is below 1
   * @throws UncheckedIOException if the folder can't be read or there is no picture
   */
  public ImageSource resize(int size) {
    return resize(size, size);
  }

  /**
   * Every picture resized: shrunk by averaging, enlarged linearly. The aspect ratio isn't kept.
   *
   * @param height of the images, at least 1
   * @param width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if a size is below 1
   * @throws UncheckedIOException if the folder can't be read or there is no picture
   */
  public ImageSource resize(int height, int width) {
    return images(Fit.RESIZED, height, width);
  }

  /**
   * A square from every picture's middle, as {@link #cropCentre(int, int)} takes it.
   *
   * @param size height and width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if the size is below 1
   * @throws UncheckedIOException if the folder can't be read or there is no picture
   */
  public ImageSource cropCentre(int size) {
    return cropCentre(size, size);
  }

  /**
   * The middle of every picture. A picture that is smaller is enlarged first, in its aspect ratio,
   * until it covers the image.
   *
   * @param height of the images, at least 1
   * @param width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if a size is below 1
   * @throws UncheckedIOException if the folder can't be read or there is no picture
   */
  public ImageSource cropCentre(int height, int width) {
    return images(Fit.CROPPED_CENTRE, height, width);
  }

  /**
   * A square from anywhere in every picture, as {@link #cropRandom(int, int)} takes it.
   *
   * @param size height and width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if the size is below 1
   * @throws UncheckedIOException if the folder can't be read or there is no picture
   */
  public ImageSource cropRandom(int size) {
    return cropRandom(size, size);
  }

  /**
   * A part of every picture, another one in every epoch of a reader; it follows from the reader's
   * seed, the epoch and the image's number. A picture that is smaller is enlarged first, in its
   * aspect ratio, until it covers the image.
   *
   * @param height of the images, at least 1
   * @param width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if a size is below 1
   * @throws UncheckedIOException if the folder can't be read or there is no picture
   */
  public ImageSource cropRandom(int height, int width) {
    return images(Fit.CROPPED_RANDOM, height, width);
  }

  /**
   * Every picture cut into squares, as {@link #tiles(int, int)} does.
   *
   * @param size height and width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if the size is below 1
   * @throws UncheckedIOException if the folder or a picture can't be read or there is no picture
   */
  public ImageSource tiles(int size) {
    return tiles(size, size);
  }

  /**
   * Every picture cut into tiles without overlap, row by row from the top left; the rest at the
   * right and below is left out. A picture that is smaller than a tile is enlarged first, in its
   * aspect ratio, until it covers one. All pictures are decoded once to count the tiles. The
   * pictures used last stay in memory, up to 128 MB: where that isn't all of them, images in their
   * own order are read much faster than shuffled.
   *
   * @param height of the images, at least 1
   * @param width of the images, at least 1
   * @return the images
   * @throws IllegalArgumentException if a size is below 1
   * @throws UncheckedIOException if the folder or a picture can't be read or there is no picture
   */
  public ImageSource tiles(int height, int width) {
    return images(Fit.TILED, height, width);
  }

  /**
   * The pictures' files, for those who make images of another kind from them.
   *
   * @return at least one, in the order of the images, those included that {@link #skipUnreadable()}
   *     leaves out
   * @throws UncheckedIOException if the folder can't be read or there is no picture
   */
  public List<Path> files() {
    try {
      String root = PictureFiles.root(folder);
      return Stream.of(PictureFiles.in(folder))
          .map(name -> PictureFiles.path(root + name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(PictureFiles.reason(e), e);
    }
  }

  /**
   * Reads a picture as the images here are read: upright, on white where it is transparent. Call it
   * within a {@link org.bytedeco.javacpp.PointerScope}, which frees all that it takes.
   *
   * @param file of any name; its bytes tell the format
   * @return the picture in its own size, 8 bits of blue, green and red
   * @throws IOException if it can't be read, is no picture, damaged or cut off; the message names
   *     it
   */
  public static Mat read(Path file) throws IOException {
    return PictureMats.read(file);
  }

  private ImageSource images(Fit fit, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "images have at least 1×1 pixels, not " + height + "×" + width);
    }
    try {
      String[] files = PictureFiles.in(folder);
      String root = PictureFiles.root(folder);
      return FolderImages.of(root, files, fit, height, width, skippingUnreadable, labelled);
    } catch (IOException e) {
      throw new UncheckedIOException(PictureFiles.reason(e), e);
    }
  }
}
