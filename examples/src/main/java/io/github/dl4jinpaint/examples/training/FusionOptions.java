package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.model.inpainting.FusionTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a {@link FusionTrainer} trains. */
public final class FusionOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--steps", paramLabel = "N", description = "Training steps.")
  private int steps = 10_000;

  @Option(names = "--batch", paramLabel = "N", description = "Crops in a step.")
  private int batch = 12;

  @Option(names = "--size", paramLabel = "PIXELS", description = "Height and width of the crops.")
  private int size = 96;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Adam's learning rate at first; it falls to a tenth, in steps.")
  private double learningRate = 0.0006;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, holes and crops.")
  private long seed = 42;

  @Option(names = "--from", paramLabel = "FILE", description = "Start with this file's weights.")
  private Path from;

  /** Refuses values that are out of bounds. */
  public void check() {
    Commands.requirePositive(command, "--steps", steps);
    Commands.requirePositive(command, "--batch", batch);
    Commands.requirePositive(command, "--lr", learningRate);
    if (size < FusionTrainer.CROP_MULTIPLE || size % FusionTrainer.CROP_MULTIPLE != 0) {
      throw new ParameterException(
          command.commandLine(),
          "--size must be a multiple of %d, got %d".formatted(FusionTrainer.CROP_MULTIPLE, size));
    }
  }

  /**
   * A trainer as the options have it.
   *
   * @throws IOException where the file to start from can't be read
   */
  public FusionTrainer trainer() throws IOException {
    FusionTrainer trainer = new FusionTrainer(steps, batch, size, learningRate, seed);
    if (from != null) {
      trainer.startFrom(from);
    }
    return trainer;
  }

  /** {@return how many steps to train} */
  public int steps() {
    return steps;
  }

  /** {@return the seed of weights, holes and crops} */
  public long seed() {
    return seed;
  }

  /** What the model's provenance tells of them. */
  public Map<String, String> settings() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("crops", size + " x " + size);
    settings.put("batch", String.valueOf(batch));
    settings.put("learning rate", String.valueOf(learningRate));
    settings.put("steps", String.valueOf(steps));
    settings.put("seed", String.valueOf(seed));
    if (from != null) {
      settings.put("started from", "SHA-256 " + Sha256.of(from));
    }
    return settings;
  }
}
