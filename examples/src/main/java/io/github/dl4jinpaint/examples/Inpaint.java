package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.benchmark.DataThroughput;
import io.github.dl4jinpaint.examples.benchmark.Latency;
import io.github.dl4jinpaint.examples.benchmark.LayerBenchmarks;
import io.github.dl4jinpaint.examples.benchmark.Scaling;
import io.github.dl4jinpaint.examples.benchmark.Throughput;
import io.github.dl4jinpaint.examples.command.Commands;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The mains of this project as one command, which a distribution has as {@code bin/inpaint}. Its
 * commands are the mains themselves, under shorter names.
 */
@Command(
    name = "inpaint",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Fills holes in pictures, and trains and measures what fills them.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = {
      "  inpaint fill holiday.png --mask-color FF00FF --out holiday-filled.png",
      "",
      "inpaint COMMAND --help tells a command's options. Java's own are taken from the",
      "environment: INPAINT_OPTS=-Xmx4g inpaint fill …"
    })
public final class Inpaint {

  /** Commands with commands of their own. */
  @Command(
      name = "train",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands:%n",
      description = "Trains a network, on CIFAR-10 or on photographs.")
  private static final class Train {}

  @Command(
      name = "evaluate",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands:%n",
      description = "Measures a model, beside OpenCV's methods.")
  private static final class Evaluate {}

  @Command(
      name = "benchmark",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      commandListHeading = "%nCommands:%n",
      description = "Times training, filling, the layer and the data.")
  private static final class Benchmark {}

  private Inpaint() {}

  /**
   * Runs a command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    int status = line().execute(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** {@return all commands, to be executed} */
  static CommandLine line() {
    CommandLine inpaint = new CommandLine(new Inpaint());
    add(inpaint, "fill", new InpaintImages());
    add(inpaint, "serve", new InpaintServer());
    add(inpaint, "quickstart", new QuickStart());
    CommandLine train = add(inpaint, "train", new Train());
    add(train, "cifar10", new TrainCifar10());
    add(train, "photos", new TrainPhotos());
    add(train, "fusion", new TrainFusion());
    CommandLine evaluate = add(inpaint, "evaluate", new Evaluate());
    add(evaluate, "cifar10", new EvaluateCifar10());
    add(evaluate, "photos", new EvaluatePhotos());
    add(inpaint, "compare", new CompareMethods());
    add(inpaint, "import", new ImportWeights());
    add(inpaint, "export", new ExportWeights());
    add(inpaint, "masks", new MaskKinds());
    CommandLine benchmark = add(inpaint, "benchmark", new Benchmark());
    add(benchmark, "latency", new Latency());
    add(benchmark, "throughput", new Throughput());
    add(benchmark, "scaling", new Scaling());
    add(benchmark, "data", new DataThroughput());
    add(benchmark, "layers", new LayerBenchmarks.Options());
    add(inpaint, "generate-completion", new GenerateCompletion());
    return Commands.configured(inpaint);
  }

  private static CommandLine add(CommandLine parent, String name, Object command) {
    CommandLine line = new CommandLine(command).setCommandName(name);
    parent.addSubcommand(name, line);
    return line;
  }
}
