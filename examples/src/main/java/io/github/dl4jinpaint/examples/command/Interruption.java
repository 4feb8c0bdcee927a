package io.github.dl4jinpaint.examples.command;

import java.util.concurrent.CountDownLatch;

/**
 * What Ctrl-C (or a polite kill) does to a long task: it asks the task to stop, and keeps the
 * process alive until it has.
 *
 * <pre>{@code
 * try (Interruption interruption = Interruption.asks(trainer::stop)) {
 *   trainer.start(network);
 * }
 * }</pre>
 */
public final class Interruption implements AutoCloseable {

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(String told, Runnable stop) {
    hook =
        new Thread(
            () -> {
              System.err.printf("%n%s%n", told);
              stop.run();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  public static Interruption asks(Runnable stop) {
    return asks("Stopping after this step", stop);
  }

  /**
   * As above.
   *
   * @param told what to tell at once
   */
  public static Interruption asks(String told, Runnable stop) {
    Interruption interruption = new Interruption(told, stop);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** The task is over: the process may end. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already: the hook has done what it is for, and can't be removed.
    }
  }
}
