package io.github.dl4jinpaint.model.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Anything that fills the holes of images: a network, or a classical method.
 *
 * <pre>{@code
 * InpaintingMethod ours = (images, masks) -> inpainter.inpaint(images, masks).composite();
 * InpaintingMethod blind = (images, masks) -> network.outputSingle(images); // takes no mask
 * }</pre>
 */
@FunctionalInterface
public interface InpaintingMethod {

  /**
   * Fills a batch.
   *
   * @param maskedImages [minibatch, 3, height, width], values in [0, 1], 0 in the holes; not to be
   *     changed
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole; not
   *     to be changed
   * @return a value for every pixel, of the images' shape. What is measured of its valid pixels is
   *     the error over all pixels alone: a method that fills the holes only hands on the others
   */
  INDArray predict(INDArray maskedImages, INDArray masks);
}
