package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class Vgg16Test {

  @Test
  void theFeaturesBehindItsPoolingsAreThoseOfPyTorch() throws IOException {
    ComputationGraph vgg = Vgg16.read(Fixtures.file("vgg16.pth"), 3);

    INDArray[] features = vgg.output(Fixtures.image(32));

    assertThat(features).hasSize(3);
    for (int block = 1; block <= 3; block++) {
      INDArray expected = Fixtures.expected("vgg16.pool" + block);
      assertThat(Fixtures.largestDifference(features[block - 1], expected)).isLessThan(1e-6);
    }
    assertThat(Vgg16.read(Fixtures.file("vgg16.pth"), 5).output(Fixtures.image(64))[4].shape())
        .containsExactly(1, 8, 2, 2);
  }

  @Test
  void whatIsNoVgg16IsRefused() {
    assertThatIOException()
        .isThrownBy(() -> Vgg16.read(Fixtures.file("own-network.pt"), 3))
        .withMessageContaining("own-network.pt")
        .withMessageContaining("features.0.weight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vgg16.read(Fixtures.file("vgg16.pth"), 6))
        .withMessageContaining("6");
  }
}
