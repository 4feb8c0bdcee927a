package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
 * A partial convolution of random settings, in double precision, with random parameters and input.
 *
 * @param conf the layer's configuration
 * @param params its parameters, flattened
 * @param x its input
 * @param mask the input's mask; null: none
 */
record RandomCase(NeuralNetConfiguration conf, INDArray params, INDArray x, INDArray mask) {

  private static final List<IActivation> ACTIVATIONS =
      List.of(
          Activation.IDENTITY.getActivationFunction(),
          Activation.RELU.getActivationFunction(),
          Activation.TANH.getActivationFunction(),
          Activation.SIGMOID.getActivationFunction(),
          new ActivationLReLU(0.2));

  static Stream<RandomCase> cases(int number) {
    return LongStream.range(0, number).mapToObj(RandomCase::of);
  }

  private static RandomCase of(long seed) {
    Random random = new Random(seed);
    boolean same = random.nextInt(3) == 0;
    int upsample = 1 + random.nextInt(3);
    int[] kernel = new int[2];
    int[] stride = new int[2];
    int[] padding = new int[2];
    int[] dilation = new int[2];
    int[] size = new int[2];
    boolean foldable = random.nextBoolean();
    for (int i = 0; i < 2; i++) {
      kernel[i] = 1 + random.nextInt(5);
      // ND4J's mode Same starts beside the image where the stride is larger than the kernel.
      int largestStride = foldable ? 1 : same ? Math.min(3, kernel[i]) : 3;
      stride[i] = 1 + random.nextInt(largestStride);
      dilation[i] = 1 + random.nextInt(3);
      int reach = (kernel[i] - 1) * dilation[i] + 1;
      padding[i] = same ? 0 : random.nextInt(Math.min(reach, 5));
      int least = Math.max(1, (reach - 2 * padding[i] + upsample - 1) / upsample);
      size[i] = least + random.nextInt(6);
    }
    long in = 1 + random.nextInt(3);
    PartialConvolution2D layer =
        new PartialConvolution2D.Builder(kernel)
            .nIn(in)
            .nOut(1 + random.nextInt(4))
            .stride(stride)
            .padding(padding)
            .dilation(dilation)
            .upsample(upsample)
            .convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate)
            .hasBias(random.nextInt(4) > 0)
            .activation(ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())))
            .build();
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).layer(layer).build();
    long n = 1 + random.nextInt(3);
    INDArray params =
        TestArrays.gaussian(random, DataType.DOUBLE, 1, layer.initializer().numParams(conf));
    INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, n, in, size[0], size[1]);
    return new RandomCase(conf, params, x, mask(random, n, size));
  }

  /** None, one of zeros and ones, or one of shares of valid channels. */
  private static INDArray mask(Random random, long n, int[] size) {
    int kind = random.nextInt(4);
    if (kind == 0) {
      return null;
    }
    double holeRatio = random.nextDouble();
    double[] values = new double[(int) n * size[0] * size[1]];
    for (int i = 0; i < values.length; i++) {
      double valid = kind == 1 ? (1 + random.nextInt(4)) / 4.0 : 1;
      values[i] = random.nextDouble() < holeRatio ? 0 : valid;
    }
    return Nd4j.createFromArray(values).reshape('c', n, 1, size[0], size[1]);
  }

  PartialConvolution2D layerConf() {
    return (PartialConvolution2D) conf.getLayer();
  }

  /** The layer that the configuration makes. */
  Layer layer() {
    return ready(layerConf().instantiate(conf, List.of(), 0, params.dup(), false, DataType.DOUBLE));
  }

  /** DL4J's layer for the same configuration: it runs the graph that the layer defines. */
  Layer stock() {
    var layer = new org.deeplearning4j.nn.layers.samediff.SameDiffLayer(conf, DataType.DOUBLE);
    INDArray view = params.dup();
    layer.setParamsViewArray(view);
    layer.setParamTable(layerConf().initializer().init(conf, view, false));
    return ready(layer);
  }

  private Layer ready(Layer layer) {
    layer.setBackpropGradientsViewArray(params.like());
    layer.setInput(x.dup(), LayerWorkspaceMgr.noWorkspaces());
    layer.setMaskArray(mask == null ? null : mask.dup());
    return layer;
  }

  @Override
  public String toString() {
    String masked = mask == null ? "no mask" : mask.maxNumber().equals(1.0) ? "mask" : "shares";
    return layerConf() + " on " + Arrays.toString(x.shape()) + ", " + masked;
  }
}
