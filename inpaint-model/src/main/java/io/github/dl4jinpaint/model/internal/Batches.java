package io.github.dl4jinpaint.model.internal;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.Mask;
import java.awt.image.BufferedImage;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The images of a batch as pictures, to be looked at. */
public final class Batches {

  private Batches() {}

  /**
   * An image of a batch.
   *
   * @param images [minibatch, 3, height, width], values in [0, 1]
   * @param i its number, from 0
   * @return of type {@link BufferedImage#TYPE_INT_RGB}, 8 bits a channel
   */
  public static BufferedImage picture(INDArray images, int i) {
    return Pictures.toImage(one(images, i));
  }

  /**
   * A mask of a batch.
   *
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @param i its number, from 0
   * @return in grey, white where a pixel is valid, black where it is a hole
   */
  public static BufferedImage mask(INDArray masks, int i) {
    float[] values = one(masks, i).dup('c').data().asFloat();
    byte[] valid = new byte[values.length];
    for (int p = 0; p < valid.length; p++) {
      valid[p] = (byte) values[p];
    }
    return new Mask((int) masks.size(2), (int) masks.size(3), valid).toImage();
  }

  private static INDArray one(INDArray batch, int i) {
    return batch.get(
        NDArrayIndex.interval(i, i + 1),
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  /**
   * The images' valid pixels, and the predictions' holes.
   *
   * @param predictions [minibatch, channels, height, width]
   * @param images of the same shape
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return of the images' shape
   */
  public static INDArray composite(INDArray predictions, INDArray images, INDArray masks) {
    return Composites.of(images, predictions, masks);
  }
}
