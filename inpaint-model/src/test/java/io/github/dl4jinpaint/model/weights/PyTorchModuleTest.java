package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.dl4jinpaint.model.InpaintingLoss;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The module in the documents, where there is a Python that has PyTorch. */
class PyTorchModuleTest {

  private static final Path MODULES =
      Path.of("src/main/java/io/github/dl4jinpaint/model/weights/doc-files");

  /** Reads a batch with the module's own reader, and writes the prediction as bare numbers. */
  private static final String PREDICT =
      """
      import sys, torch
      sys.path.insert(0, sys.argv[1])
      sys.dont_write_bytecode = True
      import dl4j_inpaint
      torch.set_num_threads(1)
      batch, _ = dl4j_inpaint.read(sys.argv[3])
      network = dl4j_inpaint.load(sys.argv[2]).eval()
      with torch.no_grad():
          prediction = network(batch["image"], batch["mask"])
      open(sys.argv[4], "wb").write(dl4j_inpaint.struct.pack("<%df" % prediction.numel(), *prediction.flatten().tolist()))
      """;

  private static String python;

  @BeforeAll
  static void findPyTorch() {
    Optional<String> found =
        Stream.of("python3", "/usr/bin/python3").filter(PyTorchModuleTest::hasTorch).findFirst();
    assumeTrue(found.isPresent(), "no python3 with PyTorch here");
    python = found.get();
  }

  private static boolean hasTorch(String command) {
    try {
      return new ProcessBuilder(command, "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Arguments> networks() throws IOException {
    PartialConvUNet.Builder other =
        Networks.tiny()
            .size(32, 32)
            .skip(Skip.ENCODER_INPUT)
            .normalizesEnds(false)
            .slopes(0, 0.2)
            .loss(InpaintingLoss.l1())
            .colors(PConvUNetWeights.MEAN, PConvUNetWeights.DEVIATION)
            .end(Activation.IDENTITY);
    return List.of(
        Arguments.of("the shipped model", ModelFiles.cifar10(), false),
        Arguments.of("the shipped model in half precision", ModelFiles.cifar10(), true),
        Arguments.of("the paper's wiring", trained(other.build()), false),
        Arguments.of("ordinary losses", trained(Networks.tiny().size(32, 32).build()), false));
  }

  private static ComputationGraph trained(ComputationGraph network) {
    network.fit(Networks.batch(new Random(2), 2, 32, 32));
    return network;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void itPredictsWhatTheNetworkPredicts(
      String name, ComputationGraph network, boolean half, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("network.safetensors");
    WeightFiles.save(network, file, half);
    INDArray image = Networks.images(new Random(3), 2, 64, 48);
    INDArray mask = Networks.mask(new Random(4), 0.4, 2, 64, 48);
    mask.get(all(), all(), interval(8, 40), interval(10, 40)).assign(0);

    INDArray theirs = inPyTorch(file, image, mask, folder);

    INDArray ours =
        ModelFiles.load(file).output(false, new INDArray[] {image}, new INDArray[] {mask})[0];
    double scale = Math.max(1, theirs.amaxNumber().doubleValue());
    assertThat(Fixtures.largestDifference(theirs, ours)).isLessThan(1e-5 * scale);
  }

  private static INDArray inPyTorch(Path network, INDArray image, INDArray mask, Path folder)
      throws IOException, InterruptedException {
    Path batch = folder.resolve("batch.safetensors");
    try (OutputStream out = Files.newOutputStream(batch)) {
      SafeTensors.write(Map.of("image", image, "mask", mask), Set.of(), Map.of(), out);
    }
    Path prediction = folder.resolve("prediction");
    Path log = folder.resolve("log");
    int status =
        new ProcessBuilder(
                python,
                "-c",
                PREDICT,
                MODULES.toString(),
                network.toString(),
                batch.toString(),
                prediction.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
    FloatBuffer values =
        ByteBuffer.wrap(Files.readAllBytes(prediction))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] numbers = new float[values.remaining()];
    values.get(numbers);
    return Nd4j.create(numbers, image.shape(), 'c');
  }
}
