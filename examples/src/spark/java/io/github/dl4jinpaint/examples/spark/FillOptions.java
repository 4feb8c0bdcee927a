package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import io.github.dl4jinpaint.model.inpainting.Inpainter;

/**
 * How to fill, as executors get it.
 *
 * @param model the options of the model, but for its file
 * @param file the model's bytes; null for the one that ships
 */
record FillOptions(
    List<String> model,
    byte[] file,
    HoleColor holes,
    boolean raw,
    PictureFormat format,
    boolean overwrite)
    implements Serializable {

  private static final String MODEL = "--model=";

  /** The options of the model, as a command of their own. */
  @Command
  private static final class ModelCommand {
    @Mixin private PictureModelOptions model;
  }

  /** Reads the model's file, which is on the driver's machine. */
  static FillOptions of(
      PictureModelOptions model,
      HoleColor holes,
      boolean raw,
      PictureFormat format,
      boolean overwrite)
      throws IOException {
    List<String> others = new ArrayList<>();
    byte[] file = null;
    for (String argument : model.arguments()) {
      if (argument.startsWith(MODEL)) {
        file = Files.readAllBytes(Path.of(argument.substring(MODEL.length())));
      } else {
        others.add(argument);
      }
    }
    return new FillOptions(List.copyOf(others), file, holes, raw, format, overwrite);
  }

  /**
   * Loads the model.
   *
   * @param scratch a folder for its file
   */
  Inpainter inpainter(Path scratch) throws IOException {
    List<String> arguments = new ArrayList<>(model);
    if (file != null) {
      arguments.add(MODEL + Files.write(scratch.resolve("model.zip"), file));
    }
    ModelCommand command = new ModelCommand();
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    return command.model.inpainter();
  }
}
