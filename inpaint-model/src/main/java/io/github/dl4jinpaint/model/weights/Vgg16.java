package io.github.dl4jinpaint.model.weights;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import io.github.dl4jinpaint.model.ChannelScaleVertex;
import io.github.dl4jinpaint.model.PartialConvUNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The convolutions of torchvision's VGG16 (Simonyan and Zisserman, 2015), whose features tell how
 * alike pictures look: the perceptual and the style loss of Liu et al., ECCV 2018, compare those
 * behind its first three poolings.
 *
 * <p>Input is "image" [minibatch, 3, height, width], RGB, values in [0, 1], of any size; outputs
 * are "pool1", "pool2"…, [minibatch, channels, height / 2, height / 2], [minibatch, channels,
 * height / 4, height / 4]… rounded down. Give it no features mask.
 *
 * <p>The convolutions are {@link PartialConvolution2D} without padding: without a mask every window
 * is whole, so that sum(1) / sum(M) is 1, and it computes what ConvolutionLayer does, which doesn't
 * reach oneDNN in Deeplearning4j 1.0.0-M2.1 and takes many times as long. A layer of its own adds
 * the zeros around the maps: padding of the partial convolution would count as holes.
 */
public final class Vgg16 {

  /** Convolutions of each block, which a pooling ends. */
  private static final int[] BLOCKS = {2, 2, 3, 3, 3};

  /** Parameters don't depend on it. */
  private static final int SIZE = 224;

  private Vgg16() {}

  /**
   * Reads the first blocks.
   *
   * @param file torchvision's state dict of VGG16, or one of its features with the same names
   * @param blocks how many, 1 to 5
   * @return a graph that isn't meant to be trained, whose outputs are the blocks' in order
   * @throws IOException where the file can't be read, or isn't one of VGG16; the message names it
   * @throws IllegalArgumentException for another number of blocks
   */
  public static ComputationGraph read(Path file, int blocks) throws IOException {
    if (blocks < 1 || blocks > BLOCKS.length) {
      throw new IllegalArgumentException("VGG16 has 1 to 5 blocks to read, not " + blocks);
    }
    try (TensorFile opened = TensorFile.open(file)) {
      WeightTable table = new WeightTable().leaveOut("classifier.");
      ComputationGraph network = new Reader(opened, table).network(blocks);
      table.copy(opened, network);
      return network;
    }
  }

  /** Builds the graph and its table side by side. */
  private static final class Reader {

    private final TensorFile file;
    private final WeightTable table;
    private final GraphBuilder graph;
    private String last = PartialConvUNet.INPUT + "-colors";

    /** torchvision counts activation functions and poolings too. */
    private int module;

    Reader(TensorFile file, WeightTable table) {
      this.file = file;
      this.table = table;
      this.graph =
          new NeuralNetConfiguration.Builder()
              .updater(new NoOp())
              .activation(Activation.RELU)
              .graphBuilder()
              .addInputs(PartialConvUNet.INPUT)
              .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
              .addVertex(
                  last,
                  ChannelScaleVertex.normalizing(PConvUNetWeights.MEAN, PConvUNetWeights.DEVIATION),
                  PartialConvUNet.INPUT);
    }

    ComputationGraph network(int blocks) throws IOException {
      for (int block = 1; block <= BLOCKS.length; block++) {
        for (int k = 1; k <= BLOCKS[block - 1]; k++) {
          if (block <= blocks) {
            convolution(block + "_" + k);
          } else {
            table.leaveOut("features." + module + ".");
          }
          module += 2;
        }
        if (block <= blocks) {
          pooling(block);
        }
        module++;
      }
      String[] outputs =
          IntStream.rangeClosed(1, blocks).mapToObj(block -> "pool" + block).toArray(String[]::new);
      return WeightTable.network(file, graph.setOutputs(outputs).build());
    }

    private void convolution(String name) throws IOException {
      String weight = "features." + module + ".weight";
      Tensor weights = file.tensors().get(weight);
      if (weights == null || weights.shape().length != 4 || weights.length() == 0) {
        throw new IOException(
            "%s is no VGG16: its %s is %s instead of [out, in, 3, 3]"
                .formatted(file, weight, weights == null ? "missing" : weights));
      }
      table.layer("conv" + name, "features." + module);
      graph.addLayer("pad" + name, new ZeroPaddingLayer.Builder(1, 1).build(), last);
      last = "conv" + name;
      graph.addLayer(
          last, new PartialConvolution2D.Builder(3).nOut(weights.shape()[0]).build(), "pad" + name);
    }

    private void pooling(int block) {
      String name = "pool" + block;
      graph.addLayer(
          name,
          new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build(),
          last);
      last = name;
    }
  }
}
