package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.MaskCheck;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Nearest-neighbour up-sampling of features and mask: Upsampling2D leaves the mask at its old size.
 *
 * <p>Input is [minibatch, channels, height, width], its mask [minibatch, 1, height, width]; output
 * and mask are factor times as high and wide. Channels first (NCHW) only.
 *
 * <p>Where a convolution follows at once, {@link PartialConvolution2D.Builder#upsample} computes
 * the same in less than half the time. This layer is for features that are merged with others at
 * full resolution first.
 */
public final class MaskedUpsampling2D extends Upsampling2D {

  private static final long serialVersionUID = 1L;

  /** For JSON. */
  @SuppressWarnings("unused")
  private MaskedUpsampling2D() {
    super(new Builder(1));
  }

  /**
   * Up-samples in both directions.
   *
   * @param factor 2 or more
   * @throws IllegalArgumentException for a smaller one
   */
  public MaskedUpsampling2D(int factor) {
    super(new Builder(factor));
    if (factor < 2) {
      throw new IllegalArgumentException("MaskedUpsampling2D: factor must be 2 or more: " + factor);
    }
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    if (inputType instanceof InputType.InputTypeConvolutional in
        && in.getFormat() != CNN2DFormat.NCHW) {
      throw new IllegalStateException(
          "MaskedUpsampling2D \"%s\" takes channels-first data (NCHW), got %s"
              .formatted(getLayerName(), inputType));
    }
    return super.getOutputType(layerIndex, inputType);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    Implementation layer = new Implementation(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    return layer;
  }

  @Override
  public MaskedUpsampling2D clone() {
    return (MaskedUpsampling2D) super.clone();
  }

  private static final class Implementation
      extends org.deeplearning4j.nn.layers.convolution.upsampling.Upsampling2D {

    private static final long serialVersionUID = 1L;

    Implementation(NeuralNetConfiguration conf, DataType dataType) {
      super(conf, dataType);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(
        INDArray mask, MaskState currentMaskState, int minibatchSize) {
      setMaskArray(mask);
      if (mask == null) {
        return new Pair<>(null, currentMaskState);
      }
      String title = "MaskedUpsampling2D \"" + layerConf().getLayerName() + "\"";
      MaskCheck.shape(
          mask.rank() == 4 && mask.size(1) == 1, mask, title, "[minibatch, 1, height, width]");
      MaskCheck.values(mask, title);
      int[] size = getSize();
      try (MemoryWorkspace detached = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        INDArray up =
            Nd4j.createUninitialized(
                mask.dataType(),
                new long[] {mask.size(0), 1, mask.size(2) * size[0], mask.size(3) * size[1]},
                'c');
        Ops.exec("upsampling2d", new INDArray[] {mask}, new INDArray[] {up}, size[0], size[1], 1);
        return new Pair<>(up, currentMaskState);
      }
    }
  }
}
