package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.image.ImageSource;

/**
 * The triples that the examples train and test with: CIFAR-10 with irregular holes of 5 to 50 %.
 */
public final class Cifar10Triples {

  /** Seed of the masks that all test with, unless asked for others. */
  public static final long TEST_SEED = 1;

  private Cifar10Triples() {}

  /** Images to train on, shuffled, with fresh irregular masks in every epoch. */
  public static InpaintingRecordReader training(ImageSource images, long seed, int epoch) {
    return training(images, HoleShape.irregular, seed, epoch);
  }

  /** Images to train on, shuffled, with fresh masks in every epoch. */
  public static InpaintingRecordReader training(
      ImageSource images, HoleShape holes, long seed, int epoch) {
    return InpaintingRecordReader.builder()
        .images(images)
        .masks(holes.masks())
        .seed(seed)
        .shuffle(true)
        .startAtEpoch(epoch)
        .build();
  }

  /** Images to measure with, always in the same order and with the same masks. */
  public static InpaintingRecordReader measuring(ImageSource images) {
    return measuring(images, HoleShape.irregular, TEST_SEED);
  }

  /** Images to measure with, always in the same order and with the same masks. */
  public static InpaintingRecordReader measuring(ImageSource images, HoleShape holes, long seed) {
    return InpaintingRecordReader.builder()
        .images(images)
        .masks(holes.masks())
        .seed(seed)
        .fixedMasks()
        .build();
  }
}
