package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.InpaintingErrors;
import java.util.function.BinaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A method of filling holes, its errors and the time that it took. */
final class MeasuredMethod {

  private final ComparedMethod method;
  private final long parameters;
  private final BinaryOperator<INDArray> fill;
  private final InpaintingErrors errors = new InpaintingErrors();
  private long nanos;
  private long images;

  /**
   * A method that was not measured yet.
   *
   * @param parameters of its network; 0 without one
   * @param fill takes masked images [minibatch, 3, height, width] and masks [minibatch, 1, height,
   *     width] and gives predictions of the images' shape
   */
  MeasuredMethod(ComparedMethod method, long parameters, BinaryOperator<INDArray> fill) {
    this.method = method;
    this.parameters = parameters;
    this.fill = fill;
  }

  ComparedMethod method() {
    return method;
  }

  long parameters() {
    return parameters;
  }

  InpaintingErrors errors() {
    return errors;
  }

  double millisecondsPerImage() {
    return nanos / 1e6 / images;
  }

  /**
   * Fills a batch's holes and measures.
   *
   * @param masked images, 0 in the holes
   * @param masks 1 where a pixel is valid
   * @param targets the complete images
   * @return the composites
   */
  INDArray add(INDArray masked, INDArray masks, INDArray targets) {
    long start = System.nanoTime();
    INDArray predictions = fill.apply(masked, masks);
    nanos += System.nanoTime() - start;
    images += targets.size(0);
    errors.add(predictions, targets, masks);
    INDArray holes = masks.rsub(1).broadcast(targets.shape());
    return predictions.mul(holes).addi(masked);
  }
}
