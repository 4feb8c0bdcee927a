package io.github.dl4jinpaint.model.evaluation;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.internal.Batches;
import java.awt.image.BufferedImage;
import java.util.function.BinaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Anything that fills the holes of images: a network, or a classical method.
 *
 * <pre>{@code
 * InpaintingMethod ours = InpaintingMethod.of(Inpainter.pretrained());
 * InpaintingMethod telea = OpenCvInpainting.TELEA;
 * InpaintingMethod patches = InpaintingMethod.ofPictures(ShiftMap::inpaint);
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

  /**
   * An inpainter's composites of a whole batch in one pass of its network.
   *
   * @param inpainter of any network
   * @return the method
   */
  static InpaintingMethod of(Inpainter inpainter) {
    return (images, masks) -> inpainter.inpaint(images, masks).composite();
  }

  /**
   * A method that fills one picture at a time, of 8 bits a channel.
   *
   * @param filling of a picture, black in the holes, and its mask, white where a pixel is valid
   * @return the method
   */
  static InpaintingMethod ofPictures(BinaryOperator<BufferedImage> filling) {
    return (images, masks) -> {
      INDArray[] filled = new INDArray[(int) images.size(0)];
      for (int i = 0; i < filled.length; i++) {
        BufferedImage picture = Batches.picture(images, i);
        filled[i] = Pictures.toArray(filling.apply(picture, Batches.mask(masks, i)));
      }
      return Nd4j.concat(0, filled);
    };
  }
}
