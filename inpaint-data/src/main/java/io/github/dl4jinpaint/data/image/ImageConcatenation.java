package io.github.dl4jinpaint.data.image;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** One source's images and after them another's. */
final class ImageConcatenation implements ImageSource {
  private static final long serialVersionUID = 1;

  private final ImageSource first;
  private final ImageSource second;

  ImageConcatenation(ImageSource first, ImageSource second) {
    if (first.height() != second.height() || first.width() != second.width()) {
      throw new IllegalArgumentException(
          "images of %d×%d pixels can't be followed by images of %d×%d: bring them to one size"
              .formatted(first.height(), first.width(), second.height(), second.width()));
    }
    this.first = first;
    this.second = second;
    Math.addExact(first.size(), second.size());
  }

  @Override
  public int size() {
    return first.size() + second.size();
  }

  @Override
  public int height() {
    return first.height();
  }

  @Override
  public int width() {
    return first.width();
  }

  @Override
  public void read(int index, byte[] rgb) {
    of(index).read(within(index), rgb);
  }

  @Override
  public void read(int index, long seed, byte[] rgb) {
    of(index).read(within(index), seed, rgb);
  }

  @Override
  public URI uri(int index) {
    return of(index).uri(within(index));
  }

  @Override
  public int label(int index) {
    ImageSource source = of(index);
    int label = source.label(within(index));
    return label < 0 ? label : labels().indexOf(source.labels().get(label));
  }

  @Override
  public List<String> labels() {
    return Stream.concat(first.labels().stream(), second.labels().stream()).distinct().toList();
  }

  @Override
  public void open(int from, int to) {
    int boundary = first.size();
    if (from < boundary) {
      first.open(from, Math.min(to, boundary));
    }
    if (to > boundary) {
      second.open(Math.max(from, boundary) - boundary, to - boundary);
    }
  }

  @Override
  public void close() {
    try {
      first.close();
    } finally {
      second.close();
    }
  }

  private ImageSource of(int index) {
    return Objects.checkIndex(index, size()) < first.size() ? first : second;
  }

  private int within(int index) {
    return index < first.size() ? index : index - first.size();
  }
}
