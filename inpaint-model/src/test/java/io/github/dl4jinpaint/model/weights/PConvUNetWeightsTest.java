package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.model.PartialConvUNet;
import java.io.IOException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class PConvUNetWeightsTest {

  @ParameterizedTest
  @CsvSource({
    "pconv-unet-7.pth, pconv-unet-7, 128, 5",
    "pconv-unet-8-legacy.pth, pconv-unet-8, 256, 9"
  })
  void theNetworkPredictsWhatItDoesInPyTorch(String name, String key, int size, int step)
      throws IOException {
    try (TensorFile file = TensorFile.open(Fixtures.file(name))) {
      ComputationGraph network = PConvUNetWeights.read(file);

      assertThat(PartialConvUNet.downsampling(network)).isEqualTo(size);
      INDArray image = Fixtures.image(size);
      INDArray mask = Fixtures.mask(size);
      INDArray prediction =
          network
              .output(
                  false,
                  new INDArray[] {image.mul(mask.broadcast(image.shape()))},
                  new INDArray[] {mask})[0];
      var every = NDArrayIndex.interval(0, step, size);
      INDArray sample = prediction.get(NDArrayIndex.all(), NDArrayIndex.all(), every, every);
      assertThat(Fixtures.largestDifference(sample, Fixtures.expected(key))).isLessThan(1e-5);
    }
  }
}
