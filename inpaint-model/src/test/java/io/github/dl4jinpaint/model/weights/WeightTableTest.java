package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.io.IOException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

class WeightTableTest {

  private TensorFile file;

  @BeforeEach
  void open() throws IOException {
    file = TensorFile.open(Fixtures.file("own-network.pt"));
  }

  @AfterEach
  void close() throws IOException {
    file.close();
  }

  private static ComputationGraph graph(int channels, boolean hasBias, boolean normalizes) {
    var layer =
        new PartialConvolution2D.Builder(3).nOut(channels).stride(2).padding(1).hasBias(hasBias);
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("a", (normalizes ? layer.batchNormalization() : layer).build(), "x")
                .setOutputs("a")
                .build());
    graph.init();
    return graph;
  }

  @Test
  void nvidiasLayerInAnyGraphComputesWhatItDoesInPyTorch() throws IOException {
    ComputationGraph graph = graph(5, true, true);

    new WeightTable().layer("a", "down", "norm").copy(file, graph);

    INDArray output =
        graph
            .output(false, new INDArray[] {Fixtures.image(32)}, new INDArray[] {Fixtures.mask(32)})[
            0];
    assertThat(Fixtures.largestDifference(output, Fixtures.expected("own-network")))
        .isLessThan(1e-5);
  }

  @Test
  void allThatIsMissingLeftOverOrOfAnotherShapeIsNamedAndNothingCopied() {
    ComputationGraph graph = graph(4, true, true);
    INDArray before = graph.params().dup();

    assertThatIOException()
        .isThrownBy(() -> new WeightTable().layer("a", "down", "batchnorm").copy(file, graph))
        .withMessageContaining("own-network.pt")
        .withMessageContaining("lacks [batchnorm.weight, batchnorm.bias, batchnorm.running_mean")
        .withMessageContaining("down.weight of F32[5, 3, 3, 3] instead of [4, 3, 3, 3]")
        .withMessageContaining("has [norm.weight, norm.bias, norm.running_mean, norm.running_var]")
        .withMessageNotContaining("num_batches_tracked")
        .withMessageNotContaining("maskUpdater");

    assertThat(graph.params()).isEqualTo(before);
  }

  @Test
  void aBiasThatTheLayerHasNotIsLeftOver() {
    WeightTable table = new WeightTable().layer("a", "down", "norm");
    assertThatIOException()
        .isThrownBy(() -> table.copy(file, graph(5, false, true)))
        .withMessageContaining("down.bias");
    assertThatIOException()
        .isThrownBy(() -> table.unbiased("a").copy(file, graph(5, true, true)))
        .withMessageContaining("down.bias");
  }

  @Test
  void aTableThatDoesntFitTheGraphIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightTable().copy(file, graph(5, true, true)))
        .withMessageContaining("[a]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new WeightTable()
                    .layer("a", "down", "norm")
                    .layer("b", "up")
                    .copy(file, graph(5, true, true)))
        .withMessageContaining("[b]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new WeightTable().layer("a", "down", "norm").copy(file, graph(5, true, false)))
        .withMessageContaining("\"a\"")
        .withMessageContaining("\"down\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightTable().unbiased("a"))
        .withMessageContaining("\"a\"");
  }
}
