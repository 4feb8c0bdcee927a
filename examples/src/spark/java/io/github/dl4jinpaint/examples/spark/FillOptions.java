package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.examples.command.FillingOptions;
import io.github.dl4jinpaint.examples.command.Holes;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * How to fill, as executors get it.
 *
 * @param model the options of the model, but for its file
 * @param name of the model's file, whose extension tells its format
 * @param file the model's bytes; null for the one that ships
 */
record FillOptions(
    List<String> model, String name, byte[] file, Holes holes, boolean raw, boolean overwrite)
    implements Serializable {

  private static final String MODEL = "--model=";

  /** The options of the model, as a command of their own. */
  @Command
  private static final class ModelCommand {
    @Mixin private PictureModelOptions model;
  }

  /** Reads the model's file, which is on the driver's machine. */
  static FillOptions of(FillingOptions filling, Holes holes, PictureModelOptions model)
      throws IOException {
    List<String> others = new ArrayList<>();
    Path file = null;
    for (String argument : model.arguments()) {
      if (argument.startsWith(MODEL)) {
        file = Path.of(argument.substring(MODEL.length()));
      } else {
        others.add(argument);
      }
    }
    return new FillOptions(
        List.copyOf(others),
        file == null ? null : file.getFileName().toString(),
        file == null ? null : Files.readAllBytes(file),
        holes,
        filling.raw(),
        filling.overwrite());
  }

  /**
   * Loads the model.
   *
   * @param scratch where its file may be written to be read, and is removed again
   */
  Inpainter inpainter(Path scratch) throws IOException {
    if (file == null) {
      return inpainter(model);
    }
    Path folder = Files.createTempDirectory(scratch, "model");
    Path copy = folder.resolve(name);
    try {
      List<String> arguments = new ArrayList<>(model);
      arguments.add(MODEL + Files.write(copy, file));
      return inpainter(arguments);
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(folder);
    }
  }

  private static Inpainter inpainter(List<String> arguments) throws IOException {
    ModelCommand command = new ModelCommand();
    new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    return command.model.inpainter();
  }
}
