package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.model.internal.Batches;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is shown of an image that was filled. */
public final class SamplePictures {

  /** The title of the masked picture. */
  static final String MASKED = "masked image";

  private SamplePictures() {}

  /**
   * An image of a batch.
   *
   * @param targets the complete images
   * @param masks 1 where a pixel is valid, 0 where it is a hole
   * @param filled what methods put out, by their names
   * @param i the image's number
   * @return pictures by their titles: masked, every method's composite, complete
   */
  public static Map<String, BufferedImage> of(
      INDArray targets, INDArray masks, Map<String, INDArray> filled, int i) {
    BufferedImage original = Batches.picture(targets, i);
    Map<String, BufferedImage> pictures = new LinkedHashMap<>();
    pictures.put(MASKED, masked(original, Batches.mask(masks, i)));
    filled.forEach(
        (method, predictions) ->
            pictures.put(
                method, Batches.picture(Batches.composite(predictions, targets, masks), i)));
    pictures.put("original", original);
    return pictures;
  }

  /** Draws a masked picture: holes are painted in a grey that stands out from black pixels. */
  public static BufferedImage masked(BufferedImage picture, BufferedImage mask) {
    BufferedImage masked =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        boolean valid = (mask.getRGB(x, y) & 255) >= 128;
        masked.setRGB(x, y, valid ? picture.getRGB(x, y) : Color.GRAY.getRGB());
      }
    }
    return masked;
  }
}
