package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.examples.TrainCifar10;
import io.github.dl4jinpaint.examples.TrainPhotos;
import io.github.dl4jinpaint.examples.command.Commands;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network with workers on a Spark cluster, by parameter averaging. */
@Command(
    name = "TrainOnSpark",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network with workers on a Spark cluster: between two averagings each trains on"
          + " batches of its own.",
      "cifar10 and photos take the options of TrainCifar10 and TrainPhotos, and those of workers."
          + " The run's folder is the driver's: checkpoints, tables, the best network."
    })
public final class TrainOnSpark implements Runnable {

  @Spec private CommandSpec spec;

  private TrainOnSpark() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int status = execute(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int execute(String... args) {
    try (Workers cifar10 = new Workers();
        Workers photos = new Workers()) {
      CommandLine command = Commands.line(new TrainOnSpark());
      command.addSubcommand("cifar10", line(new TrainCifar10(cifar10), "cifar10", cifar10));
      command.addSubcommand("photos", line(new TrainPhotos(photos), "photos", photos));
      return command.execute(args);
    }
  }

  private static CommandLine line(Object command, String name, Workers workers) {
    CommandLine line = Commands.line(command).setCommandName(name);
    line.addMixin("workers", workers);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "cifar10 or photos?");
  }
}
