package io.github.dl4jinpaint.data.image;

import java.io.Closeable;
import java.io.Serializable;
import java.net.URI;
import java.util.List;

/**
 * A set of RGB images of one size, numbered from 0.
 *
 * <p>Reading is safe from several threads at once and needs no {@link #open}: files are opened when
 * they are first needed. {@link #close} gives them back; a later read opens them again.
 */
public interface ImageSource extends Serializable, Closeable {

  /**
   * How many images there are.
   *
   * @return at least 1
   */
  int size();

  /**
   * The height of every image.
   *
   * @return pixels
   */
  int height();

  /**
   * The width of every image.
   *
   * @return pixels
   */
  int width();

  /**
   * Reads one image.
   *
   * @param index 0 to size − 1
   * @param rgb takes 3 × height × width bytes: the red, the green and the blue plane, each row by
   *     row
   * @throws IndexOutOfBoundsException if there is no such image
   * @throws java.io.UncheckedIOException if it can't be read
   */
  void read(int index, byte[] rgb);

  /**
   * Reads one image, of which something is random: which part of a picture it shows, for example. A
   * reader gives every image a seed of its own in every epoch.
   *
   * @param index 0 to size − 1
   * @param seed decides what is random; has no effect where nothing is
   * @param rgb as in {@link #read(int, byte[])}
   * @throws IndexOutOfBoundsException if there is no such image
   * @throws java.io.UncheckedIOException if it can't be read
   */
  default void read(int index, long seed, byte[] rgb) {
    read(index, rgb);
  }

  /**
   * Where an image comes from.
   *
   * @param index 0 to size − 1
   * @return the file, and in the fragment the place within it
   * @throws IndexOutOfBoundsException if there is no such image
   */
  URI uri(int index);

  /**
   * The class of an image.
   *
   * @param index 0 to size − 1
   * @return an index into {@link #labels()}, or −1 where images have no classes
   * @throws IndexOutOfBoundsException if there is no such image
   * @throws java.io.UncheckedIOException if it can't be read
   */
  default int label(int index) {
    return -1;
  }

  /**
   * The names of the classes.
   *
   * @return in the order of the labels; empty where images have no classes
   */
  default List<String> labels() {
    return List.of();
  }

  /**
   * Opens and checks now what the images of a range need, so that what is wrong with them shows
   * before work begins.
   *
   * @param from the first image
   * @param to the image after the last one
   * @throws java.io.UncheckedIOException if something is missing or damaged
   */
  default void open(int from, int to) {}

  /** Gives back what is open. */
  @Override
  default void close() {}

  /**
   * The first images only.
   *
   * @param count 1 to size
   * @return a view of this source
   * @throws IllegalArgumentException if count is out of bounds
   */
  default ImageSource limit(int count) {
    return range(0, count);
  }

  /**
   * These images, and another source's after them.
   *
   * @param next images of the same size
   * @return a view of both sources; its labels are those of both, each name once
   * @throws IllegalArgumentException if the sizes differ
   */
  default ImageSource followedBy(ImageSource next) {
    return new ImageConcatenation(this, next);
  }

  /**
   * A run of images only.
   *
   * @param from the first image
   * @param to the image after the last one
   * @return a view of this source, numbered from 0
   * @throws IllegalArgumentException if the run is empty or leaves this source
   */
  default ImageSource range(int from, int to) {
    return new ImageRange(this, from, to);
  }

  /**
   * These images, about half of them flipped from left to right, which others in every epoch: more
   * variety to train with, where left and right make no difference.
   *
   * @return a view of this source; read without a seed, nothing is flipped
   */
  default ImageSource flippedAtRandom() {
    return new RandomFlips(this);
  }
}
