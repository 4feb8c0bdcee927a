package io.github.dl4jinpaint.model;

import io.github.dl4jinpaint.layers.MaskOfVertex;
import io.github.dl4jinpaint.layers.MaskedMergeVertex;
import io.github.dl4jinpaint.layers.MaskedUpsampling2D;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * U-Nets of partial convolutions.
 *
 * <p>A module is a partial convolution, batch normalisation and leaky ReLU of slope 0.2; the last
 * one ends in a sigmoid instead, or in what {@link Builder#end} says. Decoder module k stands
 * opposite of encoder module k. Where the encoder's module down-samples (stride 2), the decoder's
 * up-samples ×2, and concatenates with feature maps of the encoder: {@link Skip} says which.
 *
 * <p>The networks are graphs with one input "image" [minibatch, 3, height, width], the masked
 * image, whose features mask [minibatch, 1, height, width] is the mask, and one output "prediction"
 * of the image's shape, values in [0, 1]. The loss counts all pixels, those included that are holes
 * to the end; by default it is the squared error, {@link InpaintingLoss#l2}. Height and width are
 * multiples of {@link #downsampling}, whatever size the graph was built for.
 *
 * <pre>{@code
 * ComputationGraph unet = PartialConvUNet.table2().seed(42).build();
 * unet.fit(new MultiDataSet(new INDArray[] {masked}, new INDArray[] {target}, new INDArray[] {mask}, null));
 * }</pre>
 */
public final class PartialConvUNet {

  /** Name of the graph's input. */
  public static final String INPUT = "image";

  /** Name of the graph's output. */
  public static final String OUTPUT = "prediction";

  private static final double LEAKY_RELU_SLOPE = 0.2;

  /**
   * A row of a network's table: the encoder's module and the decoder's opposite.
   *
   * @param resamples whether the encoder's module halves the image, and the decoder's doubles it
   *     again
   * @param kernel the encoder's kernel, height and width; the decoder's is 3
   * @param encoderChannels output channels of the encoder's module
   * @param decoderChannels output channels of the decoder's module
   */
  public record Row(boolean resamples, int kernel, int encoderChannels, int decoderChannels) {}

  /** Which feature maps of the encoder a decoder's module that up-samples concatenates with. */
  public enum Skip {
    /**
     * The output of the encoder's module opposite, before up-sampling; the deepest meets itself.
     * The reading of the report's tables.
     */
    ENCODER_OUTPUT,

    /**
     * The input of the encoder's module opposite, after up-sampling, at full resolution; for the
     * first module that is the image itself. The paper's wiring (Liu et al., ECCV 2018).
     */
    ENCODER_INPUT
  }

  private static final List<Row> TABLE_1 =
      List.of(
          new Row(true, 3, 64, 3),
          new Row(true, 3, 128, 128),
          new Row(true, 3, 256, 256),
          new Row(true, 3, 512, 512));

  private static final List<Row> TABLE_2 =
      List.of(
          new Row(false, 3, 32, 3),
          new Row(true, 3, 32, 32),
          new Row(false, 3, 64, 32),
          new Row(true, 3, 64, 64),
          new Row(false, 3, 128, 64),
          new Row(true, 3, 128, 128),
          new Row(false, 3, 256, 128),
          new Row(true, 3, 256, 256));

  private static final List<Row> LIU_2018 =
      List.of(
          new Row(true, 7, 64, 3),
          new Row(true, 5, 128, 64),
          new Row(true, 5, 256, 128),
          new Row(true, 3, 512, 256),
          new Row(true, 3, 512, 512),
          new Row(true, 3, 512, 512),
          new Row(true, 3, 512, 512),
          new Row(true, 3, 512, 512));

  private PartialConvUNet() {}

  /**
   * The report's network 1: four modules, each of which halves the image.
   *
   * @return its builder
   */
  public static Builder table1() {
    return of(TABLE_1);
  }

  /**
   * The report's network 2: eight modules, every second of which halves the image. 3.1 million
   * parameters.
   *
   * @return its builder
   */
  public static Builder table2() {
    return of(TABLE_2);
  }

  /**
   * The paper's network for images of 512 × 512 pixels (Liu et al., ECCV 2018, appendix): eight
   * modules, each of which halves the image, with kernels 7, 5, 5 and 3, skips of {@link
   * Skip#ENCODER_INPUT}, ReLU in the encoder, and no normalisation in the first module and the
   * last. 32.9 million parameters. The output is a sigmoid's here, as of the other networks.
   *
   * @return its builder
   */
  public static Builder liu2018() {
    Builder builder = of(LIU_2018).size(512, 512).skip(Skip.ENCODER_INPUT);
    builder.encoderSlope = 0;
    builder.normalizesEnds = false;
    return builder;
  }

  /**
   * A network from a table of one's own.
   *
   * @param rows from the image's end to the deepest; the first row's decoder channels are the
   *     output's, 3
   * @return its builder
   * @throws IllegalArgumentException for no rows at all, or a first row whose decoder doesn't end
   *     in 3 channels
   */
  public static Builder of(List<Row> rows) {
    require(!rows.isEmpty(), "a network needs at least one row of modules");
    for (Row row : rows) {
      boolean odd = row.kernel() > 0 && row.kernel() % 2 == 1;
      boolean channels = row.encoderChannels() > 0 && row.decoderChannels() > 0;
      require(odd && channels, "a row needs an odd kernel and at least one channel, got " + row);
    }
    int output = rows.get(0).decoderChannels();
    require(output == 3, "the first row's decoderChannels are the picture's: 3, not " + output);
    return new Builder(List.copyOf(rows));
  }

  /**
   * By how much a network's encoder shrinks an image: heights and widths must be multiples of this.
   *
   * @param network a graph that was built by this class
   * @return a power of 2; 16 for the report's networks
   */
  public static int downsampling(ComputationGraph network) {
    int factor = 1;
    for (var layer : network.getLayers()) {
      if (layer.conf().getLayer() instanceof PartialConvolution2D convolution) {
        factor *= convolution.getStride()[0];
      }
    }
    return factor;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Settings of a network: Adam with a learning rate of 0.01, weights drawn from He's normal
   * distribution.
   */
  public static final class Builder {

    private final List<Row> rows;
    private int height = 32;
    private int width = 32;
    private long seed = 42;
    private DataType dataType = DataType.FLOAT;
    private IUpdater updater = new Adam(0.01);
    private Skip skip = Skip.ENCODER_OUTPUT;
    private InpaintingLoss loss = InpaintingLoss.l2();
    private double encoderSlope = LEAKY_RELU_SLOPE;
    private double decoderSlope = LEAKY_RELU_SLOPE;
    private boolean normalizesEnds = true;
    private Activation end = Activation.SIGMOID;

    /** Of each colour, which the network sees with a mean of 0; null: as they are. */
    private double[] colorMean;

    private double[] colorDeviation;

    private Builder(List<Row> rows) {
      this.rows = rows;
    }

    /**
     * Size of the images. Default 32 × 32. The parameters don't depend on it.
     *
     * @param height a multiple of what the encoder shrinks by
     * @param width a multiple of what the encoder shrinks by
     * @return this builder
     */
    public Builder size(int height, int width) {
      this.height = height;
      this.width = width;
      return this;
    }

    /**
     * Seed of the initial weights. Default 42.
     *
     * @param seed any number
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Type of parameters and activations. Default float.
     *
     * @param dataType a floating-point type
     * @return this builder
     */
    public Builder dataType(DataType dataType) {
      require(dataType.isFPType(), "dataType must be a floating-point type, got " + dataType);
      this.dataType = dataType;
      return this;
    }

    /**
     * The optimiser. Default Adam with a learning rate of 0.01.
     *
     * @param updater with its learning rate or schedule
     * @return this builder
     */
    public Builder updater(IUpdater updater) {
      this.updater = Objects.requireNonNull(updater, "updater");
      return this;
    }

    /**
     * Which feature maps the skip connections bring. Default {@link Skip#ENCODER_OUTPUT}, of
     * liu2018 {@link Skip#ENCODER_INPUT}.
     *
     * @param skip the wiring
     * @return this builder
     */
    public Builder skip(Skip skip) {
      this.skip = Objects.requireNonNull(skip, "skip");
      return this;
    }

    /**
     * What training minimises. Default {@link InpaintingLoss#l2}.
     *
     * @param loss with its weights
     * @return this builder
     */
    public Builder loss(InpaintingLoss loss) {
      this.loss = Objects.requireNonNull(loss, "loss");
      return this;
    }

    /**
     * Slopes of the leaky ReLU below 0; 0 is ReLU. Default 0.2, of liu2018's encoder 0.
     *
     * @param encoder of the encoder's modules
     * @param decoder of the decoder's modules
     * @return this builder
     */
    public Builder slopes(double encoder, double decoder) {
      this.encoderSlope = encoder;
      this.decoderSlope = decoder;
      return this;
    }

    /**
     * Whether the first module and the last have a batch normalisation as the others have. Default
     * true, of liu2018 false.
     *
     * @param normalizesEnds false for none there
     * @return this builder
     */
    public Builder normalizesEnds(boolean normalizesEnds) {
      this.normalizesEnds = normalizesEnds;
      return this;
    }

    /**
     * The colours that the modules work with: (x - mean) / deviation goes in, and x · deviation +
     * mean comes out of the last one. Images and predictions of the whole network have values in
     * [0, 1] all the same. Default: as they are. Those of many networks are ImageNet's, means
     * 0.485, 0.456, 0.406 and deviations 0.229, 0.224, 0.225, with an {@link #end} of {@link
     * Activation#IDENTITY}.
     *
     * @param mean of red, green and blue
     * @param deviation of red, green and blue, above 0
     * @return this builder
     * @throws IllegalArgumentException for others than three each, or a deviation that isn't above
     *     0
     */
    public Builder colors(double[] mean, double[] deviation) {
      require(mean.length == 3, "three means are expected, got " + Arrays.toString(mean));
      ChannelScaleVertex.normalizing(mean, deviation);
      this.colorMean = mean.clone();
      this.colorDeviation = deviation.clone();
      return this;
    }

    /**
     * The activation function of the output. Default a sigmoid, which keeps predictions in [0, 1].
     *
     * @param end of each value by itself; {@link Activation#IDENTITY} for a network that predicts
     *     without bounds
     * @return this builder
     */
    public Builder end(Activation end) {
      this.end = Objects.requireNonNull(end, "end");
      return this;
    }

    /**
     * Builds and initialises the network.
     *
     * @return a graph to train
     * @throws IllegalArgumentException where height or width are no multiples of what the encoder
     *     shrinks by
     */
    public ComputationGraph build() {
      ComputationGraph graph = new ComputationGraph(configuration());
      graph.init();
      return graph;
    }

    /**
     * The network's configuration.
     *
     * @return for a {@link ComputationGraph}
     * @throws IllegalArgumentException where height or width are no multiples of what the encoder
     *     shrinks by
     */
    public ComputationGraphConfiguration configuration() {
      int factor = 1 << rows.stream().filter(Row::resamples).count();
      require(
          height > 0 && width > 0 && height % factor == 0 && width % factor == 0,
          "height and width must be multiples of %d, got %d x %d".formatted(factor, height, width));
      GraphBuilder graph =
          new NeuralNetConfiguration.Builder()
              .seed(seed)
              .dataType(dataType)
              .updater(updater)
              .weightInit(WeightInit.RELU)
              .activation(Activation.IDENTITY)
              .graphBuilder()
              .addInputs(INPUT)
              .setInputTypes(InputType.convolutional(height, width, 3));
      String[] maps = new String[rows.size() + 1];
      maps[0] = input(graph);
      for (int k = 0; k < rows.size(); k++) {
        maps[k + 1] = encoder(graph, k, maps[k]);
      }
      String x = maps[rows.size()];
      for (int k = rows.size() - 1; k >= 0; k--) {
        x = decoder(graph, k, x, skip == Skip.ENCODER_INPUT ? maps[k] : maps[k + 1]);
      }
      output(graph, x);
      return graph.setOutputs(OUTPUT).build();
    }

    private String input(GraphBuilder graph) {
      if (colorMean == null) {
        return INPUT;
      }
      String normalized = INPUT + "-colors";
      graph.addVertex(normalized, ChannelScaleVertex.normalizing(colorMean, colorDeviation), INPUT);
      return normalized;
    }

    private String encoder(GraphBuilder graph, int k, String input) {
      Row row = rows.get(k);
      var convolution =
          new PartialConvolution2D.Builder(row.kernel())
              .nOut(row.encoderChannels())
              .stride(row.resamples() ? 2 : 1)
              .padding(row.kernel() / 2)
              .activation(leakyRelu(encoderSlope));
      return module(graph, "encoder", k, convolution, input);
    }

    private String decoder(GraphBuilder graph, int k, String input, String skipped) {
      Row row = rows.get(k);
      String x = input;
      var convolution = new PartialConvolution2D.Builder(3).nOut(row.decoderChannels()).padding(1);
      if (row.resamples()) {
        x = upsampledAndMerged(graph, "decoder" + (k + 1), convolution, input, skipped);
      }
      if (k > 0) {
        convolution.activation(leakyRelu(decoderSlope));
      } else {
        convolution.maskOutput(false);
      }
      return module(graph, "decoder", k, convolution, x);
    }

    private String upsampledAndMerged(
        GraphBuilder graph,
        String name,
        PartialConvolution2D.Builder convolution,
        String input,
        String skipped) {
      String x = input;
      if (skip == Skip.ENCODER_INPUT) {
        x = name + "-upsample";
        graph.addLayer(x, new MaskedUpsampling2D(2), input);
      } else {
        // Nearest-neighbour up-sampling may as well come last, where it is part of the convolution.
        convolution.upsample(2);
      }
      String merged = name + "-merge";
      graph.addVertex(merged, new MaskedMergeVertex(), x, skipped);
      return merged;
    }

    private static IActivation leakyRelu(double slope) {
      return slope == 0 ? new ActivationReLU() : new ActivationLReLU(slope);
    }

    private String module(
        GraphBuilder graph,
        String part,
        int k,
        PartialConvolution2D.Builder convolution,
        String input) {
      String name = part + (k + 1);
      if (k > 0 || normalizesEnds) {
        convolution.batchNormalization();
      }
      graph.addLayer(name, convolution.build(), input);
      return name;
    }

    private void output(GraphBuilder graph, String decoded) {
      String input = decoded;
      if (colorMean != null) {
        input = OUTPUT + "-colors";
        graph.addVertex(
            input, ChannelScaleVertex.denormalizing(colorMean, colorDeviation), decoded);
      }
      if (loss.equals(InpaintingLoss.l2())) {
        var squares = new CnnLossLayer.Builder(LossFunction.MSE).activation(end).build();
        graph.addLayer(OUTPUT, squares, input);
      } else {
        String masked = OUTPUT + "-mask";
        graph.addVertex(masked, new MaskOfVertex(), input, INPUT);
        graph.addLayer(OUTPUT, new InpaintingLossLayer(loss, end.getActivationFunction()), masked);
      }
    }
  }
}
