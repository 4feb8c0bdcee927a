package io.github.dl4jinpaint.examples.command;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills pictures, several at a time. */
public final class FillRun {

  private static final Logger LOG = LoggerFactory.getLogger(FillRun.class);
  private static final double NANOS = 1e9;

  private final PictureFiller filler;
  private final FillProgress progress;
  private final FillReport report;
  private final ExecutorService pool;
  private final int threads;
  private final Set<FillJob> over = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<FillJob> tooMuch = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /**
   * A run that begins with {@link #run}.
   *
   * @param threads pictures at a time
   * @param report gets to know what becomes of them
   */
  public FillRun(PictureFiller filler, int threads, FillProgress progress, FillReport report) {
    this.filler = filler;
    this.threads = threads;
    this.progress = progress;
    this.report = report;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  /** Fills all pictures, or as many as can be until it is stopped. */
  public void run(List<FillJob> jobs) {
    jobs.forEach(job -> pool.execute(() -> fill(job, threads > 1)));
    pool.shutdown();
    try {
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
    }
    // What takes too much memory beside others may do alone.
    tooMuch.forEach(job -> fill(job, false));
    progress.close();
  }

  /** Gives up what isn't done; may be called by another thread. */
  public void stop() {
    stopped = true;
    pool.shutdownNow();
  }

  private void fill(FillJob job, boolean beside) {
    if (stopped) {
      return;
    }
    long begun = System.nanoTime();
    try {
      FillReport one = filler.fill(job);
      add(one);
      over.add(job);
      progress.done(job, one.isFilled() ? "filled" : "has no hole", since(begun));
    } catch (OutOfMemoryError e) {
      if (beside) {
        tooMuch.add(job);
      } else {
        failed(job, e, begun);
      }
    } catch (IOException | RuntimeException e) {
      // What is interrupted fails in one way or another.
      if (!stopped) {
        failed(job, e, begun);
      }
    }
  }

  private void failed(FillJob job, Throwable failure, long begun) {
    LOG.debug("{} failed", job, failure);
    synchronized (report) {
      report.failed(job.title(), Commands.reason(failure));
    }
    over.add(job);
    progress.done(job, "failed", since(begun));
  }

  private void add(FillReport one) {
    synchronized (report) {
      report.add(one);
    }
  }

  private static double since(long begun) {
    return (System.nanoTime() - begun) / NANOS;
  }

  /** The names of those pictures that it was stopped before. */
  public List<String> left(List<FillJob> jobs) {
    return jobs.stream().filter(job -> !over.contains(job)).map(FillJob::title).toList();
  }
}
