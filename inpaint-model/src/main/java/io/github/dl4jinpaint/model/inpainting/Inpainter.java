package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.internal.Mats;
import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.inpainting.PatchFilling.Style;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
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
 * convolution ignores. Pictures are filled tile by tile, and where nothing is missing not at all;
 * larger holes than the network knows coarse to fine ({@link #withLargestHole}).
 *
 * <p>A {@link Mask} says which pixels are holes; masks that were drawn are read as {@link
 * MaskImage} says. Their edges should be sharp. A smooth rim is cut in its middle, and where the
 * picture shows what was to go through it, it stays as a halo: draw masks a pixel or two wider than
 * what is to go.
 *
 * <p>Safe for use by several threads: a thread of the network's own computes for all of them, tile
 * by tile in turn. A thread that is interrupted stops before its next tile with a {@link
 * java.util.concurrent.CancellationException}.
 */
public final class Inpainter {

  /** For networks that were trained with pictures of 32 × 32 pixels. */
  private static final int LARGEST_HOLE = 4;

  private final Supplier<SharedNetwork> network;
  private final int largestHole;
  private final boolean mirrors;

  /** What fills holes instead of the network; null where that does. */
  private final Fusion fusion;

  private final boolean texture;

  /**
   * Fills holes with a network.
   *
   * @param network one that {@link PartialConvUNet} built, trained; not to be used elsewhere at the
   *     same time
   * @throws IllegalArgumentException where it has other inputs or outputs than those
   */
  public Inpainter(ComputationGraph network) {
    this(only(network), LARGEST_HOLE, false, null, false);
  }

  private static Supplier<SharedNetwork> only(ComputationGraph graph) {
    SharedNetwork network = new SharedNetwork(checked(graph));
    return () -> network;
  }

  private Inpainter(
      Supplier<SharedNetwork> network,
      int largestHole,
      boolean mirrors,
      Fusion fusion,
      boolean texture) {
    this.network = network;
    this.largestHole = largestHole;
    this.mirrors = mirrors;
    this.fusion = fusion;
    this.texture = texture;
  }

  private static ComputationGraph checked(ComputationGraph network) {
    List<String> inputs = network.getConfiguration().getNetworkInputs();
    List<String> outputs = network.getConfiguration().getNetworkOutputs();
    if (!inputs.equals(List.of(PartialConvUNet.INPUT))
        || !outputs.equals(List.of(PartialConvUNet.OUTPUT))) {
      throw new IllegalArgumentException(
          "This is no inpainting network: its inputs are %s and its outputs %s, expected [%s] and [%s]; take one that PartialConvUNet built"
              .formatted(inputs, outputs, PartialConvUNet.INPUT, PartialConvUNet.OUTPUT));
    }
    return network;
  }

  /**
   * Fills holes of photographs with what ships with this library for them: a network that was
   * trained on photographs makes one filling of the harmonic and the biharmonic one and the mean of
   * patches nearby; then patches from coarse to fine, and {@linkplain #withTexture texture}, which
   * {@link #withoutTexture} leaves out. {@link #predict(BufferedImage, BufferedImage) Raw
   * predictions} are {@link #cifar10}'s.
   *
   * @return a new instance
   */
  public static Inpainter pretrained() {
    try {
      return fusing(ModelFiles.fusion());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static Inpainter fusing(ComputationGraph network) {
    return new Inpainter(new Cifar10Network(), LARGEST_HOLE, false, new Fusion(network), true);
  }

  /** Read when it is first needed, since fillings of photographs don't need it. */
  private static final class Cifar10Network implements Supplier<SharedNetwork> {

    private SharedNetwork network;

    @Override
    public synchronized SharedNetwork get() {
      if (network == null) {
        network = cifar10().network.get();
      }
      return network;
    }
  }

  /**
   * Fills holes with the report's network 2 alone, trained on CIFAR-10 pictures of 32 × 32 pixels,
   * which ships with this library: for pictures like these.
   *
   * @return a new instance
   */
  public static Inpainter cifar10() {
    try {
      return new Inpainter(ModelFiles.cifar10());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException(
        "The model that ships with this library can't be read: " + e.getMessage(), e);
  }

  /**
   * Fills holes with a network from a file.
   *
   * @param model a file that {@link ModelFiles#save} wrote, or {@link FusionTrainer#save}: with the
   *     latter, holes are filled as {@link #pretrained()} fills them, by that network
   * @return a new instance
   * @throws IOException where the file can't be read or is no such model; the message names it
   */
  public static Inpainter load(Path model) throws IOException {
    ComputationGraph network = ModelFiles.load(model);
    if (FusionNetwork.isOne(network)) {
      long channels = FusionNetwork.inputChannels(network);
      if (channels != FusionInput.CHANNELS) {
        throw new IOException(
            "%s was trained by another version: its network has %d input channels, expected %d; train it anew"
                .formatted(model, channels, FusionInput.CHANNELS));
      }
      return fusing(network);
    }
    try {
      return new Inpainter(network);
    } catch (IllegalArgumentException e) {
      throw new IOException(model + ": " + e.getMessage(), e);
    }
  }

  /**
   * An inpainter that fills larger holes than this coarse to fine: first in a picture that is
   * shrunk so much that they have this width, then at each doubling of the size their margins. It
   * shares this one's network. Of {@link #pretrained()} it changes the raw predictions only: its
   * fillings are those of holes of any width.
   *
   * @param pixels width of the largest holes that the network fills well at once: about that of the
   *     holes that it was trained with. Default 4, for networks that were trained with pictures of
   *     32 × 32 pixels; pictures of up to eight times this are filled at once, whatever their holes
   * @return another inpainter
   * @throws IllegalArgumentException for less than 2 pixels
   */
  public Inpainter withLargestHole(int pixels) {
    if (pixels < 2) {
      throw new IllegalArgumentException("The largest hole must have 2 pixels or more: " + pixels);
    }
    return new Inpainter(network, pixels, mirrors, fusion, texture);
  }

  /**
   * An inpainter that fills pictures better and takes four times as long: it takes the mean of what
   * the network makes of a picture and of its three mirror images. It shares this one's network.
   *
   * @return another inpainter
   */
  public Inpainter withMirrorImages() {
    return new Inpainter(network, largestHole, true, fusion, texture);
  }

  /**
   * An inpainter that gives its holes texture: detail of valid patches of the picture itself that
   * go with the filling and with what is around the hole. It looks real, and its error is that of
   * the smooth filling, about. It shares this one's network. The same picture and mask give the
   * same texture.
   *
   * @return another inpainter
   */
  public Inpainter withTexture() {
    return new Inpainter(network, largestHole, mirrors, fusion, true);
  }

  /**
   * An inpainter that fills holes smoothly: with what is most likely at each pixel, which is
   * blurred where much is missing. It shares this one's network.
   *
   * @return another inpainter
   */
  public Inpainter withoutTexture() {
    return new Inpainter(network, largestHole, mirrors, fusion, false);
  }

  /**
   * Fills the holes of a batch of images in one pass of the network, whatever their size; in four
   * {@linkplain #withMirrorImages with mirror images}.
   *
   * @param images [minibatch, 3, height, width], values in [0, 1], taken as floats; what is in the
   *     holes doesn't matter, not even NaN
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return prediction and composite
   * @throws IllegalArgumentException where the shapes don't fit, or the mask holds other values
   *     than 0 and 1
   */
  public Inpainting inpaint(INDArray images, INDArray masks) {
    check(images, masks);
    INDArray mask = masks.castTo(DataType.FLOAT);
    INDArray image = images.castTo(DataType.FLOAT);
    INDArray valid = select(mask, image, Nd4j.zeros(DataType.FLOAT, image.shape()));
    INDArray prediction = predict(valid, mask);
    INDArray filling = fusion == null ? joined(prediction, valid, mask) : prediction;
    INDArray composite = select(mask, image, filling);
    return new Inpainting(prediction, completes() ? completed(composite, mask) : composite);
  }

  /** Whether there is more to a filling than the network's. */
  private boolean completes() {
    return texture || fusion != null;
  }

  /** Does what there is more. */
  private void complete(PixelGrid picture, HoleMap holes) {
    if (fusion != null) {
      fusion.fill(picture, holes, mirrors);
    }
    if (texture) {
      new PatchFilling(Style.TEXTURE).apply(picture, holes);
    }
  }

  /** Composites with more than the network's filling in their holes. */
  private INDArray completed(INDArray composites, INDArray masks) {
    int height = (int) masks.size(2);
    int width = (int) masks.size(3);
    int area = height * width;
    float[] all = composites.dup('c').data().asFloat();
    float[] mask = masks.dup('c').data().asFloat();
    for (int i = 0; i < mask.length / area; i++) {
      boolean[] valid = new boolean[area];
      for (int k = 0; k < area; k++) {
        valid[k] = mask[i * area + k] == 1;
      }
      FloatGrid picture = new FloatGrid(width, height, part(all, 3 * area, i));
      complete(picture, new HoleMap(width, valid));
      System.arraycopy(picture.read(0, 0, width, height), 0, all, 3 * area * i, 3 * area);
    }
    return Nd4j.create(all, composites.shape(), 'c');
  }

  /** Predictions whose holes are joined to the valid pixels. */
  private static INDArray joined(INDArray predictions, INDArray images, INDArray masks) {
    int height = (int) masks.size(2);
    int width = (int) masks.size(3);
    int area = height * width;
    float[] all = predictions.dup('c').data().asFloat();
    float[] image = images.dup('c').data().asFloat();
    float[] mask = masks.dup('c').data().asFloat();
    IntStream.range(0, mask.length / area)
        .parallel()
        .forEach(
            i -> {
              float[] one = part(all, 3 * area, i);
              new EdgeCorrection(one, part(image, 3 * area, i), part(mask, area, i), height, width)
                  .apply();
              System.arraycopy(one, 0, all, i * one.length, one.length);
            });
    return Nd4j.create(all, predictions.shape(), 'c');
  }

  private static float[] part(float[] all, int length, int i) {
    return Arrays.copyOfRange(all, i * length, (i + 1) * length);
  }

  /**
   * Valid pixels of one array, hole pixels of another. Unlike arithmetic, it lets nothing through
   * that isn't a number and lies in a hole.
   */
  private static INDArray select(INDArray mask, INDArray valid, INDArray holes) {
    float[] of = mask.dup('c').data().asFloat();
    float[] selected = holes.dup('c').data().asFloat();
    float[] pixels = valid.dup('c').data().asFloat();
    int plane = (int) (valid.size(2) * valid.size(3));
    int image = (int) valid.size(1) * plane;
    for (int i = 0; i < selected.length; i++) {
      if (of[i / image * plane + i % plane] == 1) {
        selected[i] = pixels[i];
      }
    }
    return Nd4j.create(selected, valid.shape(), 'c');
  }

  private INDArray predict(INDArray valid, INDArray mask) {
    long height = valid.size(2);
    long width = valid.size(3);
    INDArray x = padded(valid);
    INDArray m = padded(mask);
    return network.get().output(x, m, mirrors).get(topLeft(height, width)).dup('c');
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
    int multiple = network.get().multiple();
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
   * @param picture any size; grey or colour, 8 or 16 bits, with or without transparency; its
   *     numbers are taken as they are stored, whatever its colour profile
   * @param mask of the picture's size
   * @return the composite, of the picture's kind (RGB instead of a palette): valid pixels and all
   *     transparency exactly as they were, holes filled
   * @throws IllegalArgumentException where the sizes differ, nothing is valid, or a picture is in
   *     CMYK or of floats; the message says which
   */
  public BufferedImage inpaint(BufferedImage picture, Mask mask) {
    return fill(picture, mask, false);
  }

  /**
   * What the network puts out for every pixel of a picture, valid ones too: holes as {@link
   * #inpaint(BufferedImage, Mask)} fills them, everything else redrawn.
   *
   * @param picture as there
   * @param mask as there
   * @return the raw prediction, of the picture's kind
   * @throws IllegalArgumentException as there
   */
  public BufferedImage predict(BufferedImage picture, Mask mask) {
    return fill(picture, mask, true);
  }

  /**
   * Fills the holes of a picture, whose mask is a picture as well.
   *
   * @param picture as {@link #inpaint(BufferedImage, Mask)} takes it
   * @param mask of the picture's size; white where a pixel is valid, black where it is a hole; what
   *     is transparent in it is valid. {@link Mask#of(BufferedImage, HoleColor)} reads others
   * @return the composite, as there
   * @throws IllegalArgumentException as there, and where the mask doesn't tell what is a hole, or
   *     looks like a photograph, as {@link MaskImage} says
   */
  public BufferedImage inpaint(BufferedImage picture, BufferedImage mask) {
    return inpaint(picture, blackHoles(picture, mask));
  }

  /**
   * What the network puts out for every pixel of a picture, whose mask is a picture as well.
   *
   * @param picture as {@link #inpaint(BufferedImage, BufferedImage)} takes it
   * @param mask as there
   * @return the raw prediction, of the picture's kind
   * @throws IllegalArgumentException as there
   */
  public BufferedImage predict(BufferedImage picture, BufferedImage mask) {
    return predict(picture, blackHoles(picture, mask));
  }

  private static Mask blackHoles(BufferedImage picture, BufferedImage mask) {
    return MaskImage.of(mask, HoleColor.BLACK).mask(picture.getHeight(), picture.getWidth());
  }

  /**
   * Fills the holes of a picture of OpenCV's.
   *
   * @param picture grey, BGR or BGRA, CV_8U or CV_16U; stays as it is
   * @param mask of the picture's size; {@link Mask#of(Mat, HoleColor)} reads one for OpenCV's own
   *     inpainting, whose holes are white
   * @return the composite, of the picture's type; the caller closes it
   * @throws IllegalArgumentException where the sizes differ, nothing is valid, or the type is
   *     another; the message says which
   */
  public Mat inpaint(Mat picture, Mask mask) {
    return Mats.toMat(inpaint(Mats.toPicture(picture, "picture"), mask), picture.type());
  }

  /**
   * What the network puts out for every pixel of a picture of OpenCV's, valid ones too.
   *
   * @param picture as {@link #inpaint(Mat, Mask)} takes it
   * @param mask as there
   * @return the raw prediction, of the picture's type; the caller closes it
   * @throws IllegalArgumentException as there
   */
  public Mat predict(Mat picture, Mask mask) {
    return Mats.toMat(predict(Mats.toPicture(picture, "picture"), mask), picture.type());
  }

  /**
   * Fills the holes of a picture of OpenCV's, whose mask is a matrix as well.
   *
   * @param picture as {@link #inpaint(Mat, Mask)} takes it
   * @param mask of the picture's size, CV_8UC1 as a rule; white where a pixel is valid, black where
   *     it is a hole: other than masks for OpenCV's own inpainting, which {@link Mask#of(Mat,
   *     HoleColor)} reads
   * @return the composite, of the picture's type; the caller closes it
   * @throws IllegalArgumentException as there, and as {@link #inpaint(BufferedImage,
   *     BufferedImage)} says
   */
  public Mat inpaint(Mat picture, Mat mask) {
    return Mats.toMat(
        inpaint(Mats.toPicture(picture, "picture"), Mats.toPicture(mask, "mask")), picture.type());
  }

  /**
   * What the network puts out for every pixel of a picture of OpenCV's, whose mask is a matrix.
   *
   * @param picture as {@link #inpaint(Mat, Mat)} takes it
   * @param mask as there
   * @return the raw prediction, of the picture's type; the caller closes it
   * @throws IllegalArgumentException as there
   */
  public Mat predict(Mat picture, Mat mask) {
    return Mats.toMat(
        predict(Mats.toPicture(picture, "picture"), Mats.toPicture(mask, "mask")), picture.type());
  }

  /**
   * Fills the holes of a picture in a file, which is read as {@link Pictures#read(Path)} reads it:
   * upright, whatever its EXIF data say.
   *
   * @param picture of one of the {@linkplain io.github.dl4jinpaint.data.image.ImageFormat formats}
   *     that are read
   * @param mask such a file of the upright picture's size, best a PNG, black and white; white where
   *     a pixel is valid, black where it is a hole. {@link MaskImage#read(Path, HoleColor)} and
   *     {@link #inpaint(BufferedImage, Mask)} take others
   * @param composite where to write to: .png, .tif and .bmp keep every valid pixel as it was, .jpg
   *     doesn't; replaced where it is there. Of the picture's format, it keeps what {@link
   *     Pictures#write(BufferedImage, Path, Path)} says
   * @throws IOException where a file can't be read or written, or is no picture, or the mask
   *     doesn't tell what is a hole; the message names it
   * @throws IllegalArgumentException where the sizes differ, nothing is valid, or the mask looks
   *     like a photograph; the message names the picture
   */
  public void inpaint(Path picture, Path mask, Path composite) throws IOException {
    fill(picture, mask, composite, false);
  }

  /**
   * Writes what the network puts out for every pixel of a picture in a file, valid ones too.
   *
   * @param picture as {@link #inpaint(Path, Path, Path)} takes it
   * @param mask as there
   * @param prediction where to write to, as there
   * @throws IOException as there
   * @throws IllegalArgumentException as there
   */
  public void predict(Path picture, Path mask, Path prediction) throws IOException {
    fill(picture, mask, prediction, true);
  }

  private void fill(Path pictureFile, Path maskFile, Path to, boolean raw) throws IOException {
    BufferedImage picture = Pictures.read(pictureFile);
    MaskImage mask = MaskImage.read(maskFile, HoleColor.BLACK);
    BufferedImage filled;
    try {
      filled = fill(picture, mask.mask(picture.getHeight(), picture.getWidth()), raw);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(pictureFile + ": " + e.getMessage(), e);
    }
    Pictures.write(filled, to, pictureFile);
  }

  private BufferedImage fill(BufferedImage picture, Mask mask, boolean raw) {
    mask.requireSize(picture.getHeight(), picture.getWidth());
    Canvas from = Canvas.of(picture);
    HoleMap holes = new HoleMap(mask);
    Canvas to = Canvas.copyOf(picture);
    if (holes.hasHoles() || raw) {
      HoleMap unknown = from.withoutTransparent(holes);
      if (!unknown.hasValid()) {
        throw new IllegalArgumentException(
            "Nothing of the picture is valid: its mask has nothing but holes, or all the rest is"
                + " transparent");
      }
      if (raw || fusion == null) {
        new HoleFiller(network.get(), largestHole, mirrors).fill(from, unknown, to, raw);
      }
      if (!raw) {
        complete(to, unknown);
      }
    }
    return to.image();
  }
}
