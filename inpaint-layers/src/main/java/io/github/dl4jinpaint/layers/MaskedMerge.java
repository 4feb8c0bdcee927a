package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.ArrayValues;
import io.github.dl4jinpaint.layers.internal.MaskCheck;
import io.github.dl4jinpaint.layers.internal.OneDnn;
import io.github.dl4jinpaint.layers.internal.PlainVertexRuntime;
import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Computes a {@link MaskedMergeVertex}. */
final class MaskedMerge extends PlainVertexRuntime {

  private static final long serialVersionUID = 1L;

  private final long[] channels;

  /**
   * 1 where an input's mask is above 0, [minibatch, 1, spatial sizes], for each input; null for an
   * input without one.
   */
  private transient INDArray[] open;

  /** Whether an input's mask is 0 anywhere. */
  private transient boolean[] holes;

  /** Whether what follows is known to take a share of valid channels. */
  private transient boolean behindChecked;

  MaskedMerge(ComputationGraph graph, String name, int index, DataType dataType, long[] channels) {
    super(MaskedMergeVertex.class, graph, name, index, dataType);
    this.channels = channels;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState currentMaskState, int minibatchSize) {
    open = null;
    INDArray any =
        masks == null ? null : Arrays.stream(masks).filter(m -> m != null).findFirst().orElse(null);
    if (any == null) {
      return new Pair<>(null, currentMaskState);
    }
    if (channels.length != masks.length) {
      throw new DL4JInvalidConfigException(
          "%s has %d inputs and was told the channels %s: call setInputTypes on the graph's builder, or give new MaskedMergeVertex(channels…) one number for each input"
              .formatted(title(), masks.length, Arrays.toString(channels)));
    }
    boolean allValid = true;
    open = new INDArray[masks.length];
    holes = new boolean[masks.length];
    for (int i = 0; i < masks.length; i++) {
      if (masks[i] != null) {
        checkShape(masks[i]);
        checkSameShape(withChannel(any), withChannel(masks[i]), "mask", i);
        double least = MaskCheck.values(masks[i], title());
        allValid &= least == 1;
        holes[i] = least == 0;
        open[i] = withChannel(holes[i] ? positive(masks[i]) : masks[i]);
      }
    }
    if (!behindChecked) {
      BehindMerge.check(graph.getConfiguration(), getVertexName());
      behindChecked = true;
    }
    INDArray valid = Nd4j.createUninitializedDetached(dataType, any.shape());
    return new Pair<>(
        allValid ? ArrayValues.fill(valid, 1) : validChannels(masks, valid), currentMaskState);
  }

  /** 1 where a mask is above 0, else 0. */
  private INDArray positive(INDArray mask) {
    INDArray open = Nd4j.createUninitializedDetached(dataType, mask.shape());
    double[] image = image(mask);
    try (ArrayValues from = ArrayValues.of(mask);
        ArrayValues to = ArrayValues.to(open)) {
      for (int at = 0; at < mask.length(); at += image.length) {
        from.read(at, image);
        MaskWindow.signs(image);
        to.write(at, image);
      }
    }
    return open;
  }

  private static double[] image(INDArray mask) {
    return new double[(int) (mask.length() / mask.size(0))];
  }

  /** Writes the share of valid channels. */
  private INDArray validChannels(INDArray[] masks, INDArray valid) {
    ArrayValues[] values =
        Arrays.stream(masks)
            .map(mask -> mask == null ? null : ArrayValues.of(mask))
            .toArray(ArrayValues[]::new);
    double all = Arrays.stream(channels).sum();
    double[] image = image(valid);
    double[] sum = new double[image.length];
    try (ArrayValues to = ArrayValues.to(valid)) {
      for (int at = 0; at < valid.length(); at += image.length) {
        Arrays.fill(sum, 0);
        for (int i = 0; i < masks.length; i++) {
          if (values[i] == null) {
            Arrays.fill(image, 1);
          } else {
            values[i].read(at, image);
          }
          long weight = channels[i];
          for (int j = 0; j < sum.length; j++) {
            sum[j] += weight * image[j];
          }
        }
        // Divided last: a sum of rounded shares could be above 1.
        for (int j = 0; j < sum.length; j++) {
          image[j] = sum[j] / all;
        }
        to.write(at, image);
      }
    }
    return valid;
  }

  private void checkShape(INDArray mask) {
    boolean series = mask.rank() == 2;
    boolean imagesOrVolumes = (mask.rank() == 4 || mask.rank() == 5) && mask.size(1) == 1;
    MaskCheck.shape(
        series || imagesOrVolumes,
        mask,
        title(),
        "[minibatch, 1, height, width], of volumes [minibatch, 1, depth, height, width], of time"
            + " series [minibatch, length]");
  }

  /** A mask of time series, [minibatch, length], as [minibatch, 1, length]; others as they are. */
  private static INDArray withChannel(INDArray mask) {
    return mask.rank() == 2 ? mask.reshape('c', mask.size(0), 1, mask.size(1)) : mask;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (!canDoForward()) {
      throw new IllegalStateException(title() + ": inputs not set");
    }
    for (int i = 0; i < inputs.length; i++) {
      checkSameShape(inputs[0], inputs[i], "input", i);
    }
    long[] found = Arrays.stream(inputs).mapToLong(x -> x.size(1)).toArray();
    if (channels.length > 0 && !Arrays.equals(channels, found)) {
      throw new DL4JInvalidConfigException(
          "%s was told inputs of %s channels, got %s: call setInputTypes on the graph's builder, or give new MaskedMergeVertex(channels…) the channels in the inputs' order"
              .formatted(title(), Arrays.toString(channels), Arrays.toString(found)));
    }
    Layout layout =
        Arrays.stream(inputs).allMatch(x -> Layout.of(x) == Layout.CHANNELS_LAST)
            ? Layout.CHANNELS_LAST
            : Layout.CHANNELS_FIRST;
    INDArray[] masked = new INDArray[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      masked[i] = masked(layout, layout.toMemory(inputs[i], dataType), i);
    }
    long[] merged = inputs[0].shape().clone();
    merged[1] = Arrays.stream(found).sum();
    long[] shape = layout.memoryShape(merged);
    INDArray out = workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
    Ops.exec("concat", masked, new INDArray[] {out}, layout.channelDimension(shape.length));
    return layout.toNetwork(out);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
    if (!canDoBackward()) {
      throw new IllegalStateException(title() + ": errors not set");
    }
    Layout layout = Layout.of(epsilon);
    INDArray[] gradients = new INDArray[inputs.length];
    long from = 0;
    for (int i = 0; i < inputs.length; i++) {
      long to = from + inputs[i].size(1);
      INDArray part = channels(epsilon, from, to);
      INDArray gradient =
          workspaceMgr.createUninitialized(
              ArrayType.ACTIVATION_GRAD, dataType, layout.memoryShape(part.shape()), 'c');
      INDArray mask = openMask(i, part);
      if (mask == null) {
        copy(layout, part, epsilon.size(1), gradient);
      } else {
        INDArray copied = Nd4j.createUninitialized(dataType, gradient.shape(), 'c');
        copy(layout, part, epsilon.size(1), copied);
        Ops.multiply(layout, copied, mask, gradient);
      }
      gradients[i] = layout.toNetwork(gradient);
      from = to;
    }
    return new Pair<>(null, gradients);
  }

  /** Copies a view on some of all channels into an array of the memory's shape. */
  private static void copy(Layout layout, INDArray part, long all, INDArray to) {
    if (Ops.byOneDnn(layout, to.dataType()) && part.dataType() == to.dataType()) {
      OneDnn.ofThread().copyChannels(part, all, to);
    } else {
      layout.toNetwork(to).assign(part);
    }
  }

  private static INDArray channels(INDArray array, long from, long to) {
    INDArrayIndex[] at = new INDArrayIndex[array.rank()];
    Arrays.fill(at, NDArrayIndex.all());
    at[1] = NDArrayIndex.interval(from, to);
    return array.get(at);
  }

  /** Features, the holes of input i set to zero. */
  private INDArray masked(Layout layout, INDArray features, int i) {
    INDArray mask = openMask(i, inputs[i]);
    if (mask == null) {
      return features;
    }
    INDArray masked = Nd4j.createUninitialized(dataType, features.shape(), 'c');
    Ops.multiply(layout, features, mask, masked);
    return masked;
  }

  /**
   * 1 where the mask of input i is above 0; null without holes. The masks of an earlier pass are of
   * no account once the graph's are cleared.
   */
  private INDArray openMask(int i, INDArray features) {
    INDArray mask = open == null || graph.getInputMaskArrays() == null ? null : open[i];
    if (mask == null) {
      return null;
    }
    checkSameShape(features, mask, "mask", i);
    return holes[i] ? mask : null;
  }

  private void checkSameShape(INDArray expected, INDArray found, String what, int i) {
    long[] but = found.shape().clone();
    if (but.length == expected.rank()) {
      but[1] = expected.size(1);
    }
    if (but.length < 3 || but.length > 5 || !Arrays.equals(but, expected.shape())) {
      throw new DL4JInvalidInputException(
          "%s: the shape %s of %s %d does not fit %s; all but the channels has to be the same%s"
              .formatted(
                  title(),
                  Arrays.toString(found.shape()),
                  what,
                  i,
                  Arrays.toString(expected.shape()),
                  what.equals("mask")
                      ? ". " + MaskCheck.remedy(found.shape(), expected.shape())
                      : ""));
    }
  }
}
