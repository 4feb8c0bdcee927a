package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.dl4jinpaint.model.PartialConvUNet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class PConvUNetWeightsTest {

  private Path file;

  @BeforeEach
  void inAFolder(@TempDir Path folder) {
    this.file = folder.resolve("weights.safetensors");
  }

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

  /** What a file of two levels holds, of 4 and 6 channels. */
  private static Map<String, INDArray> twoLevels() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    convolution(tensors, "enc_1", 4, 3, 7);
    convolution(tensors, "enc_2", 6, 4, 5);
    convolution(tensors, "dec_2", 4, 6 + 4, 3);
    convolution(tensors, "dec_1", 3, 4 + 3, 3);
    tensors.put("dec_1.conv.input_conv.bias", Nd4j.rand(3));
    normalization(tensors, "enc_2.bn", 6);
    normalization(tensors, "dec_2.bn", 4);
    return tensors;
  }

  private static void convolution(
      Map<String, INDArray> tensors, String module, int out, int in, int kernel) {
    tensors.put(module + ".conv.input_conv.weight", Nd4j.rand(out, in, kernel, kernel));
    tensors.put(module + ".conv.mask_conv.weight", Nd4j.ones(out, in, kernel, kernel));
  }

  private static void normalization(Map<String, INDArray> tensors, String module, int channels) {
    for (String name : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      tensors.put(module + "." + name, Nd4j.rand(channels));
    }
  }

  private void write(Map<String, INDArray> tensors) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      SafeTensors.write(tensors, Set.of(), Map.of(), out);
    }
  }

  @Test
  void namesMayAllHaveThePrefixOfDataParallel() throws IOException {
    Map<String, INDArray> tensors = twoLevels();
    write(tensors);
    INDArray parameters = WeightFiles.load(file).params();

    Map<String, INDArray> parallel = new LinkedHashMap<>();
    tensors.forEach((name, values) -> parallel.put("module." + name, values));
    write(parallel);

    assertThat(WeightFiles.load(file).params()).isEqualTo(parameters);
  }

  private void refuses(Map<String, INDArray> tensors, String... reasons) throws IOException {
    write(tensors);
    assertThatIOException()
        .isThrownBy(() -> WeightFiles.load(file))
        .withMessageContaining(file.toString())
        .withMessageContainingAll(reasons);
  }

  @Test
  void aFileThatDoesntFitIsRefusedWithTheNamesThatDont() throws IOException {
    Map<String, INDArray> tensors = twoLevels();
    tensors.remove("enc_2.bn.running_var");
    tensors.put("attention.weight", Nd4j.rand(2, 2));
    refuses(tensors, "lacks [enc_2.bn.running_var]", "has [attention.weight]");

    tensors = twoLevels();
    tensors.put("enc_1.conv.input_conv.bias", Nd4j.rand(4));
    refuses(tensors, "enc_1.conv.input_conv.bias");

    tensors = twoLevels();
    tensors.remove("dec_2.conv.input_conv.weight");
    refuses(tensors, "dec_2.conv.input_conv.weight is missing");

    tensors = twoLevels();
    convolution(tensors, "enc_1", 4, 4, 7);
    refuses(tensors, "enc_1.conv.input_conv.weight of F32[4, 4, 7, 7] instead of [4, 3, 7, 7]");

    tensors = twoLevels();
    convolution(tensors, "enc_1", 4, 3, 6);
    refuses(tensors, "odd kernel");
  }

  @Test
  void shapesOfANetworkThatIsMuchLargerThanTheFileAreRefused() throws IOException {
    Map<String, INDArray> tensors = twoLevels();
    tensors.put("enc_1.conv.input_conv.weight", Nd4j.rand(300_000, 1, 1, 1));
    tensors.put("enc_2.conv.input_conv.weight", Nd4j.rand(300_000, 1, 1, 1));
    refuses(tensors, "doesn't fit the network");

    tensors = twoLevels();
    tensors.put("enc_1.conv.input_conv.weight", Nd4j.rand(10_000, 1, 1, 1));
    tensors.put("enc_2.conv.input_conv.weight", Nd4j.rand(10_000, 1, 1, 1));
    refuses(tensors, "doesn't fit the network", "its shapes make one of");
  }
}
