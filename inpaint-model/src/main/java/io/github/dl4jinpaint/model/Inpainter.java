package io.github.dl4jinpaint.model;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Fills the holes of images with a trained network.
 *
 * <pre>{@code
 * BufferedImage repaired = Inpainter.pretrained().inpaint(picture, mask);
 * }</pre>
 *
 * <p>Images may have any size: what the network needs beyond it, up to the next multiple of its
 * {@link PartialConvUNet#downsampling}, is added below and at the right as holes, which partial
 * convolution ignores.
 *
 * <p>Safe for use by several threads, which take turns.
 */
public final class Inpainter {

  static final String PRETRAINED = "table2-cifar10.zip";

  private final ComputationGraph network;
  private final int multiple;

  /**
   * Fills holes with a network.
   *
   * @param network one that {@link PartialConvUNet} built, trained; not to be used elsewhere at the
   *     same time
   */
  public Inpainter(ComputationGraph network) {
    this.network = Objects.requireNonNull(network, "network");
    this.multiple = PartialConvUNet.downsampling(network);
  }

  /**
   * Fills holes with the network that ships with this library: the report's network 2, trained on
   * CIFAR-10 pictures of 32 × 32 pixels.
   *
   * @return a new instance
   */
  public static Inpainter pretrained() {
    try (InputStream model = Inpainter.class.getResourceAsStream(PRETRAINED)) {
      return new Inpainter(ModelFiles.read(model, PRETRAINED));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The model that ships with this library can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * Fills holes with a network from a file.
   *
   * @param model a file that {@link ModelFiles#save} wrote
   * @return a new instance
   * @throws IOException where the file can't be read or is no such model; the message names it
   */
  public static Inpainter load(Path model) throws IOException {
    return new Inpainter(ModelFiles.load(model));
  }

  /**
   * Fills the holes of a batch of images.
   *
   * @param images [minibatch, 3, height, width], values in [0, 1]; what is in the holes doesn't
   *     matter
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return prediction and composite
   * @throws IllegalArgumentException where the shapes don't fit, or the mask holds other values
   *     than 0 and 1
   */
  public Inpainting inpaint(INDArray images, INDArray masks) {
    check(images, masks);
    INDArray mask = masks.castTo(DataType.FLOAT);
    INDArray image = images.castTo(DataType.FLOAT);
    INDArray valid = image.mul(mask.broadcast(image.shape()));
    INDArray holes = mask.rsub(1).broadcast(image.shape());
    INDArray prediction = predict(valid, mask);
    INDArray composite = valid.add(prediction.mul(holes));
    return new Inpainting(prediction, composite);
  }

  private INDArray predict(INDArray valid, INDArray mask) {
    long height = valid.size(2);
    long width = valid.size(3);
    INDArray x = padded(valid);
    INDArray m = padded(mask);
    INDArray output;
    synchronized (network) {
      output = network.output(false, new INDArray[] {x}, new INDArray[] {m}, null)[0];
    }
    return output.get(topLeft(height, width)).dup('c');
  }

  private INDArray padded(INDArray array) {
    long height = roundUp(array.size(2));
    long width = roundUp(array.size(3));
    if (height == array.size(2) && width == array.size(3)) {
      return array;
    }
    INDArray padded = Nd4j.zeros(array.dataType(), array.size(0), array.size(1), height, width);
    padded.put(topLeft(array.size(2), array.size(3)), array);
    return padded;
  }

  private long roundUp(long size) {
    return (size + multiple - 1) / multiple * multiple;
  }

  private static INDArrayIndex[] topLeft(long height, long width) {
    return new INDArrayIndex[] {
      NDArrayIndex.all(),
      NDArrayIndex.all(),
      NDArrayIndex.interval(0, height),
      NDArrayIndex.interval(0, width)
    };
  }

  private static void check(INDArray images, INDArray masks) {
    long[] i = images.shape();
    long[] m = masks.shape();
    if (i.length != 4
        || i[1] != 3
        || m.length != 4
        || m[1] != 1
        || m[0] != i[0]
        || m[2] != i[2]
        || m[3] != i[3]) {
      throw new IllegalArgumentException(
          "Images of shape [minibatch, 3, height, width] and masks of shape [minibatch, 1, height, width] are expected, got %s and %s"
              .formatted(Arrays.toString(i), Arrays.toString(m)));
    }
    long binary =
        masks.eq(0).castTo(DataType.INT64).sumNumber().longValue()
            + masks.eq(1).castTo(DataType.INT64).sumNumber().longValue();
    if (binary != masks.length()) {
      throw new IllegalArgumentException(
          "A mask holds 1 where a pixel is valid and 0 where it is a hole, but %d of %d values are neither"
              .formatted(masks.length() - binary, masks.length()));
    }
  }

  /**
   * Fills the holes of a picture.
   *
   * @param picture any size; read as RGB, transparency is ignored
   * @param mask of the picture's size; white (128 and above) where a pixel is valid, black where it
   *     is a hole
   * @return the composite, RGB: valid pixels as they were, holes filled
   * @throws IllegalArgumentException where the sizes differ; the message names both
   */
  public BufferedImage inpaint(BufferedImage picture, BufferedImage mask) {
    if (picture.getWidth() != mask.getWidth() || picture.getHeight() != mask.getHeight()) {
      throw new IllegalArgumentException(
          "The mask has %d × %d pixels, its picture %d × %d; they have to be the same"
              .formatted(
                  mask.getWidth(), mask.getHeight(), picture.getWidth(), picture.getHeight()));
    }
    return Pictures.toImage(inpaint(Pictures.toArray(picture), Pictures.toMask(mask)).composite());
  }
}
