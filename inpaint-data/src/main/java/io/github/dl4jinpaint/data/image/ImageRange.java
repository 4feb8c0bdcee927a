package io.github.dl4jinpaint.data.image;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/** A run of another source's images. */
class ImageRange implements ImageSource {
  private static final long serialVersionUID = 1;

  private final ImageSource source;
  private final int from;
  private final int to;

  ImageRange(ImageSource source, int from, int to) {
    if (from < 0 || from >= to || to > source.size()) {
      throw new IllegalArgumentException(
          "images "
              + from
              + " (inclusive) to "
              + to
              + " (exclusive) were asked for: there must be at least one, between 0 and "
              + source.size());
    }
    this.source = source;
    this.from = from;
    this.to = to;
  }

  @Override
  public int size() {
    return to - from;
  }

  @Override
  public int height() {
    return source.height();
  }

  @Override
  public int width() {
    return source.width();
  }

  @Override
  public void read(int index, byte[] rgb) {
    source.read(inSource(index), rgb);
  }

  @Override
  public void read(int index, long seed, byte[] rgb) {
    source.read(inSource(index), seed, rgb);
  }

  @Override
  public URI uri(int index) {
    return source.uri(inSource(index));
  }

  @Override
  public int label(int index) {
    return source.label(inSource(index));
  }

  @Override
  public List<String> labels() {
    return source.labels();
  }

  @Override
  public void open(int first, int end) {
    source.open(from + first, from + end);
  }

  @Override
  public void close() {
    source.close();
  }

  private int inSource(int index) {
    return from + Objects.checkIndex(index, size());
  }
}
