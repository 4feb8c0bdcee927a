package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.MaskCheck;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * A convolution that sees the valid values of its window only, and that makes a value of its output
 * valid where the window held at least one; in one, two or three dimensions.
 *
 * <p>For every window, with features X, mask M, weights W and bias b (equations 1 and 2 of Liu et
 * al., ECCV 2018):
 *
 * <pre>
 *   x' = W · (X ⊙ M) · sum(1) / sum(M) + b   where sum(M) &gt; 0, else 0
 *   m' = 1                                   where sum(M) &gt; 0, else 0
 * </pre>
 *
 * sum(1) counts the whole window, the zero padding included: padding is a hole like any other. The
 * activation function is applied to x'.
 *
 * <p>The mask is Deeplearning4j's features mask, with values in [0, 1]; without one everything is
 * valid. All channels share it. Between 0 and 1 it is the share of valid channels, with which
 * sum(1)/sum(M) is what the multi-channel mask would give; so threshold a mask that was resized.
 * The mask path has no parameters and no gradient.
 *
 * <p>Holes must hold finite numbers, 0 for instance; a NaN in a hole makes the output NaN. {@code
 * BooleanIndexing.replaceWhere(features, 0, Conditions.isNan())} sets such values to 0.
 *
 * <p>{@link #defineLayer} states these equations as a SameDiff graph; what computes them, with
 * ND4J's fastest operations, is tested against it.
 */
public abstract sealed class PartialConvolution extends PartialConvolutionSettings
    permits PartialConvolution1D, PartialConvolution2D, PartialConvolution3D {

  private static final long serialVersionUID = 1L;

  /** Key of the weights in the parameter table. */
  public static final String WEIGHT_KEY = "W";

  /** Key of the bias in the parameter table. */
  public static final String BIAS_KEY = "b";

  /** For JSON. */
  PartialConvolution() {}

  PartialConvolution(PartialConvolutionBuilder<?> builder) {
    super(builder);
  }

  /**
   * The names of the spatial dimensions, as in "height, width": what follows minibatch and channels
   * in a shape.
   */
  abstract String spatialDimensions();

  /**
   * The layer as a SameDiff graph: equations 1 and 2, word for word.
   *
   * @param sd the graph to define the layer in
   * @param input features, of the layer's input's shape
   * @param params "W" and, with a bias, "b"
   * @param mask of the input's shape, with one channel
   * @return the activations
   * @throws UnsupportedOperationException for an activation function that SameDiff has not, and
   *     with batch normalisation; the layer itself takes any
   */
  @Override
  public SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
    return PartialConvolutionDefinition.of(this, sd, input, params, mask);
  }

  /** Features or mask, up-sampled. */
  abstract SDVariable upsampled(SameDiff sd, SDVariable x);

  /** The convolution of x with weights of shape {@link #weightShape}. */
  abstract SDVariable convolved(SameDiff sd, SDVariable x, SDVariable weights);

  static double product(int[] sizes) {
    return Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /** [out, in, kernel's sizes]. */
  final long[] weightShape(long out, long in) {
    return LongStream.concat(LongStream.of(out, in), Arrays.stream(getKernelSize()).asLongStream())
        .toArray();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet(
        getClass().getSimpleName(), getLayerName(), layerIndex, getNIn(), getNOut());
    require(
        networkDataType == DataType.FLOAT || networkDataType == DataType.DOUBLE,
        title(),
        "the network's data type is %s, which is too coarse for sum(1) / sum(M); use FLOAT or DOUBLE"
            .formatted(networkDataType));
    PartialConvolutionLayer layer = new PartialConvolutionLayer(conf, networkDataType);
    layer.setListeners(listeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(paramsView);
    layer.setParamTable(initializer().init(conf, paramsView, initializeParams));
    return layer;
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    params.clear();
    params.addWeightParam(WEIGHT_KEY, weightShape(getNOut(), getNIn()));
    if (hasBias()) {
      params.addBiasParam(BIAS_KEY, getNOut());
    }
    if (isBatchNormalization()) {
      NormalizationParameters.KEYS.forEach(key -> params.addBiasParam(key, 1, getNOut()));
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    double area = product(getKernelSize());
    double fanIn = getNIn() * area;
    double fanOut = getNOut() * area / product(getStride());
    params.forEach(
        (key, array) -> {
          if (paramWeightInit != null && paramWeightInit.containsKey(key)) {
            paramWeightInit.get(key).init(fanIn, fanOut, array.shape(), array.ordering(), array);
          } else if (BIAS_KEY.equals(key)) {
            array.assign(biasInit());
          } else if (NormalizationParameters.KEYS.contains(key)) {
            array.assign(NormalizationParameters.initial(key));
          } else {
            weightInitFn().init(fanIn, fanOut, array.shape(), array.ordering(), array);
          }
        });
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    if (NormalizationParameters.isRunningAverage(paramName)) {
      return new NoOp();
    }
    return NormalizationParameters.KEYS.contains(paramName)
        ? getUpdater()
        : super.getUpdaterByParam(paramName);
  }

  @Override
  public List<Regularization> getRegularizationByParam(String paramName) {
    return NormalizationParameters.KEYS.contains(paramName)
        ? List.of()
        : super.getRegularizationByParam(paramName);
  }

  /**
   * Equation 2: the mask after this layer.
   *
   * @param maskArray the mask of the input, or null: all valid
   * @param currentMaskState handed on as it is
   * @param minibatchSize not used
   * @return 1 where the window held a valid value, else 0; null without a mask and where {@link
   *     PartialConvolution2D.Builder#maskOutput(boolean) maskOutput} is off. It goes on where every
   *     window held one as well: a layer behind that doesn't take masks refuses the first one
   *     already, and not the first whose hole is too large to close
   */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    MaskPath masks = new MaskPath(this, new Geometry(this), maskType(maskArray));
    masks.set(maskArray);
    return new Pair<>(masks.next(), currentMaskState);
  }

  /**
   * A mask as Deeplearning4j carries it, as [minibatch, 1, spatial sizes].
   *
   * @throws DL4JInvalidInputException for a mask of another shape
   */
  INDArray fromNetwork(INDArray mask) {
    checkShape(mask.rank() == 2 + dimensions() && mask.size(1) == 1, mask);
    return mask;
  }

  /** A mask [minibatch, 1, spatial sizes] as Deeplearning4j carries it. */
  INDArray toNetwork(INDArray mask) {
    return mask;
  }

  /** The dimensions of a mask as Deeplearning4j carries it. */
  String maskDimensions() {
    return "minibatch, 1, " + spatialDimensions();
  }

  /** The shape of the mask that Deeplearning4j carries for features of a shape. */
  long[] maskShape(long[] features) {
    long[] shape = features.clone();
    shape[1] = 1;
    return shape;
  }

  final void checkShape(boolean fits, INDArray mask) {
    MaskCheck.shape(fits, mask, title(), "[" + maskDimensions() + "]");
  }

  /**
   * An estimate of the memory that the layer takes: the masked input and the convolution before it
   * is scaled, and in training the gradients with respect to both.
   */
  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    InputType outputType = getOutputType(-1, inputType);
    long working = inputType.arrayElementsPerExample() + outputType.arrayElementsPerExample();
    long updaterState = 0;
    for (Map.Entry<String, long[]> shape : getLayerParams().getParamShapes().entrySet()) {
      long length = Arrays.stream(shape.getValue()).reduce(1, (a, b) -> a * b);
      updaterState += getUpdaterByParam(shape.getKey()).stateSize(length);
    }
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, outputType)
        .standardMemory(initializer().numParams(this), updaterState)
        .workingMemory(0, working, 0, 2 * working)
        .cacheMemory(0, 0)
        .build();
  }

  private static DataType maskType(INDArray mask) {
    return mask != null && mask.dataType().isFPType() ? mask.dataType() : DataType.FLOAT;
  }

  @Override
  public INDArray onesMaskForInput(INDArray input) {
    return Nd4j.ones(input.dataType(), maskShape(input.shape()));
  }

  @Override
  public PartialConvolution clone() {
    return (PartialConvolution) super.clone();
  }
}
