package io.github.dl4jinpaint.model.inpainting;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** Does the parts of a thread's task on as many threads as there are, until it is interrupted. */
final class Parallel {

  private final Thread caller = Thread.currentThread();

  /** For the calling thread's task. */
  Parallel() {}

  /**
   * Does all parts; a part may have parts of its own, to be done by this as well.
   *
   * @return their results, in the parts' order
   * @throws CancellationException where the task's thread was interrupted; parts that have begun
   *     are done before, unless they {@link #check}
   */
  <P, R> List<R> map(List<P> parts, Function<P, R> task) {
    return parts.parallelStream()
        .map(
            part -> {
              check();
              return task.apply(part);
            })
        .toList();
  }

  /**
   * Sees to it that the task goes on only if its thread wasn't interrupted.
   *
   * @throws CancellationException where it was
   */
  void check() {
    if (caller.isInterrupted()) {
      throw new CancellationException("Interrupted while filling holes");
    }
  }
}
