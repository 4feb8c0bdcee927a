package io.github.dl4jinpaint.model.evaluation;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.weights.TensorFile;
import io.github.dl4jinpaint.model.weights.Vgg16;
import io.github.dl4jinpaint.model.weights.WeightTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The first layers of InceptionV3 (Szegedy et al., 2016), whose features tell how alike pictures
 * look, with weights that ship: those of npm's package nsfwjs 4.4.0 (MIT License, see
 * CREDITS-inception-v3.md beside them), normalisation folded in, in half precision. Names are
 * Keras'.
 *
 * <p>Input is "image" [minibatch, 3, height, width], RGB, values in [0, 1], of at least {@value
 * #SMALLEST} × {@value #SMALLEST} pixels; outputs are
 *
 * <table>
 *   <caption>Outputs</caption>
 *   <tr><th>name</th><th>channels</th><th>a pixel stands for</th></tr>
 *   <tr><td>conv2d_1</td><td>32</td><td>2 × 2 pixels</td></tr>
 *   <tr><td>conv2d_3</td><td>64</td><td>2 × 2</td></tr>
 *   <tr><td>conv2d_5</td><td>192</td><td>4 × 4</td></tr>
 *   <tr><td>mixed0</td><td>256</td><td>8 × 8</td></tr>
 *   <tr><td>mixed2</td><td>288</td><td>8 × 8</td></tr>
 * </table>
 *
 * <p>all behind their activation function, ReLU, and a bit smaller than the picture divided so,
 * since five layers add no zeros around it. Give it no features mask: convolutions are {@link
 * PartialConvolution2D} for the reason that {@link Vgg16} gives.
 */
final class InceptionV3Stem {

  /** The least height and width of a picture, in pixels. */
  static final int SMALLEST = 27;

  private static final String WEIGHTS = "inception-v3.safetensors";

  /** Parameters don't depend on it. */
  private static final int SIZE = 299;

  private final WeightTable table = new WeightTable();
  private final GraphBuilder graph =
      new NeuralNetConfiguration.Builder()
          .updater(new NoOp())
          .activation(Activation.RELU)
          // In a workspace, 1.0.0-M2.1 loses the place of an output that others go on from.
          .inferenceWorkspaceMode(WorkspaceMode.NONE)
          .graphBuilder()
          .addInputs(PartialConvUNet.INPUT)
          .setInputTypes(InputType.convolutional(SIZE, SIZE, 3));

  private InceptionV3Stem() {}

  /**
   * Reads the network that ships.
   *
   * @return a graph that isn't meant to be trained
   * @throws IOException where it can't be read
   */
  static ComputationGraph shipped() throws IOException {
    Path file = Files.createTempFile("inception-v3-", ".safetensors");
    try (InputStream in = InceptionV3Stem.class.getResourceAsStream(WEIGHTS)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return read(file);
    } finally {
      Files.delete(file);
    }
  }

  private static ComputationGraph read(Path file) throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      InceptionV3Stem stem = new InceptionV3Stem();
      stem.build();
      ComputationGraph network = new ComputationGraph(stem.graph.build());
      network.init();
      stem.table.copy(opened, network);
      return network;
    }
  }

  private void build() {
    String one = convolution(1, 3, 32, 2, PartialConvUNet.INPUT);
    String two = convolution(2, 3, 32, 1, one);
    String three = padded(3, 3, 64, two);
    String four = convolution(4, 1, 80, 1, largest("pool1", three));
    String five = convolution(5, 3, 192, 1, four);
    String mixed0 = mixed(0, 6, 32, largest("pool2", five));
    String mixed1 = mixed(1, 13, 64, mixed0);
    String mixed2 = mixed(2, 20, 64, mixed1);
    graph.setOutputs(one, three, five, mixed0, mixed2);
  }

  /**
   * Four branches side by side.
   *
   * @param first number of its first convolution
   * @param pooled channels of the branch behind the pooling; the others have 64, 64 and 96
   */
  private String mixed(int module, int first, int pooled, String input) {
    String one = convolution(first, 1, 64, 1, input);
    String five = padded(first + 2, 5, 64, convolution(first + 1, 1, 48, 1, input));
    String three = padded(first + 4, 3, 96, convolution(first + 3, 1, 64, 1, input));
    String twice = padded(first + 5, 3, 96, three);
    String mean = convolution(first + 6, 1, pooled, 1, mean("mean" + module, input));
    String name = "mixed" + module;
    graph.addVertex(name, new MergeVertex(), one, five, twice, mean);
    return name;
  }

  private String convolution(int number, int kernel, int channels, int stride, String input) {
    String name = "conv2d_" + number;
    table.layer(name, name);
    graph.addLayer(
        name,
        new PartialConvolution2D.Builder(kernel).nOut(channels).stride(stride, stride).build(),
        input);
    return name;
  }

  /** With zeros around the map, which keeps its size. */
  private String padded(int number, int kernel, int channels, String input) {
    String name = "pad" + number;
    graph.addLayer(name, new ZeroPaddingLayer.Builder(kernel / 2, kernel / 2).build(), input);
    return convolution(number, kernel, channels, 1, name);
  }

  private String largest(String name, String input) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(3, 3).stride(2, 2).build(),
        input);
    return name;
  }

  /** Of what lies within the map, of the pixel's neighbors and itself. */
  private String mean(String name, String input) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(1, 1)
            .convolutionMode(ConvolutionMode.Same)
            .avgPoolIncludePadInDivisor(false)
            .build(),
        input);
    return name;
  }
}
