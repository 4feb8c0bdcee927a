package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.Provenance;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A trained network and the file that it is from.
 *
 * @param inpainter with this network
 * @param name of the file
 * @param sha256 of the file's bytes
 */
record ModelFile(Inpainter inpainter, String name, String sha256) {

  /** The file within the library that {@link Inpainter#pretrained} reads. */
  private static final String SHIPPED = "table2-cifar10.zip";

  /**
   * Loads a model.
   *
   * @param file null for the one that ships
   * @throws IOException where it isn't there or holds no inpainting network; the message names it
   */
  static ModelFile of(Path file) throws IOException {
    return file == null ? shipped() : load(file);
  }

  /**
   * An inpainter with a model.
   *
   * @param file null for the one that ships
   */
  static Inpainter inpainter(Path file) throws IOException {
    return file == null ? Inpainter.pretrained() : Inpainter.load(file);
  }

  /**
   * Where a model comes from.
   *
   * @param file null for the one that ships
   */
  static Optional<Provenance> provenance(Path file) throws IOException {
    return file == null ? ModelFiles.pretrainedProvenance() : ModelFiles.provenance(file);
  }

  private static ModelFile shipped() throws IOException {
    try (InputStream in = Inpainter.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new FileNotFoundException(SHIPPED + " is missing from the library");
      }
      return new ModelFile(Inpainter.pretrained(), SHIPPED, Sha256.of(in));
    }
  }

  private static ModelFile load(Path file) throws IOException {
    ComputationGraph network = ModelFiles.load(file);
    List<String> inputs = network.getConfiguration().getNetworkInputs();
    List<String> outputs = network.getConfiguration().getNetworkOutputs();
    if (!inputs.equals(List.of(PartialConvUNet.INPUT))
        || !outputs.equals(List.of(PartialConvUNet.OUTPUT))) {
      throw new IOException(
          "%s holds no inpainting network: its inputs are %s and its outputs %s, expected [%s] and [%s]; give it a model that TrainCifar10 wrote"
              .formatted(file, inputs, outputs, PartialConvUNet.INPUT, PartialConvUNet.OUTPUT));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new ModelFile(new Inpainter(network), file.getFileName().toString(), Sha256.of(in));
    }
  }
}
