package io.github.dl4jinpaint.model;

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
 * A network that many threads use. A graph serves one thread at a time, and every thread that calls
 * it keeps workspaces of its own, as large as what it computed: so one thread of the network's own
 * computes for all, in the order in which they ask, and ends when nobody has asked for a while.
 */
final class SharedNetwork {

  private static final int IDLE_SECONDS = 10;

  private final ComputationGraph graph;
  private final int multiple;
  private final ReceptiveField receptiveField;
  private final ThreadPoolExecutor worker;

  SharedNetwork(ComputationGraph graph) {
    this.graph = graph;
    this.multiple = PartialConvUNet.downsampling(graph);
    this.receptiveField = new ReceptiveField(graph);
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "inpainter");
              thread.setDaemon(true);
              return thread;
            });
    worker.allowCoreThreadTimeOut(true);
  }

  /** Heights and widths have to be multiples of this. */
  int multiple() {
    return multiple;
  }

  /** What its output is computed from. */
  ReceptiveField receptiveField() {
    return receptiveField;
  }

  /**
   * Computes the network's output.
   *
   * @throws CancellationException where the calling thread was interrupted
   */
  INDArray output(INDArray image, INDArray mask) {
    Future<INDArray> output = worker.submit(() -> compute(image, mask));
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

  /** {@link #output(INDArray, INDArray)} for one image, red, green and blue one after another. */
  float[] output(float[] image, float[] mask, int height, int width) {
    INDArray features = Nd4j.create(image, new long[] {1, 3, height, width}, 'c');
    INDArray featuresMask = Nd4j.create(mask, new long[] {1, 1, height, width}, 'c');
    INDArray output = output(features, featuresMask);
    INDArray copy = output.dup('c');
    float[] values = copy.data().asFloat();
    // Many large arrays come and go here; left to the garbage collector they pile up.
    for (INDArray array : new INDArray[] {features, featuresMask, output, copy}) {
      if (array.closeable()) {
        array.close();
      }
    }
    return values;
  }

  /** The mean of the outputs for an image and its three mirror images, turned back. */
  float[] meanOfMirrored(float[] image, float[] mask, int height, int width) {
    float[] mean = new float[image.length];
    for (int way = 0; way < 4; way++) {
      boolean across = way % 2 == 1;
      boolean down = way / 2 == 1;
      float[] mirrored =
          output(
              mirrored(image, height, width, across, down),
              mirrored(mask, height, width, across, down),
              height,
              width);
      float[] back = mirrored(mirrored, height, width, across, down);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += back[i] / 4;
      }
    }
    return mean;
  }

  private static float[] mirrored(
      float[] planes, int height, int width, boolean across, boolean down) {
    float[] mirrored = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      int x = i % width;
      int y = i / width % height;
      int column = across ? width - 1 - x : x;
      int row = down ? height - 1 - y : y;
      mirrored[i + (row - y) * width + column - x] = planes[i];
    }
    return mirrored;
  }

  private INDArray compute(INDArray image, INDArray mask) {
    try {
      return graph.output(false, new INDArray[] {image}, new INDArray[] {mask}, null)[0];
    } catch (RuntimeException | Error e) {
      // Deeplearning4j keeps them then, and would use them for the next image.
      graph.clearLayerMaskArrays();
      throw e;
    }
  }
}
