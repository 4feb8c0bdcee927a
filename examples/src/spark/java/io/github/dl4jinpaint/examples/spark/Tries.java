package io.github.dl4jinpaint.examples.spark;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's work with files, which is tried as often as Spark tries a task. */
final class Tries {

  private static final Logger LOG = LoggerFactory.getLogger(Tries.class);
  private static final int MOST = 4;

  private Tries() {}

  /** What may fail now and then. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws IOException;
  }

  /**
   * Does it again, after a second, where it fails.
   *
   * @throws IOException the last try's
   */
  static <T> T of(Work<T> work) throws IOException {
    for (int tried = 1; ; tried++) {
      try {
        return work.done();
      } catch (IOException e) {
        if (tried == MOST) {
          throw e;
        }
        LOG.warn("Try {} of {} failed: {}", tried, MOST, e.toString());
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted between two tries", e);
    }
  }
}
