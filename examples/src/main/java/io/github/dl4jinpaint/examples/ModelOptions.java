package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import io.github.dl4jinpaint.model.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that fill holes: with which network, and how. */
final class ModelOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model of TrainCifar10 or TrainPhotos instead of the one that ships.")
  private Path model;

  @Option(
      names = "--mirror-images",
      description = "Take the mean over mirror images: better, and takes four times as long.")
  private boolean mirrorImages;

  @Option(
      names = "--largest-hole",
      paramLabel = "PIXELS",
      description =
          "Width of the largest holes that the model fills at once; larger ones are filled coarse"
              + " to fine. Half of its --size for a model of TrainPhotos; 4 unless given.")
  private Integer largestHole;

  /** Loads the model. */
  Inpainter inpainter() throws IOException {
    check();
    return asChosen(ModelFile.inpainter(model));
  }

  /** Loads the model, and tells its file. */
  ModelFile file() throws IOException {
    check();
    ModelFile file = ModelFile.of(model);
    return new ModelFile(asChosen(file.inpainter()), file.name(), file.sha256());
  }

  /** Where the model comes from. */
  Optional<Provenance> provenance() throws IOException {
    return ModelFile.provenance(model);
  }

  /** Whether the mean over mirror images is taken. */
  boolean mirrorImages() {
    return mirrorImages;
  }

  /** These options, to be given to another process. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (model != null) {
      arguments.add("--model=" + model);
    }
    if (mirrorImages) {
      arguments.add("--mirror-images");
    }
    if (largestHole != null) {
      arguments.add("--largest-hole=" + largestHole);
    }
    return arguments;
  }

  private void check() {
    if (largestHole != null && largestHole < 2) {
      throw new ParameterException(
          command.commandLine(), "--largest-hole must be at least 2, got " + largestHole);
    }
  }

  private Inpainter asChosen(Inpainter inpainter) {
    Inpainter chosen = mirrorImages ? inpainter.withMirrorImages() : inpainter;
    return largestHole == null ? chosen : chosen.withLargestHole(largestHole);
  }
}
