package io.github.dl4jinpaint.data;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;

/** Images for tests: the first 50 of CIFAR-10's test images, and some of another size. */
public final class TestImages {
  public static final int CIFAR_COUNT = 50;

  private TestImages() {}

  public static File cifarFile() {
    try {
      return new File(TestImages.class.getResource("cifar10-test-50.bin").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] cifarBytes() {
    try (InputStream in = TestImages.class.getResourceAsStream("cifar10-test-50.bin")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is read back when an object is written. */
  @SuppressWarnings("unchecked")
  public static <T> T serialised(T object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
      out.flush();
      return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Images whose bytes are index + channel + y + x. */
  public record Gradients(int size, int height, int width) implements ImageSource {

    @Override
    public void read(int index, byte[] rgb) {
      Objects.checkIndex(index, size);
      for (int i = 0; i < 3 * height * width; i++) {
        int inPlane = i % (height * width);
        rgb[i] = (byte) (index + i / (height * width) + inPlane / width + inPlane % width);
      }
    }

    @Override
    public URI uri(int index) {
      return URI.create("gradient:" + Objects.checkIndex(index, size));
    }
  }
}
