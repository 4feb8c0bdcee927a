package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.Cifar10;
import io.github.dl4jinpaint.data.ImageSource;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.IrregularMasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

  /** Images to train on, shuffled, with fresh masks in every epoch. */
  static InpaintingRecordReader training(ImageSource images, long seed, int epoch) {
    return InpaintingRecordReader.builder()
        .images(images)
        .masks(IrregularMasks.defaults())
        .seed(seed)
        .shuffle(true)
        .startAtEpoch(epoch)
        .build();
  }

  /**
   * The first test images, always with the same irregular masks.
   *
   * @param data folder of CIFAR-10's files; null: downloaded
   */
  static InpaintingRecordReader test(Path data, int images) {
    return measuring(testImages(data).limit(images));
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

  /** Images to measure with, always in the same order and with the same masks. */
  static InpaintingRecordReader measuring(ImageSource images) {
    return InpaintingRecordReader.builder()
        .images(images)
        .masks(IrregularMasks.defaults())
        .seed(TEST_SEED)
        .fixedMasks()
        .build();
  }

  /** SHA-256 of images' bytes, as {@link ImageSource#read(int, byte[])} gives them. */
  static String checksum(ImageSource images) {
    MessageDigest digest = sha256();
    byte[] rgb = new byte[3 * images.height() * images.width()];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, rgb);
      digest.update(rgb);
    }
    return told(digest);
  }

  /** SHA-256 of a file. */
  static String checksum(Path file) throws IOException {
    MessageDigest digest = sha256();
    digest.update(Files.readAllBytes(file));
    return told(digest);
  }

  private static String told(MessageDigest digest) {
    return "SHA-256 " + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
