package io.github.dl4jinpaint.model.inpainting;

import java.util.function.BinaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.Reverse;
import org.nd4j.linalg.factory.Nd4j;

/** What a network makes of an image and of its three mirror images, on the mean. */
final class MirrorImages {

  /** The dimensions that an image and its mirror images are turned in. */
  private static final int[][] MIRRORED = {{}, {3}, {2}, {2, 3}};

  private MirrorImages() {}

  /**
   * Computes a network's output.
   *
   * @param masks null where the network has none
   * @param mirrors whether to take the mean of the outputs for images and their three mirror
   *     images, turned back, and not just that for the images
   * @param network makes outputs of images and masks
   */
  static INDArray predict(
      INDArray images, INDArray masks, boolean mirrors, BinaryOperator<INDArray> network) {
    if (!mirrors) {
      return network.apply(images, masks);
    }
    INDArray mean = null;
    for (int[] dimensions : MIRRORED) {
      INDArray image = mirrored(images, dimensions);
      INDArray mask = masks == null ? null : mirrored(masks, dimensions);
      INDArray output = network.apply(image, mask);
      INDArray back = mirrored(output, dimensions);
      NetworkThread.close(image, output);
      if (mask != null) {
        mask.close();
      }
      if (mean == null) {
        mean = back;
      } else {
        mean.addi(back);
        back.close();
      }
    }
    return mean.divi(MIRRORED.length);
  }

  private static INDArray mirrored(INDArray array, int[] dimensions) {
    INDArray copy = array.dup('c');
    // Without a dimension it would turn all of them.
    return dimensions.length == 0 ? copy : Nd4j.exec(new Reverse(copy, copy, dimensions))[0];
  }
}
