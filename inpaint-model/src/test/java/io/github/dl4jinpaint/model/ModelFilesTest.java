package io.github.dl4jinpaint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.MultiDataSet;

class ModelFilesTest {

  private final ComputationGraph network = Networks.trainedTiny();
  private Path folder;
  private Path file;

  @BeforeEach
  void inAFolder(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("model.zip");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLoadedNetworkIsTheSavedOne(boolean withUpdater) throws IOException {
    ModelFiles.save(network, file, withUpdater);

    ComputationGraph loaded = ModelFiles.load(file);

    assertThat(loaded.params()).isEqualTo(network.params());
    assertThat(loaded.getConfiguration()).isEqualTo(network.getConfiguration());
    MultiDataSet next = Networks.batch(new Random(8), 4, 16, 16);
    loaded.fit(next);
    network.fit(next);
    assertThat(loaded.params().equals(network.params())).isEqualTo(withUpdater);
  }

  @Test
  void foldersAreMadeAndOlderModelsReplaced() throws IOException {
    Path deep = folder.resolve("some/new/model.zip");
    ModelFiles.save(Networks.tiny().build(), deep, false);
    ModelFiles.save(network, deep, false);

    assertThat(ModelFiles.load(deep).params()).isEqualTo(network.params());
    assertThat(names(deep.getParent())).containsExactly("model.zip");
  }

  @Test
  void aModelSurvivesAFailingSave() throws IOException {
    ModelFiles.save(network, file, false);
    byte[] before = Files.readAllBytes(file);
    ComputationGraph broken = new ComputationGraph(network.getConfiguration());

    assertThatThrownBy(() -> ModelFiles.save(broken, file, true)).isNotNull();

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(names(folder)).containsExactly("model.zip");
  }

  @Test
  void aSaveThatCantBeMovedToItsPlaceLeavesNothingBehind() throws IOException {
    Files.createDirectories(file.resolve("a-folder-in-the-models-place"));

    assertThatIOException()
        .isThrownBy(() -> ModelFiles.save(network, file, false))
        .withMessageContaining("model.zip");

    assertThat(names(folder)).containsExactly("model.zip");
    assertThat(names(file)).containsExactly("a-folder-in-the-models-place");
  }

  @Test
  void aFileInTheFoldersPlaceIsNamed() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "not a folder");
    assertThatIOException()
        .isThrownBy(() -> ModelFiles.save(network, blocked.resolve("model.zip"), false))
        .withMessageContaining(blocked.toString());
    assertThat(blocked).hasContent("not a folder");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.1, 0.5, 0.9})
  void aTruncatedFileIsRefusedAndNamed(double share) throws IOException {
    ModelFiles.save(network, file, true);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, (int) (share * whole.length)));
    assertRefusedAndNamed();
  }

  @Test
  void aTextFileIsRefusedAndNamed() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    assertRefusedAndNamed();
  }

  @Test
  void whatIsNoFileIsRefusedAndNamed() {
    assertThatIOException()
        .isThrownBy(() -> ModelFiles.load(file))
        .withMessageContaining(file.toString());
    assertThatIOException()
        .isThrownBy(() -> Inpainter.load(folder))
        .withMessageContaining(folder.toString());
  }

  @Test
  void aNetworkForSomethingElseIsRefusedAndNamed() throws IOException {
    ComputationGraph classifier =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("x")
                .addLayer("classes", new OutputLayer.Builder().nIn(4).nOut(2).build(), "x")
                .setOutputs("classes")
                .build());
    classifier.init();
    ModelFiles.save(classifier, file, false);

    assertThatIOException()
        .isThrownBy(() -> Inpainter.load(file))
        .withMessageStartingWith(file + ": This is no inpainting network")
        .withMessageContaining("[x]")
        .withMessageContaining("[classes]");
  }

  private void assertRefusedAndNamed() {
    assertThatIOException()
        .isThrownBy(() -> ModelFiles.load(file))
        .withMessageContaining(file.toString());
    assertThatIOException()
        .isThrownBy(() -> ModelFiles.provenance(file))
        .withMessageContaining(file.toString());
  }

  private static Stream<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList().stream();
    }
  }
}
