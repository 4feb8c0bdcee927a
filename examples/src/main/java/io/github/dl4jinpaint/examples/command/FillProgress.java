package io.github.dl4jinpaint.examples.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how filling goes, on standard error: a bar on a terminal, a line for each picture else. */
public final class FillProgress implements AutoCloseable {

  /** Between lines that tell a number of pictures. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final int pictures;
  private final boolean lines;
  private final ProgressBar bar;
  private final PrintStream console = System.err;

  /** What is logged meanwhile: in the middle of the bar it couldn't be read. */
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

  private final long begun = System.nanoTime();
  private long told = begun;
  private int done;

  /** Shows nothing where that is to be quiet. */
  public FillProgress(int pictures, boolean quiet) {
    boolean terminal = Terminal.isThere();
    this.pictures = pictures;
    this.lines = !quiet && !terminal;
    this.bar = quiet || !terminal || pictures == 0 ? null : bar(pictures);
    if (bar != null) {
      System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }
  }

  private static ProgressBar bar(int pictures) {
    return new ProgressBarBuilder()
        .setTaskName("filling")
        .setInitialMax(pictures)
        .setStyle(ProgressBarStyle.ASCII)
        .build();
  }

  /**
   * A picture is over.
   *
   * @param what became of it
   */
  synchronized void done(FillJob job, String what, double seconds) {
    done++;
    if (bar != null) {
      bar.setExtraMessage(job.title());
      bar.step();
    } else if (lines) {
      System.err.printf(
          Locale.ROOT, "[%d/%d] %s: %s, %.1f s%n", done, pictures, job.title(), what, seconds);
    }
  }

  /**
   * So many pictures are over, where what became of each isn't known yet. Lines come now and then,
   * and when all are over.
   *
   * @param count as many as before, or more
   */
  public synchronized void reached(int count) {
    if (bar != null) {
      bar.stepTo(count);
    } else if (lines && count > done) {
      tell(count);
    }
  }

  private void tell(int count) {
    long now = System.nanoTime();
    if (count == pictures || now - told >= BETWEEN_LINES.toNanos()) {
      done = count;
      told = now;
      System.err.printf(Locale.ROOT, "[%d/%d] after %.0f s%n", done, pictures, (now - begun) / 1e9);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      System.setErr(console);
      System.err.print(logged.toString(StandardCharsets.UTF_8));
    }
  }
}
