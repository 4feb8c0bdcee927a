package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A partial convolution of random settings, with random parameters and input in double precision.
 *
 * @param conf the layer's configuration
 * @param params its parameters, flattened
 * @param x its input
 * @param mask the input's mask as DL4J carries it; null: none
 */
record RandomCase(NeuralNetConfiguration conf, INDArray params, INDArray x, INDArray mask) {

  private static final List<IActivation> ACTIVATIONS =
      List.of(
          Activation.IDENTITY.getActivationFunction(),
          Activation.RELU.getActivationFunction(),
          Activation.TANH.getActivationFunction(),
          Activation.SIGMOID.getActivationFunction(),
          new ActivationLReLU(0.2));

  /** As many cases of one, of two and of three dimensions each. */
  static Stream<RandomCase> cases(int number) {
    return IntStream.rangeClosed(1, 3)
        .boxed()
        .flatMap(
            dimensions ->
                LongStream.range(0, number).mapToObj(seed -> RandomCase.of(dimensions, seed)));
  }

  private static RandomCase of(int dimensions, long seed) {
    Random random = new Random(seed);
    boolean same = random.nextInt(3) == 0;
    int upsample = 1 + random.nextInt(3);
    int[] kernel = new int[dimensions];
    int[] stride = new int[dimensions];
    int[] padding = new int[dimensions];
    int[] dilation = new int[dimensions];
    int[] size = new int[dimensions];
    boolean foldable = random.nextBoolean();
    for (int i = 0; i < dimensions; i++) {
      kernel[i] = 1 + random.nextInt(dimensions == 3 ? 3 : 5);
      // ND4J's mode Same starts beside the image where the stride is larger than the kernel.
      int largestStride = foldable ? 1 : same ? Math.min(3, kernel[i]) : 3;
      stride[i] = 1 + random.nextInt(largestStride);
      dilation[i] = 1 + random.nextInt(3);
      int reach = (kernel[i] - 1) * dilation[i] + 1;
      padding[i] = same ? 0 : random.nextInt(Math.min(reach, 5));
      int least = Math.max(1, (reach - 2 * padding[i] + upsample - 1) / upsample);
      size[i] = least + random.nextInt(dimensions == 3 ? 3 : 6);
    }
    int in = 1 + random.nextInt(3);
    PartialConvolution layer =
        builder(kernel)
            .nIn(in)
            .nOut(1 + random.nextInt(4))
            .stride(stride)
            .padding(padding)
            .dilation(dilation)
            .upsample(upsample)
            .convolutionMode(mode(random, same, padding))
            .hasBias(random.nextInt(4) > 0)
            .activation(ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())))
            .build();
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).layer(layer).build();
    int n = 1 + random.nextInt(3);
    INDArray params =
        TestArrays.gaussian(random, DataType.DOUBLE, 1, layer.initializer().numParams(conf));
    long[] shape = LongStream.concat(LongStream.of(n, in), longs(size)).toArray();
    INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, shape);
    return new RandomCase(conf, params, x, mask(random, n, size));
  }

  private static PartialConvolutionBuilder<?> builder(int[] kernel) {
    return switch (kernel.length) {
      case 1 -> new PartialConvolution1D.Builder(kernel[0]);
      case 2 -> new PartialConvolution2D.Builder(kernel);
      default -> new PartialConvolution3D.Builder(kernel);
    };
  }

  private static ConvolutionMode mode(Random random, boolean same, int[] padding) {
    if (same) {
      return ConvolutionMode.Same;
    }
    boolean causal = padding.length == 1 && padding[0] == 0 && random.nextBoolean();
    return causal ? ConvolutionMode.Causal : ConvolutionMode.Truncate;
  }

  private static LongStream longs(int[] values) {
    return IntStream.of(values).asLongStream();
  }

  /** None, one of zeros and ones, or one of shares of valid channels. */
  private static INDArray mask(Random random, long n, int[] size) {
    int kind = random.nextInt(4);
    if (kind == 0) {
      return null;
    }
    double holeRatio = random.nextDouble();
    double[] values = new double[IntStream.of(size).reduce((int) n, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      double valid = kind == 1 ? (1 + random.nextInt(4)) / 4.0 : 1;
      values[i] = random.nextDouble() < holeRatio ? 0 : valid;
    }
    LongStream first = size.length == 1 ? LongStream.of(n) : LongStream.of(n, 1);
    return Nd4j.createFromArray(values)
        .reshape('c', LongStream.concat(first, longs(size)).toArray());
  }

  PartialConvolution layerConf() {
    return (PartialConvolution) conf.getLayer();
  }

  /** The layer that the configuration makes, in double precision. */
  Layer layer() {
    return layer(DataType.DOUBLE);
  }

  /** The layer that the configuration makes. */
  Layer layer(DataType type) {
    INDArray view = params.dup().castTo(type);
    return ready(layerConf().instantiate(conf, List.of(), 0, view, false, type), type);
  }

  /** DL4J's layer for the same configuration: it runs the graph that the layer defines. */
  Layer stock() {
    var layer = new org.deeplearning4j.nn.layers.samediff.SameDiffLayer(conf, DataType.DOUBLE);
    INDArray view = params.dup();
    layer.setParamsViewArray(view);
    layer.setParamTable(layerConf().initializer().init(conf, view, false));
    return ready(layer, DataType.DOUBLE);
  }

  private Layer ready(Layer layer, DataType type) {
    layer.setBackpropGradientsViewArray(params.castTo(type).like());
    layer.setInput(x.dup().castTo(type), LayerWorkspaceMgr.noWorkspaces());
    layer.setMaskArray(mask == null ? null : mask.dup().castTo(type));
    return layer;
  }

  @Override
  public String toString() {
    String masked = mask == null ? "no mask" : mask.maxNumber().equals(1.0) ? "mask" : "shares";
    return layerConf() + " on " + Arrays.toString(x.shape()) + ", " + masked;
  }
}
