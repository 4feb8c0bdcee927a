package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A command's options as settings of a run: kept with it, and taken from it when the run is
 * resumed, so that they needn't be given again.
 */
public final class RunOptions {

  private static final String DATA = "data";

  /** No settings of the run. Paths of one machine mean nothing on another. */
  private static final Set<String> OTHERS =
      Set.of(DATA, "photos", "prepared", "from", "out", "resume", "ui", "help", "version");

  private final CommandSpec spec;
  private final ParseResult given;

  /**
   * The options that a command was given.
   *
   * @param spec of a command that was parsed
   */
  public RunOptions(CommandSpec spec) {
    this.spec = spec;
    this.given = spec.commandLine().getParseResult();
  }

  private static String name(OptionSpec option) {
    return option.longestName().substring(2);
  }

  private List<OptionSpec> options() {
    return spec.options().stream().filter(option -> !OTHERS.contains(name(option))).toList();
  }

  /**
   * Parses the command line again, with what a run began with where it says nothing else.
   *
   * @param settings of the run
   * @param places where it read its data
   * @throws ParameterException where the data isn't there any more, and the command line doesn't
   *     say where it is
   */
  public void parseAgain(Map<String, String> settings, Map<String, String> places) {
    List<String> args = new ArrayList<>(given.originalArgs());
    // A subcommand's own come after its name.
    args.subList(0, spec.parent() == null ? 0 : args.indexOf(spec.name()) + 1).clear();
    for (OptionSpec option : options()) {
      String value = settings.get(name(option));
      if (value != null && !given.hasMatchedOption(option)) {
        args.add(option.longestName() + "=" + value);
      }
    }
    String data = places.get(DATA);
    if (data != null && !given.hasMatchedOption("--" + DATA)) {
      if (!Files.isDirectory(Path.of(data))) {
        throw new ParameterException(
            spec.commandLine(),
            "--%s DIR has to say where the data is: the run read it from %s, which isn't a folder here"
                .formatted(DATA, data));
      }
      args.add("--" + DATA + "=" + data);
    }
    spec.commandLine().parseArgs(args.toArray(String[]::new));
  }

  /**
   * Tells a trainer all options that have a value, and all flags that are set.
   *
   * @param changeable those that may be others when the run is resumed
   */
  public void tell(InpaintingTrainer.Builder trainer, Set<String> changeable) {
    for (OptionSpec option : options()) {
      Object value = option.getValue();
      boolean told = value != null && !Boolean.FALSE.equals(value);
      if (told && changeable.contains(name(option))) {
        trainer.changeableSetting(name(option), value);
      } else if (told) {
        trainer.setting(name(option), value);
      }
    }
  }

  /** {@return where the data is, by the option's name; empty where the command wasn't told} */
  public Map<String, String> places() {
    OptionSpec option = spec.findOption("--" + DATA);
    Path folder = option == null ? null : option.getValue();
    return folder == null ? Map.of() : Map.of(DATA, folder.toAbsolutePath().toString());
  }

  /** The arguments that go on with the run. */
  public String resuming() {
    List<String> args = new ArrayList<>(given.originalArgs());
    if (!given.hasMatchedOption("--resume")) {
      args.add("--resume");
    }
    args.replaceAll(arg -> arg.contains(" ") ? '"' + arg + '"' : arg);
    return String.join(" ", args);
  }
}
