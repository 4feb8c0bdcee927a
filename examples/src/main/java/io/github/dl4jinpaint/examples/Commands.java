package io.github.dl4jinpaint.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Runs the examples' mains. */
final class Commands {

  private Commands() {}

  /**
   * Runs a command and ends the program, unless it went well: a caller within the same process,
   * such as Maven's exec:java, goes on then.
   *
   * @param command annotated for picocli
   */
  static void run(Object command, String... args) {
    int status = execute(command, args);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs a command. What a user can mend is told in a line; what is a bug, with its stack trace.
   */
  static int execute(Object command, String... args) {
    return line(command).execute(args);
  }

  /** What parses and executes a command. */
  static CommandLine line(Object command) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              if (!forUsers(exception)) {
                throw exception;
              }
              line.getErr().println(line.getColorScheme().errorText(exception.getMessage()));
              return line.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  /**
   * Refuses an option's value that is not above 0.
   *
   * @param spec the command that has the option
   */
  static void requirePositive(CommandSpec spec, String option, Number value) {
    if (!(value.doubleValue() > 0)) {
      throw new ParameterException(spec.commandLine(), option + " must be above 0, got " + value);
    }
  }

  private static boolean forUsers(Exception exception) {
    return exception instanceof IOException
        || exception instanceof UncheckedIOException
        || exception instanceof IllegalArgumentException
        || exception instanceof IllegalStateException;
  }
}
