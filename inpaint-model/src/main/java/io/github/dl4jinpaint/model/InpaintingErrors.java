package io.github.dl4jinpaint.model;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far filled images are from the complete ones: mean squared errors of values in [0, 1], over
 * all images that were added.
 */
public final class InpaintingErrors {

  private double allPixels;
  private double holePixels;
  private long values;
  private double holeValues;

  /** No images yet. */
  public InpaintingErrors() {}

  /**
   * Adds a batch.
   *
   * @param predictions [minibatch, 3, height, width]
   * @param targets the complete images, of the same shape
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   */
  public void add(INDArray predictions, INDArray targets, INDArray masks) {
    INDArray squares = predictions.sub(targets).castTo(DataType.DOUBLE);
    squares.muli(squares);
    INDArray holes = masks.castTo(DataType.DOUBLE).rsubi(1);
    allPixels += squares.sumNumber().doubleValue();
    values += squares.length();
    holePixels += squares.sum(true, 1).muli(holes).sumNumber().doubleValue();
    holeValues += holes.sumNumber().doubleValue() * targets.size(1);
  }

  /**
   * Error of the raw prediction over all pixels, copied and invented ones: the report's figure.
   *
   * @return the mean of the squared differences
   */
  public double overAllPixels() {
    return allPixels / values;
  }

  /**
   * Error over the holes alone: what tells whether a method inpaints.
   *
   * @return the mean of the squared differences; NaN without holes
   */
  public double overHoles() {
    return holePixels / holeValues;
  }

  /**
   * Error of the composite over all pixels; valid pixels are right in it.
   *
   * @return the mean of the squared differences
   */
  public double ofComposite() {
    return holePixels / values;
  }

  /**
   * Peak signal-to-noise ratio on the holes.
   *
   * @return 10 · log10(1 / {@link #overHoles()}), in decibels
   */
  public double psnrOnHoles() {
    return -10 * Math.log10(overHoles());
  }

  /**
   * The share of holes.
   *
   * @return hole pixels / all pixels
   */
  public double holeRatio() {
    return holeValues / values;
  }
}
