package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.MaskCheck;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mask's way through a {@link PartialConvolution}: takes it as Deeplearning4j carries it, shows
 * what the windows see of it, and hands on the updated one (equation 2).
 */
final class MaskPath {

  private final PartialConvolution layer;
  private final Geometry geometry;
  private final DataType type;

  /** As it was given; null without one. */
  private INDArray mask;

  /** What the windows see of the mask; null without one. */
  private MaskWindow window;

  /** Of the last mask with holes, for its arrays; null before one. */
  private MaskWindow recent;

  /**
   * What they see without a mask, of the last size asked for: the padding counts as holes all the
   * same.
   */
  private MaskWindow unmasked;

  /**
   * A way without a mask yet.
   *
   * @param type of the arrays that windows see
   */
  MaskPath(PartialConvolution layer, Geometry geometry, DataType type) {
    this.layer = layer;
    this.geometry = geometry;
    this.type = type;
  }

  /**
   * Sets the mask.
   *
   * @param given as Deeplearning4j carries it; null: all valid
   * @throws DL4JInvalidInputException where it is no mask
   */
  void set(INDArray given) {
    mask = given;
    window = given == null ? null : look(layer.fromNetwork(given));
  }

  private MaskWindow look(INDArray given) {
    if (MaskCheck.values(given, layer.title()) == 1) {
      MaskWindow all = unmasked(given);
      // A window that sees nothing but padding is closed even then; the mask goes on for each
      // image.
      if (!all.closed()) {
        return all;
      }
    }
    recent = MaskWindow.of(given, geometry, type, recent);
    return recent;
  }

  /**
   * The mask behind the layer: equation 2.
   *
   * @return as Deeplearning4j carries it, an array that nobody keeps; null without a mask and where
   *     the layer ends it
   */
  INDArray next() {
    return window == null || !layer.isMaskOutput()
        ? null
        : layer.toNetwork(window.valid(mask.size(0)));
  }

  /**
   * What the windows see of the mask of an input.
   *
   * @throws DL4JInvalidInputException where the mask's size is not the input's
   */
  MaskWindow over(INDArray x) {
    if (window == null) {
      return unmasked(x);
    }
    long[] expected = layer.maskShape(x.shape());
    if (!Arrays.equals(mask.shape(), expected)) {
      throw new DL4JInvalidInputException(
          "%s: the mask's shape %s does not fit the input's shape %s; expected %s. %s"
              .formatted(
                  layer.title(),
                  Arrays.toString(mask.shape()),
                  Arrays.toString(x.shape()),
                  Arrays.toString(expected),
                  MaskCheck.remedy(mask.shape(), x.shape())));
    }
    return window;
  }

  /** What the windows see of features or masks like x where everything is valid. */
  private MaskWindow unmasked(INDArray x) {
    long[] shape = x.shape().clone();
    shape[0] = 1;
    shape[1] = 1;
    if (unmasked == null || !Arrays.equals(unmasked.shape(), shape)) {
      unmasked = MaskWindow.ofOnes(shape, geometry, type);
    }
    return unmasked;
  }
}
