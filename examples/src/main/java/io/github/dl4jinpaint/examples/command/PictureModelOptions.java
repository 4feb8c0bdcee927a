package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of commands that fill the holes of pictures of any size. */
public final class PictureModelOptions extends ModelOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--largest-hole",
      paramLabel = "PIXELS",
      description =
          "Width of the largest holes that --model fills at once; larger ones are filled coarse to"
              + " fine. For a model that was trained on photographs half of its --size; 4 unless"
              + " given. What ships for photographs fills holes of any width.")
  private Integer largestHole;

  @Option(
      names = "--smooth",
      description =
          "Fill holes with what is most likely at each pixel, which is blurred where much is"
              + " missing, and not with texture.")
  private boolean smooth;

  /** Whether holes get no texture. */
  public boolean smooth() {
    return smooth;
  }

  @Override
  public List<String> arguments() {
    List<String> arguments = super.arguments();
    if (largestHole != null) {
      arguments.add("--largest-hole=" + largestHole);
    }
    if (smooth) {
      arguments.add("--smooth");
    }
    return arguments;
  }

  @Override
  Inpainter shipped() {
    return Inpainter.pretrained();
  }

  @Override
  Inpainter asChosen(Inpainter inpainter) {
    Inpainter as = super.asChosen(inpainter);
    Inpainter chosen = smooth ? as.withoutTexture() : as.withTexture();
    if (largestHole == null) {
      return chosen;
    }
    if (largestHole < 2) {
      throw new ParameterException(
          command.commandLine(), "--largest-hole must be at least 2, got " + largestHole);
    }
    if (modelFile().isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--largest-hole says which holes a --model knows; what ships for photographs fills holes"
              + " of any width. Name a --model, or leave it out");
    }
    return chosen.withLargestHole(largestHole);
  }
}
