package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.PartialConvUNet;
import java.util.concurrent.CancellationException;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** An inpainting network that many threads use, and what is to be known of it. */
final class SharedNetwork {

  private final ComputationGraph graph;
  private final NetworkThread thread = new NetworkThread();
  private final int multiple;

  /** Whether no value can leave [0, 1], so that none has to be cut off. */
  private final boolean bounded;

  private final ReceptiveField receptiveField;

  SharedNetwork(ComputationGraph graph) {
    this.graph = graph;
    this.multiple = PartialConvUNet.downsampling(graph);
    this.bounded =
        graph.getOutputLayer(0).conf().getLayer() instanceof BaseLayer layer
            && layer.getActivationFn() instanceof ActivationSigmoid;
    this.receptiveField = new ReceptiveField(graph);
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
    return MirrorImages.predict(images, masks, mirrors, this::predicted);
  }

  private INDArray predicted(INDArray images, INDArray masks) {
    INDArray output = thread.output(graph, images, masks);
    return bounded ? output : Transforms.max(Transforms.min(output, 1, false), 0, false);
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
    NetworkThread.close(features, featuresMask, output, copy);
    return values;
  }
}
