package io.github.dl4jinpaint.model.inpainting;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The thread that an inpainter's networks compute in for all others. A graph serves one thread at a
 * time, and every thread that calls it keeps workspaces of its own, as large as what it computed:
 * so one thread computes for all, in the order in which they ask, and ends when nobody has asked
 * for a while.
 */
final class NetworkThread {

  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          NetworkThread::withoutRemains);

  NetworkThread() {
    worker.allowCoreThreadTimeOut(true);
  }

  /** A thread that leaves no workspaces, which would stay in memory until they are collected. */
  private static Thread withoutRemains(Runnable task) {
    Runnable all =
        () -> {
          try {
            task.run();
          } finally {
            Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
          }
        };
    Thread thread = new Thread(all, "inpainter");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Computes a network's output.
   *
   * @param mask of the features; null for none
   * @throws CancellationException where the calling thread was interrupted
   */
  INDArray output(ComputationGraph graph, INDArray features, INDArray mask) {
    Future<INDArray> output = worker.submit(() -> compute(graph, features, mask));
    try {
      return output.get();
    } catch (InterruptedException e) {
      output.cancel(false);
      Thread.currentThread().interrupt();
      CancellationException stop = new CancellationException("Interrupted while filling holes");
      stop.initCause(e);
      throw stop;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("The network failed: " + e.getCause(), e.getCause());
    }
  }

  private static INDArray compute(ComputationGraph graph, INDArray features, INDArray mask) {
    try {
      INDArray[] masks = mask == null ? null : new INDArray[] {mask};
      return graph.output(false, new INDArray[] {features}, masks, null)[0];
    } catch (RuntimeException | Error e) {
      // Deeplearning4j keeps them then, and would use them for the next image.
      graph.clearLayerMaskArrays();
      throw e;
    }
  }

  /** Many large arrays come and go here; left to the garbage collector they pile up. */
  static void close(INDArray... arrays) {
    for (INDArray array : arrays) {
      if (array.closeable()) {
        array.close();
      }
    }
  }
}
