package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.examples.benchmark.LayerBenchmarks;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import io.github.dl4jinpaint.model.PartialConvUNet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Builds a network of ordinary convolutions that fills the holes of 32 × 32 pixel images, layer by
 * layer from the masked image [minibatch, 3, 32, 32] to the prediction of the same shape, values in
 * [0, 1]. Weights are drawn from He's normal distribution; the loss is the mean squared error over
 * all pixels.
 *
 * <p>The convolutions are {@link PartialConvolution2D} without padding: without a mask every window
 * is whole, so that sum(1)/sum(M) is 1 and nothing else is left than a convolution. A layer of its
 * own adds the zeros around the image. Deeplearning4j's ConvolutionLayer computes the same, but
 * doesn't reach oneDNN in this release and takes many times as long ({@link LayerBenchmarks}). Such
 * a network must not be given a features mask.
 */
final class OrdinaryNetwork {

  private static final int SIZE = 32;
  private static final int CHANNELS = 3;
  private static final String MASK = "mask";

  private final GraphBuilder graph;
  private final IActivation activation;
  private final boolean batchNormalization;
  private String last = PartialConvUNet.INPUT;
  private int convolutions;

  /**
   * A network without layers.
   *
   * @param seed of the weights
   * @param learningRate Adam's
   * @param activation of all layers but the last
   * @param batchNormalization whether every convolution is followed by one, before the activation
   */
  OrdinaryNetwork(
      long seed, double learningRate, IActivation activation, boolean batchNormalization) {
    this.activation = activation;
    this.batchNormalization = batchNormalization;
    this.graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(new Adam(learningRate))
            .weightInit(WeightInit.RELU)
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs(PartialConvUNet.INPUT)
            .setInputTypes(InputType.convolutional(SIZE, SIZE, CHANNELS));
  }

  /** Comes first: the mask [minibatch, 1, 32, 32] is a second input, and the fourth channel. */
  OrdinaryNetwork maskChannel() {
    graph.addInputs(MASK).setInputTypes(InputType.convolutional(SIZE, SIZE, 1));
    return concatenate(MASK);
  }

  /** A convolution whose output has its input's size. */
  OrdinaryNetwork convolution(int kernel, int channels) {
    return padded(kernel).convolve(kernel, channels, 1, activation);
  }

  /** A convolution with stride 2: half of the height and width. */
  OrdinaryNetwork halving(int kernel, int channels) {
    return padded(kernel).convolve(kernel, channels, 2, activation);
  }

  /** Nearest-neighbour up-sampling ×2 and a convolution: twice the height and width. */
  OrdinaryNetwork doubling(int kernel, int channels) {
    return add("up", new Upsampling2D.Builder(2).build()).convolution(kernel, channels);
  }

  /** A convolution without padding, whose output is smaller by its kernel less 1. */
  OrdinaryNetwork unpadded(int kernel, int channels) {
    return convolve(kernel, channels, 1, activation);
  }

  /** Maxima of 2 × 2 pixels: half of the height and width. */
  OrdinaryNetwork maxPooling() {
    return add(
        "pool",
        new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build());
  }

  /** A fully connected layer. */
  OrdinaryNetwork dense(int units) {
    return add("dense", new DenseLayer.Builder().nOut(units).activation(activation).build());
  }

  /** Name of the layer that was added last, for {@link #concatenate}. */
  String last() {
    return last;
  }

  /** Concatenates channels of the layer that was added last and of another. */
  OrdinaryNetwork concatenate(String other) {
    String name = "merge" + convolutions;
    graph.addVertex(name, new MergeVertex(), last, other);
    last = name;
    return this;
  }

  /** Ends in a convolution. */
  ComputationGraph output(int kernel) {
    return padded(kernel).convolve(kernel, CHANNELS, 1, new ActivationIdentity()).build();
  }

  /** Ends in nearest-neighbour up-sampling ×2 and a convolution. */
  ComputationGraph doubledOutput(int kernel) {
    return add("up", new Upsampling2D.Builder(2).build()).output(kernel);
  }

  /** Ends in a 1 × 1 convolution that puts out four pixels for each, which undoes a pooling. */
  ComputationGraph unpooledOutput() {
    Layer fourPixels =
        new Deconvolution2D.Builder(2, 2)
            .stride(2, 2)
            .nOut(CHANNELS)
            .activation(Activation.IDENTITY)
            .build();
    return add("unpool", fourPixels).build();
  }

  /** Ends in a fully connected layer with a unit for every value of the image. */
  ComputationGraph denseOutput() {
    Layer values =
        new DenseLayer.Builder()
            .nOut(CHANNELS * SIZE * SIZE)
            .activation(Activation.IDENTITY)
            .build();
    graph.inputPreProcessor(
        PartialConvUNet.OUTPUT, new FeedForwardToCnnPreProcessor(SIZE, SIZE, CHANNELS));
    return add("values", values).build();
  }

  private ComputationGraph build() {
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build();
    graph.addLayer(PartialConvUNet.OUTPUT, loss, last).setOutputs(PartialConvUNet.OUTPUT);
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private OrdinaryNetwork padded(int kernel) {
    int border = kernel / 2;
    return border == 0 ? this : add("pad", new ZeroPaddingLayer.Builder(border, border).build());
  }

  private OrdinaryNetwork convolve(int kernel, int channels, int stride, IActivation function) {
    var layer =
        new PartialConvolution2D.Builder(kernel).nOut(channels).stride(stride).activation(function);
    add("convolution", (batchNormalization ? layer.batchNormalization() : layer).build());
    convolutions++;
    return this;
  }

  /** Layers are named after the convolution that they belong to, counted from 0. */
  private OrdinaryNetwork add(String kind, Layer layer) {
    String name = kind + convolutions;
    graph.addLayer(name, layer, last);
    last = name;
    return this;
  }
}
