package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jinpaint.model.InpaintingLoss;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.inpainting.Inpainting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

class WeightFilesTest {

  private Path file;

  @BeforeEach
  void inAFolder(@TempDir Path folder) {
    this.file = folder.resolve("models/network.safetensors");
  }

  static List<PartialConvUNet.Builder> networks() {
    return List.of(
        Networks.tiny(),
        Networks.tiny().dataType(DataType.DOUBLE).loss(InpaintingLoss.l1()),
        Networks.tiny()
            .skip(Skip.ENCODER_INPUT)
            .normalizesEnds(false)
            .slopes(0, 0.2)
            .colors(PConvUNetWeights.MEAN, PConvUNetWeights.DEVIATION)
            .end(Activation.IDENTITY));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aNetworkComesBackToTheLastBit(PartialConvUNet.Builder settings) throws IOException {
    ComputationGraph network = settings.size(16, 16).build();
    network.fit(Networks.batch(new Random(1), 4, 16, 16));

    WeightFiles.save(network, file, false);
    ComputationGraph loaded = ModelFiles.load(file);

    assertThat(loaded.params()).isEqualTo(network.params());
    assertThat(loaded.getConfiguration()).isEqualTo(network.getConfiguration());
    assertThat(ModelFiles.provenance(file)).isEmpty();
  }

  @Test
  void halfPrecisionHalvesTheShippedModelAndHardlyChangesWhatItPredicts() throws IOException {
    ComputationGraph network = ModelFiles.cifar10();
    Provenance provenance = ModelFiles.cifar10Provenance().orElseThrow();

    WeightFiles.save(network, file, true, provenance);

    assertThat(Files.size(file)).isLessThan(network.numParams() * 2 + 100_000);
    assertThat(ModelFiles.provenance(file)).contains(provenance);
    ComputationGraph loaded = ModelFiles.load(file);
    MultiDataSet batch = Networks.batch(new Random(2), 4, 32, 32);
    INDArray difference = predict(loaded, batch).sub(predict(network, batch));
    assertThat(difference.amaxNumber().doubleValue()).isBetween(1e-9, 2e-3);
  }

  private static INDArray predict(ComputationGraph network, MultiDataSet batch) {
    return network.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0];
  }

  @Test
  void whatHalfPrecisionHasNotIsRefusedAndNothingWritten() throws IOException {
    ComputationGraph network = Networks.tiny().build();
    network.getLayer("encoder1").getParam("W").putScalar(3, 70_000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightFiles.save(network, file, true))
        .withMessageContaining("encoder1.W")
        .withMessageContaining("70000");

    assertThat(file.getParent()).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pconv-unet-7.pth", "pconv-unet-8-legacy.pth"})
  void anInpainterTakesPyTorchsFilesLikeAnyOther(String name) throws IOException {
    Inpainter inpainter = Inpainter.load(Fixtures.file(name));

    INDArray image = Fixtures.image(64);
    INDArray mask = Fixtures.mask(64);
    Inpainting filled = inpainter.inpaint(image, mask);

    for (INDArray result : new INDArray[] {filled.prediction(), filled.composite()}) {
      assertThat(result.shape()).isEqualTo(image.shape());
      assertThat(result.minNumber().doubleValue()).isNotNegative();
      assertThat(result.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
    }
    assertThat(ModelFiles.provenance(Fixtures.file(name))).isEmpty();
  }

  @Test
  void aFileOfAnotherNetworkIsRefusedWithTheNamesOfItsTensors() {
    assertThatIOException()
        .isThrownBy(() -> ModelFiles.load(Fixtures.file("own-network.pt")))
        .withMessageContaining("own-network.pt")
        .withMessageContaining("WeightTable")
        .withMessageContaining("down.weight");
  }

  @Test
  void aFileThatDoesntFitItsOwnConfigurationIsRefused() throws IOException {
    WeightFiles.save(Networks.tiny().build(), file, false);
    String whole = Files.readString(file, StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, String> change :
        Map.of(
                "encoder1.W\":{\"dtype", "encoder9.W\":{\"dtype",
                "\\\"networkInputs\\\"", "\\\"networkOutput\\\"",
                "[6,3,5,5]", "[3,6,5,5]")
            .entrySet()) {
      String changed = whole.replace(change.getKey(), change.getValue());
      assertThat(changed).isNotEqualTo(whole);
      Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
      assertThatIOException()
          .as(change.getValue())
          .isThrownBy(() -> WeightFiles.load(file))
          .withMessageContaining(file.toString())
          .withMessageContaining("configuration");
    }
  }
}
