package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of commands that fill holes: with which network, and how. */
public class ModelOptions {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "A model that was trained here instead of the one that ships, or weights of PyTorch:"
              + " .pth, .pt or .safetensors.")
  private Path model;

  @Option(
      names = "--mirror-images",
      description = "Take the mean over mirror images: better, and takes four times as long.")
  private boolean mirrorImages;

  /** Loads the model. */
  public Inpainter inpainter() throws IOException {
    return asChosen(model == null ? shipped() : ModelFile.inpainter(model));
  }

  /** What fills holes where no file is named. */
  Inpainter shipped() throws IOException {
    return ModelFile.inpainter(null);
  }

  /** Loads the model, and tells its file. */
  public ModelFile file() throws IOException {
    ModelFile file = ModelFile.of(model);
    return new ModelFile(asChosen(file.inpainter()), file.name(), file.sha256());
  }

  /** Where the model comes from. */
  public Optional<Provenance> provenance() throws IOException {
    return ModelFile.provenance(model);
  }

  /** The model's file; empty for the one that ships. */
  public Optional<Path> modelFile() {
    return Optional.ofNullable(model);
  }

  /** Whether the mean over mirror images is taken. */
  public boolean mirrorImages() {
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
    return arguments;
  }

  /** An inpainter that works as these options say. */
  Inpainter asChosen(Inpainter inpainter) {
    return mirrorImages ? inpainter.withMirrorImages() : inpainter;
  }
}
