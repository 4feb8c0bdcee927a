package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.Cifar10;
import io.github.dl4jinpaint.data.ImageSource;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.IrregularMasks;
import java.nio.file.Path;

/**
 * The triples that the examples train and test with: CIFAR-10 with irregular holes of 5 to 50 %.
 */
final class Cifar10Triples {

  /** Seed of the masks that all test with, unless asked for others. */
  static final long TEST_SEED = 1;

  private Cifar10Triples() {}

  /**
   * All training images.
   *
   * @param data folder of CIFAR-10's files; null: downloaded
   */
  static ImageSource trainingImages(Path data) {
    return data == null ? Cifar10.train() : Cifar10.in(data).train();
  }

  /**
   * All test images.
   *
   * @param data folder of CIFAR-10's files; null: downloaded
   */
  static ImageSource testImages(Path data) {
    return data == null ? Cifar10.test() : Cifar10.in(data).test();
  }

  /**
   * The first training images, shuffled, with fresh masks in every epoch.
   *
   * @param data folder of CIFAR-10's files; null: downloaded
   */
  static InpaintingRecordReader training(Path data, int images, long seed, int firstEpoch) {
    return InpaintingRecordReader.builder()
        .images(trainingImages(data).limit(images))
        .masks(IrregularMasks.defaults())
        .seed(seed)
        .shuffle(true)
        .startAtEpoch(firstEpoch)
        .build();
  }

  /**
   * The first test images, always with the same irregular masks.
   *
   * @param data folder of CIFAR-10's files; null: downloaded
   */
  static InpaintingRecordReader test(Path data, int images) {
    return test(data, images, HoleShape.irregular, TEST_SEED);
  }

  /**
   * The first test images, always with the same masks.
   *
   * @param data folder of CIFAR-10's files; null: downloaded
   */
  static InpaintingRecordReader test(Path data, int images, HoleShape holes, long seed) {
    return InpaintingRecordReader.builder()
        .images(testImages(data).limit(images))
        .masks(holes.masks())
        .seed(seed)
        .fixedMasks()
        .build();
  }
}
