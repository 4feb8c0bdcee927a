package io.github.dl4jinpaint.examples.benchmark;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Times a layer by itself, {@link PartialConvolution2D} with a mask and without one beside
 * Deeplearning4j's {@link ConvolutionLayer}: batches of 100, kernels of 3×3, shapes of the report's
 * network 2. Takes JMH's options, which {@code -h} lists; {@code -p shape=256-128-4x4} times one
 * shape.
 *
 * <p>Have nothing else running: the convolutions use all cores and wait for the slowest.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LayerBenchmarks {

  private static final int BATCH = 100;
  private static final double HOLE_RATIO = 0.25;
  private static final String WORKSPACE = "LAYER_BENCHMARKS";
  private static final WorkspaceConfiguration WORKSPACE_CONFIGURATION =
      WorkspaceConfiguration.builder().policyLearning(LearningPolicy.FIRST_LOOP).build();

  /** The layers that are timed. */
  public enum Kind {
    /** A partial convolution of images with holes. */
    PARTIAL_WITH_MASK,
    /** A partial convolution of complete images. */
    PARTIAL_WITHOUT_MASK,
    /** Deeplearning4j's own convolution. */
    CONVOLUTION_LAYER
  }

  /** What is timed. */
  @Param public Kind layer;

  /** Channels in and out, and the height and width of the images. */
  @Param({"64-32-32x32", "128-64-16x16", "256-128-4x4"})
  public String shape;

  private final LayerWorkspaceMgr workspaces =
      LayerWorkspaceMgr.builder().defaultWorkspace(WORKSPACE, WORKSPACE_CONFIGURATION).build();

  private Layer timed;
  private INDArray input;
  private INDArray mask;
  private INDArray epsilon;

  /** For JMH. */
  public LayerBenchmarks() {}

  /**
   * Runs the benchmarks, each in a JVM of its own.
   *
   * @param args JMH's options
   * @throws IOException if JMH can't read or write its files
   */
  public static void main(String[] args) throws IOException {
    System.setProperty("java.class.path", classPath());
    org.openjdk.jmh.Main.main(args);
  }

  /** JMH, as a command beside others. */
  @Command(
      name = "layers",
      description = "Times the layer by itself, by JMH, whose options it takes; -h lists them.",
      footerHeading = "%nExample:%n",
      footer = "  ${COMMAND-FULL-NAME} -p shape=256-128-4x4")
  public static final class Options implements Callable<Integer> {

    @Unmatched private String[] args = {};

    @Override
    public Integer call() throws IOException {
      main(args);
      return 0;
    }
  }

  /** The path for JMH's JVMs; Maven's exec:java doesn't have it in the system property. */
  private static String classPath() {
    if (LayerBenchmarks.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  /** Builds the layer, its input and the gradient that arrives from above. */
  @Setup
  public void prepare() {
    int[] sizes = Arrays.stream(shape.split("[-x]")).mapToInt(Integer::parseInt).toArray();
    MultiLayerNetwork network = network(sizes[0], sizes[1], sizes[2], sizes[3]);
    timed = network.getLayer(0);
    Nd4j.getRandom().setSeed(1);
    input = Nd4j.rand(DataType.FLOAT, BATCH, sizes[0], sizes[2], sizes[3]);
    epsilon = Nd4j.rand(DataType.FLOAT, BATCH, sizes[1], sizes[2], sizes[3]);
    if (layer == Kind.PARTIAL_WITH_MASK) {
      mask =
          Nd4j.rand(DataType.FLOAT, BATCH, 1, sizes[2], sizes[3])
              .gt(HOLE_RATIO)
              .castTo(DataType.FLOAT);
    }
  }

  private MultiLayerNetwork network(int in, int out, int height, int width) {
    var convolution =
        layer == Kind.CONVOLUTION_LAYER
            ? new ConvolutionLayer.Builder(3, 3).nOut(out).padding(1, 1).build()
            : new PartialConvolution2D.Builder(3, 3).nOut(out).padding(1, 1).build();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.IDENTITY)
                .list()
                .layer(convolution)
                .layer(new CnnLossLayer.Builder().build())
                .setInputType(InputType.convolutional(height, width, in))
                .build());
    network.init();
    network.initGradientsView();
    return network;
  }

  /**
   * A forward pass as in training, the mask's included.
   *
   * @return for JMH to take
   */
  @Benchmark
  public Object forward() {
    try (MemoryWorkspace workspace = workspace()) {
      return activate();
    }
  }

  /**
   * A forward and a backward pass, with the gradients of weights, bias and input.
   *
   * @return for JMH to take
   */
  @Benchmark
  public Object forwardAndBackward() {
    try (MemoryWorkspace workspace = workspace()) {
      activate();
      return timed.backpropGradient(epsilon, workspaces);
    }
  }

  private static MemoryWorkspace workspace() {
    return Nd4j.getWorkspaceManager().getAndActivateWorkspace(WORKSPACE_CONFIGURATION, WORKSPACE);
  }

  private INDArray activate() {
    if (mask != null) {
      timed.feedForwardMaskArray(mask, MaskState.Active, BATCH);
    }
    timed.setInput(input, workspaces);
    return timed.activate(true, workspaces);
  }
}
