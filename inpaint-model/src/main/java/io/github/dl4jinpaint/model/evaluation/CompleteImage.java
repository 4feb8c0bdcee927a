package io.github.dl4jinpaint.model.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An image as it was, and where its holes are: what all methods' fillings are compared with. */
final class CompleteImage {

  private final int height;
  private final int width;
  private final boolean[] hole;
  private final int holes;
  private final double[][] channels;
  private List<HoleFeatures> features;

  private CompleteImage(int height, int width, boolean[] hole, double[][] channels) {
    this.height = height;
    this.width = width;
    this.hole = hole;
    this.holes = (int) IntStream.range(0, hole.length).filter(p -> hole[p]).count();
    this.channels = channels;
  }

  /**
   * The images of a batch.
   *
   * @param targets [minibatch, channels, height, width], values in [0, 1]
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return an entry for each, in their order
   * @throws IllegalArgumentException where the shapes don't fit
   */
  static List<CompleteImage> of(INDArray targets, INDArray masks) {
    requireFitting(targets, masks);
    double[] target = values(targets);
    double[] mask = values(masks);
    int height = (int) targets.size(2);
    int width = (int) targets.size(3);
    return IntStream.range(0, (int) targets.size(0))
        .mapToObj(
            i ->
                new CompleteImage(
                    height,
                    width,
                    holes(mask, i, height * width),
                    planes(target, i, (int) targets.size(1), height * width)))
        .toList();
  }

  private static void requireFitting(INDArray targets, INDArray masks) {
    boolean fitting =
        targets.rank() == 4
            && masks.rank() == 4
            && masks.size(0) == targets.size(0)
            && masks.size(1) == 1
            && masks.size(2) == targets.size(2)
            && masks.size(3) == targets.size(3);
    if (!fitting) {
      throw new IllegalArgumentException(
          "Targets of shape [minibatch, channels, height, width] and masks of shape [minibatch, 1, height, width] are expected, got %s and %s"
              .formatted(Arrays.toString(targets.shape()), Arrays.toString(masks.shape())));
    }
  }

  static double[] values(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static boolean[] holes(double[] masks, int image, int pixels) {
    boolean[] hole = new boolean[pixels];
    for (int p = 0; p < pixels; p++) {
      hole[p] = masks[image * pixels + p] == 0;
    }
    return hole;
  }

  /** An image's channels, of the values of a batch. */
  static double[][] planes(double[] images, int image, int channels, int pixels) {
    return IntStream.range(image * channels, (image + 1) * channels)
        .mapToObj(plane -> Arrays.copyOfRange(images, plane * pixels, (plane + 1) * pixels))
        .toArray(double[][]::new);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int pixels() {
    return hole.length;
  }

  int holes() {
    return holes;
  }

  boolean[] hole() {
    return hole;
  }

  double[][] channels() {
    return channels;
  }

  /** Computed once for all that it is compared with: it takes as long as a filling's. */
  List<HoleFeatures> features() {
    if (features == null) {
      features = HoleFeatures.of(channels, this);
    }
    return features;
  }
}
