package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a model for PyTorch. */
@Command(
    name = "ExportWeights",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a model for PyTorch, as .safetensors.",
      "The PyTorch module in the documents loads it, and so does every command with --model."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --model my-run/model.zip --out model.safetensors")
public final class ExportWeights implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model that was trained here instead of the one that ships.")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The .safetensors file to write.")
  private Path out;

  @Option(
      names = "--half",
      description = "Weights in half precision: half of the size, and hardly another picture.")
  private boolean half;

  ExportWeights() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new ExportWeights(), args);
  }

  @Override
  public Integer call() throws IOException {
    ComputationGraph network = model == null ? ModelFiles.cifar10() : ModelFiles.load(model);
    Optional<Provenance> provenance =
        model == null ? ModelFiles.cifar10Provenance() : ModelFiles.provenance(model);
    if (provenance.isPresent()) {
      WeightFiles.save(network, out, half, provenance.get());
    } else {
      WeightFiles.save(network, out, half);
    }
    System.out.printf(
        "%,d parameters, %,d bytes, in %s%n",
        network.numParams(), Files.size(out), out.toAbsolutePath());
    return 0;
  }
}
