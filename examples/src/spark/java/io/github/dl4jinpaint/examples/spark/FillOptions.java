package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.examples.command.FillingOptions;
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
 * @param name of the model's file, whose extension tells its format
 * @param file the model's bytes; null for the one that ships
 */
record FillOptions(
    List<String> model,
    String name,
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
  static FillOptions of(PictureModelOptions model, FillingOptions filling) throws IOException {
    List<String> others = new ArrayList<>();
    Path file = null;
    for (String argument : model.arguments()) {
      if (argument.startsWith(MODEL)) {
        file = Path.of(argument.substring(MODEL.length()));
      } else {
        others.add(argument);
      }
    }
    String name = file == null ? null : file.getFileName().toString();
    byte[] bytes = file == null ? null : Files.readAllBytes(file);
    return new FillOptions(
        List.copyOf(others),
        name,
        bytes,
        filling.holes(),
        filling.raw(),
        filling.format(),
        filling.overwrite());
  }

  /**
   * Loads the model.
   *
   * @param scratch a folder for its file
   */
  Inpainter inpainter(Path scratch) throws IOException {
    List<String> arguments = new ArrayList<>(model);
    if (file != null) {
      arguments.add(MODEL + Files.write(scratch.resolve(name), file));
    }
    ModelCommand command = new ModelCommand();
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    return command.model.inpainter();
  }
}
