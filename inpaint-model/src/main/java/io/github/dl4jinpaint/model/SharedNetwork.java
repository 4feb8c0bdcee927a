package io.github.dl4jinpaint.model;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
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
  private final int reach;
  private final ThreadPoolExecutor worker;

  SharedNetwork(ComputationGraph graph) {
    this.graph = graph;
    this.multiple = PartialConvUNet.downsampling(graph);
    this.reach = reach(graph, multiple);
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

  /**
   * How far away from a pixel nothing is seen of it any more: a bound, the sum of all kernels'
   * halves, and what the grids of the coarser feature maps add.
   */
  int reach() {
    return reach;
  }

  private static int reach(ComputationGraph graph, int multiple) {
    int size = 64 * multiple;
    Map<String, InputType> types =
        graph
            .getConfiguration()
            .getLayerActivationTypes(false, false, InputType.convolutional(size, size, 3));
    int reach = multiple;
    for (var layer : graph.getLayers()) {
      if (layer.conf().getLayer() instanceof PartialConvolution2D convolution) {
        var output = (InputTypeConvolutional) types.get(convolution.getLayerName());
        int step = (int) (size / output.getHeight());
        // After a folded up-sampling the kernel slides over the finer map.
        int finer = step / convolution.getStride()[0];
        reach += convolution.getKernelSize()[0] / 2 * convolution.getDilation()[0] * finer;
      }
    }
    return reach;
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
    INDArray output =
        output(
            Nd4j.create(image, new long[] {1, 3, height, width}, 'c'),
            Nd4j.create(mask, new long[] {1, 1, height, width}, 'c'));
    return output.dup('c').data().asFloat();
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
