package io.github.dl4jinpaint.data.internal;

import java.io.Console;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how far a long task is. */
public final class Progress {
  private static final int MILLIS_BETWEEN_LINES = 30_000;
  private static final int LINE = 100;

  private Progress() {}

  /**
   * In a terminal a bar that grows; elsewhere, such as in an IDE or a log, a line now and then and
   * one at the end.
   *
   * @param task what it does, in a word or two
   * @param steps in all
   * @return the builder of what shows it, which is to be closed
   */
  public static ProgressBarBuilder of(String task, long steps) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder().setTaskName(task).setInitialMax(steps).showSpeed();
    if (!atTerminal()) {
      builder
          .setStyle(ProgressBarStyle.ASCII)
          .setUpdateIntervalMillis(MILLIS_BETWEEN_LINES)
          .setConsumer(new DelegatingProgressBarConsumer(lines(), LINE));
    }
    return builder;
  }

  /** Writes lines to standard error; a bar that is closed gives its last one again. */
  private static Consumer<String> lines() {
    AtomicReference<String> last = new AtomicReference<>();
    return line -> {
      if (!line.equals(last.getAndSet(line))) {
        System.err.println(line);
      }
    };
  }

  /** {@return whether a user looks on, who sees one line written over the other} */
  public static boolean atTerminal() {
    return Optional.ofNullable(System.console()).filter(Progress::isTerminal).isPresent();
  }

  /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the console doesn't tell whether it is a terminal", e);
    }
  }
}
