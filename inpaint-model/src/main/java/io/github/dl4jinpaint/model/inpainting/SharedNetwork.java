package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.PartialConvUNet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Reverse;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network that many threads use. A graph serves one thread at a time, and every thread that calls
 * it keeps workspaces of its own, as large as what it computed: so one thread of the network's own
 * computes for all, in the order in which they ask, and ends when nobody has asked for a while.
 */
final class SharedNetwork {

  private static final int IDLE_SECONDS = 10;

  /** The dimensions that an image and its mirror images are turned in. */
  private static final int[][] MIRRORED = {{}, {3}, {2}, {2, 3}};

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
   * @param mirrors whether to take the mean of the outputs for images and their three mirror
   *     images, turned back
   * @throws CancellationException where the calling thread was interrupted
   */
  INDArray output(INDArray images, INDArray masks, boolean mirrors) {
    return mirrors ? meanOfMirrored(images, masks) : output(images, masks);
  }

  private INDArray output(INDArray image, INDArray mask) {
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

  private INDArray meanOfMirrored(INDArray images, INDArray masks) {
    INDArray mean = Nd4j.zeros(images.dataType(), images.shape());
    for (int[] dimensions : MIRRORED) {
      INDArray image = mirrored(images, dimensions);
      INDArray mask = mirrored(masks, dimensions);
      INDArray output = output(image, mask);
      INDArray back = mirrored(output, dimensions);
      mean.addi(back);
      close(image, mask, output, back);
    }
    return mean.divi(MIRRORED.length);
  }

  private static INDArray mirrored(INDArray array, int[] dimensions) {
    INDArray copy = array.dup('c');
    // Without a dimension it would turn all of them.
    return dimensions.length == 0 ? copy : Nd4j.exec(new Reverse(copy, copy, dimensions))[0];
  }

  /**
   * {@link #output(INDArray, INDArray, boolean)} for one image, red, green and blue one after
   * another.
   */
  float[] output(float[] image, float[] mask, int height, int width, boolean mirrors) {
    INDArray features = Nd4j.create(image, new long[] {1, 3, height, width}, 'c');
    INDArray featuresMask = Nd4j.create(mask, new long[] {1, 1, height, width}, 'c');
    INDArray output = output(features, featuresMask, mirrors);
    INDArray copy = output.dup('c');
    float[] values = copy.data().asFloat();
    close(features, featuresMask, output, copy);
    return values;
  }

  /** Many large arrays come and go here; left to the garbage collector they pile up. */
  private static void close(INDArray... arrays) {
    for (INDArray array : arrays) {
      if (array.closeable()) {
        array.close();
      }
    }
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
