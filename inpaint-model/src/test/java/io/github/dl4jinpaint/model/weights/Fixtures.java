package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that src/test/python/make_weights.py wrote, and the images that it used. */
final class Fixtures {

  private Fixtures() {}

  static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** [1, 3, size, size]. */
  static INDArray image(int size) {
    float[] values = new float[3 * size * size];
    int i = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int level = ((7 + 2 * c) * y + (3 + c) * x + 31 * c + (x * y) % 13) % 256;
          values[i++] = level / 255f;
        }
      }
    }
    return Nd4j.create(values, new long[] {1, 3, size, size}, 'c');
  }

  /** [1, 1, size, size]. */
  static INDArray mask(int size) {
    float[] values = new float[size * size];
    for (int i = 0; i < values.length; i++) {
      int x = i % size;
      int y = i / size;
      boolean inside = y >= size / 4 && y < size / 2 && x >= size / 8 && x < 3 * size / 4;
      values[i] = inside || (5 * y + 3 * x) % 11 == 0 ? 0 : 1;
    }
    return Nd4j.create(values, new long[] {1, 1, size, size}, 'c').castTo(DataType.FLOAT);
  }

  /** What PyTorch computed. */
  static INDArray expected(String name) throws IOException {
    try (TensorFile file = TensorFile.open(file("expected.safetensors"))) {
      return file.tensors().get(name).read(DataType.FLOAT);
    }
  }

  static double largestDifference(INDArray a, INDArray b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    return a.sub(b).amaxNumber().doubleValue();
  }
}
