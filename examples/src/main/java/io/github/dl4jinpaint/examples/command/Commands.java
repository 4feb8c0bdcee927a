package io.github.dl4jinpaint.examples.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs the examples' mains. */
public final class Commands {

  private static final Map<Class<?>, String> REASONS =
      Map.of(
          AccessDeniedException.class, "no permission",
          FileAlreadyExistsException.class, "a file of this name is there already",
          NoSuchFileException.class, "no such file or folder");

  private Commands() {}

  /**
   * Runs a command and ends the program, unless it went well: a caller within the same process,
   * such as Maven's exec:java, goes on then.
   *
   * @param command annotated for picocli
   */
  public static void run(Object command, String... args) {
    int status = execute(command, args);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs a command. What a user can mend is told in a line; what is a bug, with its stack trace.
   */
  public static int execute(Object command, String... args) {
    return line(command).execute(args);
  }

  /** What parses and executes a command. */
  public static CommandLine line(Object command) {
    return configured(new CommandLine(command));
  }

  /** Makes a command, and the commands that it has by now, tell errors and versions as all do. */
  public static CommandLine configured(CommandLine commandLine) {
    withVersions(commandLine);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Commands::misused)
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              if (!forUsers(exception)) {
                throw exception;
              }
              line.getErr().println(line.getColorScheme().errorText(reason(exception)));
              return line.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  private static void withVersions(CommandLine commandLine) {
    commandLine.getCommandSpec().versionProvider(Versions::lines);
    commandLine.getSubcommands().values().forEach(Commands::withVersions);
  }

  /** Tells what is wrong last, where it is seen, and not before a page of options. */
  private static int misused(ParameterException exception, String[] args) {
    CommandLine line = exception.getCommandLine();
    PrintWriter err = line.getErr();
    if (!line.getSubcommands().isEmpty() && !(exception instanceof UnmatchedArgumentException)) {
      line.usage(err);
      err.println();
    }
    encodingHint(exception.getMessage()).ifPresent(err::println);
    err.println(line.getColorScheme().errorText(exception.getMessage()));
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.printf("%s --help tells more%n", line.getCommandSpec().qualifiedName());
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /**
   * Refuses an option's value that is not above 0.
   *
   * @param spec the command that has the option
   */
  public static void requirePositive(CommandSpec spec, String option, Number value) {
    if (!(value.doubleValue() > 0)) {
      throw new ParameterException(spec.commandLine(), option + " must be above 0, got " + value);
    }
  }

  /**
   * Refuses an option's value that is below 0.
   *
   * @param spec the command that has the option
   */
  public static void requireNotNegative(CommandSpec spec, String option, int value) {
    if (value < 0) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least 0, got " + value);
    }
  }

  /** What went wrong, in words: Java's exceptions about files often name the file and no more. */
  public static String reason(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      return "it takes more memory than Java has: raise -Xmx (INPAINT_OPTS=-Xmx4g inpaint …)";
    }
    Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    if (cause instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + REASONS.getOrDefault(file.getClass(), file.toString());
    }
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return failure instanceof InvalidPathException
        ? message + encodingHint(message).map(hint -> ". " + hint).orElse("")
        : message;
  }

  /** Where file names are ASCII to Java, as under LC_ALL=C, it can't name others. */
  private static Optional<String> encodingHint(String message) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    return encoding.equalsIgnoreCase("UTF-8") || message.chars().allMatch(c -> c < 128)
        ? Optional.empty()
        : Optional.of(
            "Java takes file names for %s here: for letters beyond it, set LC_ALL=C.UTF-8"
                .formatted(encoding));
  }

  private static boolean forUsers(Exception exception) {
    return exception instanceof IOException
        || exception instanceof UncheckedIOException
        || exception instanceof IllegalArgumentException
        || exception instanceof IllegalStateException;
  }
}
