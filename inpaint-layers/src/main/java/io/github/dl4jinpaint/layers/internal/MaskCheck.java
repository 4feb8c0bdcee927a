package io.github.dl4jinpaint.layers.internal;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Refuses what is no mask, in the same words wherever masks arrive. */
public final class MaskCheck {

  private MaskCheck() {}

  /**
   * Refuses masks of another shape, and those of MergeVertex, which say nothing of the share of
   * valid channels.
   *
   * @param fits whether the mask has the expected shape
   * @param mask of any shape and type
   * @param title what messages call the layer
   * @param expected the shape, in words
   */
  public static void shape(boolean fits, INDArray mask, String title, String expected) {
    if (mask.dataType() == DataType.BOOL) {
      throw new DL4JInvalidInputException(
          "%s takes a mask of numbers, got BOOL %s. MergeVertex hands on such masks, with a pixel valid where it is in any input: use MaskedMergeVertex instead. Cast a mask of your own to FLOAT"
              .formatted(title, Arrays.toString(mask.shape())));
    }
    if (!fits) {
      throw new DL4JInvalidInputException(
          "%s takes a mask of shape %s, got %s. All channels share it: take one channel of a mask of several, reshape one that lacks a dimension"
              .formatted(title, expected, Arrays.toString(mask.shape())));
    }
  }

  /**
   * Refuses values outside of [0, 1], and NaN.
   *
   * @param mask of numbers
   * @param title what messages call the layer
   * @return the least value
   */
  public static double values(INDArray mask, String title) {
    double least = 1;
    double[] part = new double[(int) (mask.length() / Math.max(1, mask.size(0)))];
    try (ArrayValues values = ArrayValues.of(mask)) {
      for (int from = 0; from < mask.length(); from += part.length) {
        values.read(from, part);
        for (double value : part) {
          if (!(value >= 0 && value <= 1)) {
            throw refusal(mask, title);
          }
          if (value < least) {
            least = value;
          }
        }
      }
    }
    return least;
  }

  private static DL4JInvalidInputException refusal(INDArray mask, String title) {
    String expected =
        title
            + " takes a mask with values in [0, 1], 1 where a pixel is valid and 0 where it is a"
            + " hole, got ";
    // Minimum and maximum pass NaN over, a sum doesn't.
    if (Double.isNaN(mask.sumNumber().doubleValue())) {
      return new DL4JInvalidInputException(
          expected
              + "NaN. Make these holes: BooleanIndexing.replaceWhere(mask, 0, Conditions.isNan())");
    }
    return new DL4JInvalidInputException(
        expected
            + "values from %s to %s. Divide a mask of 0 and 255 by 255, and threshold one that was resized"
                .formatted(mask.minNumber().doubleValue(), mask.maxNumber().doubleValue()));
  }

  /**
   * What to do about a mask that doesn't fit the features it came with.
   *
   * @param mask its shape
   * @param features theirs
   * @return sentences for a message
   */
  public static String remedy(long[] mask, long[] features) {
    if (mask[0] != features[0]) {
      return "The minibatches differ: give one mask for each example, even where all are the same";
    }
    int dimensions = features.length - 2;
    return "Upsampling2D, Deconvolution2D, ZeroPaddingLayer, Cropping2D, SpaceToDepthLayer and the like don't resize masks: use %supsample, padding and stride of PartialConvolution%dD instead, and crop before the network"
        .formatted(dimensions == 2 ? "MaskedUpsampling2D, or " : "", dimensions);
  }
}
