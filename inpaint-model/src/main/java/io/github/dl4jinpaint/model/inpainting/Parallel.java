package io.github.dl4jinpaint.model.inpainting;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** Does the parts of a task on as many threads as there are. */
final class Parallel {

  private Parallel() {}

  /**
   * Does all parts.
   *
   * @return their results, in the parts' order
   * @throws CancellationException where the calling thread was interrupted; parts that have begun
   *     are done before
   */
  static <P, R> List<R> map(List<P> parts, Function<P, R> task) {
    Thread caller = Thread.currentThread();
    return parts.parallelStream()
        .map(
            part -> {
              if (caller.isInterrupted()) {
                throw new CancellationException("Interrupted while filling holes");
              }
              return task.apply(part);
            })
        .toList();
  }
}
