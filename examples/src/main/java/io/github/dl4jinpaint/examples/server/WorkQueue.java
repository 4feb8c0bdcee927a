package io.github.dl4jinpaint.examples.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Work for a fixed number of threads, with a fixed number of places to wait in. A place is taken
 * before pictures are decoded; where there is none, the caller is to be refused.
 */
final class WorkQueue {

  private static final Duration LOOK_AFTER_CLIENT = Duration.ofMillis(100);

  private final Semaphore places;
  private final ThreadPoolExecutor workers;
  private final Set<FutureTask<?>> called = ConcurrentHashMap.newKeySet();

  /** Work that its owner wants to ask after, by the name that the owner gave it. */
  private final Map<String, FutureTask<?>> tickets = new ConcurrentHashMap<>();

  /** A running mean of how long work takes, for advice on when to come back. */
  private volatile double usualSeconds = 1;

  WorkQueue(int workers, int waiting) {
    this.places = new Semaphore(workers + waiting);
    this.workers =
        new ThreadPoolExecutor(
            workers,
            workers,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> new Thread(work, "inpainting"));
  }

  /** Takes a place, or none where all are taken. */
  Optional<Place> enter() {
    return places.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
  }

  /** Whether nobody gets a place now. */
  boolean isFull() {
    return places.availablePermits() == 0;
  }

  boolean isClosed() {
    return workers.isShutdown();
  }

  int running() {
    return workers.getActiveCount();
  }

  int waiting() {
    return workers.getQueue().size();
  }

  /**
   * How far work has come.
   *
   * @param ticket that it was called with
   * @return nothing where no such work waits or runs
   */
  Optional<Standing> standing(String ticket) {
    FutureTask<?> task = tickets.get(ticket);
    if (task == null) {
      return Optional.empty();
    }
    int ahead = List.copyOf(workers.getQueue()).indexOf(task);
    if (ahead < 0) {
      return Optional.of(new Standing(true, 0, 0));
    }
    int before = ahead + running();
    double rounds = (double) before / workers.getMaximumPoolSize();
    return Optional.of(new Standing(false, before, Math.max(1, Math.round(rounds * usualSeconds))));
  }

  /**
   * Where work stands.
   *
   * @param running whether it is being done
   * @param before how much other work has to be done before
   * @param seconds that this takes, about
   */
  record Standing(boolean running, int before, long seconds) {}

  /** When a place may be free again: after one piece of work, and at least a second. */
  long secondsToWait() {
    return Math.max(1, Math.round(usualSeconds));
  }

  private synchronized void took(double seconds) {
    usualSeconds += (seconds - usualSeconds) / 4;
  }

  /**
   * Takes no more work. What waits is cancelled, what runs may end.
   *
   * @param grace to end in; what takes longer is cancelled
   */
  void close(Duration grace) {
    workers.shutdown();
    List<Runnable> waiting = new ArrayList<>();
    workers.getQueue().drainTo(waiting);
    waiting.forEach(work -> ((FutureTask<?>) work).cancel(false));
    try {
      workers.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    called.forEach(work -> work.cancel(true));
  }

  /** The right to have work done; its owner gives it back. */
  final class Place implements AutoCloseable {
    /**
     * Has work done and waits for it. Work that waits is taken back where nobody wants it any more;
     * work that runs is interrupted.
     *
     * @param ticket to ask after it by; null where nobody does
     * @param limit on the time until the result is there
     * @param unwanted asked now and then whether nobody waits for the result any more
     * @throws TimeoutException where the limit is over
     * @throws CancellationException where the result is unwanted, or the queue was closed
     * @throws ExecutionException where the work failed
     */
    <T> T call(String ticket, Callable<T> work, Duration limit, BooleanSupplier unwanted)
        throws ExecutionException, TimeoutException, InterruptedException {
      long end = System.nanoTime() + limit.toNanos();
      FutureTask<T> task = new FutureTask<>(() -> timed(work));
      called.add(task);
      if (ticket != null) {
        tickets.put(ticket, task);
      }
      try {
        workers.execute(task);
        while (true) {
          long left = end - System.nanoTime();
          try {
            return task.get(Math.min(left, LOOK_AFTER_CLIENT.toNanos()), TimeUnit.NANOSECONDS);
          } catch (TimeoutException e) {
            if (left <= LOOK_AFTER_CLIENT.toNanos()) {
              throw e;
            }
            if (unwanted.getAsBoolean()) {
              throw new CancellationException("nobody waits for the result");
            }
          }
        }
      } finally {
        task.cancel(true);
        workers.remove(task);
        called.remove(task);
        if (ticket != null) {
          tickets.remove(ticket, task);
        }
      }
    }

    private <T> T timed(Callable<T> work) throws Exception {
      long start = System.nanoTime();
      T result = work.call();
      took((System.nanoTime() - start) / 1e9);
      return result;
    }

    @Override
    public void close() {
      places.release();
    }
  }
}
