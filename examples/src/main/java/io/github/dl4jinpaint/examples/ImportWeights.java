package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a model of weights that were trained with PyTorch. */
@Command(
    name = "ImportWeights",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a model of weights that were trained with PyTorch, to train on or to load faster.",
      "Commands with --model take such files as they are, too."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --weights pconv.pth --out pconv.zip")
public final class ImportWeights implements Callable<Integer> {

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description =
          "A .pth, .pt or .safetensors file: of PConvUNet"
              + " (github.com/naoto0804/pytorch-inpainting-with-partial-conv), or"
              + " what was exported here.")
  private Path weights;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The model to write, a .zip file.")
  private Path out;

  ImportWeights() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new ImportWeights(), args);
  }

  @Override
  public Integer call() throws IOException {
    ComputationGraph network = ModelFiles.load(weights);
    Optional<Provenance> known = ModelFiles.provenance(weights);
    ModelFiles.save(network, out, false, known.isPresent() ? known.get() : imported());
    System.out.printf(
        "%,d parameters, %,d bytes, in %s%n",
        network.numParams(), Files.size(out), out.toAbsolutePath());
    return 0;
  }

  /** All that is known of a network that others trained: its file. */
  private Provenance imported() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("imported from", weights.getFileName().toString());
    settings.put("sha256 of that file", Sha256.of(weights));
    return Provenance.now(settings, 0, 0, Map.of());
  }
}
