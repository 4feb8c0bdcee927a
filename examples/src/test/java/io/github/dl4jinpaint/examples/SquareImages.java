package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.net.URI;

/** Made images of CIFAR-10's size. */
abstract class SquareImages implements ImageSource {

  private static final long serialVersionUID = 1L;

  @Override
  public final int height() {
    return 32;
  }

  @Override
  public final int width() {
    return 32;
  }

  @Override
  public final URI uri(int index) {
    return URI.create("made:" + index);
  }
}
