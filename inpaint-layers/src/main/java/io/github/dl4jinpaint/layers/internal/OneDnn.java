package io.github.dl4jinpaint.layers.internal;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import io.github.dl4jinpaint.layers.internal.Primitive.Argument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * oneDNN called directly, on ND4J's own memory: contiguous float features [minibatch, height,
 * width, channels]. ND4J calls the same library with kernels and features that are copied for every
 * call, and has no fused operations. Ask {@link OneDnnUse} first whether it is there.
 *
 * <p>Primitives are made once a shape and kept, the last used of each thread: to make one takes
 * longer than to run it on a small picture.
 */
public final class OneDnn {

  /** Some six pictures' sizes of a U-Net. */
  private static final int MOST_PRIMITIVES = 512;

  private static final ThreadLocal<OneDnn> OF_THREAD = ThreadLocal.withInitial(OneDnn::new);

  private final engine cpu = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
  private final stream queue = new stream(cpu);

  private final Map<Object, AutoCloseable> primitives =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, AutoCloseable> eldest) {
          if (size() <= MOST_PRIMITIVES) {
            return false;
          }
          close(eldest.getValue());
          return true;
        }
      };

  /**
   * An activation function that oneDNN has.
   *
   * @param function which
   * @param alpha its parameter; 0 where it has none
   */
  public record Activation(dnnl.algorithm function, float alpha) {

    /**
     * {@return z where that is above 0, else slope · z}
     *
     * @param slope below 0
     */
    public static Activation leakyRelu(double slope) {
      return new Activation(dnnl.algorithm.eltwise_relu, (float) slope);
    }

    /** {@return 1 / (1 + exp(−z))} */
    public static Activation sigmoid() {
      return new Activation(dnnl.algorithm.eltwise_logistic, 0);
    }

    /** {@return the identity} */
    public static Activation identity() {
      return new Activation(dnnl.algorithm.eltwise_linear, 1);
    }
  }

  /** What primitives are kept by. */
  private record Key(String kind, Object of, long rows, long channels) {}

  private record Pair(Primitive forward, Primitive backward) implements AutoCloseable {

    @Override
    public void close() {
      forward.close();
      backward.close();
    }
  }

  private OneDnn() {}

  /** {@return the calling thread's} */
  public static OneDnn ofThread() {
    return OF_THREAD.get();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private <T extends AutoCloseable> T prepared(Object key, Class<T> type, Supplier<T> make) {
    AutoCloseable found = primitives.get(key);
    if (found == null) {
      found = make.get();
      primitives.put(key, found);
    }
    return type.cast(found);
  }

  static memory.desc channelsLast(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.nhwc);
  }

  private static memory.desc tensor(memory.format_tag tag, long... shape) {
    return new memory.desc(shape, memory.data_type.f32, tag);
  }

  /**
   * {@return the convolution of a shape}
   *
   * @param shape its sizes
   */
  public OneDnnConvolution convolution(ConvolutionShape shape) {
    return prepared(
        shape,
        OneDnnConvolution.class,
        () ->
            Columns.suit(shape)
                ? new ColumnsConvolution(cpu, queue, shape)
                : new WindowedConvolution(cpu, queue, shape));
  }

  /**
   * Copies some channels of features.
   *
   * @param from a view on them
   * @param all how many channels there are, those that aren't copied as well
   * @param to takes them, contiguous
   */
  public void copyChannels(INDArray from, long all, INDArray to) {
    long channels = to.size(3);
    long rows = to.length() / channels;
    prepared(
            new Key("copy", all, rows, channels),
            Primitive.class,
            () -> {
              memory.desc strided =
                  new memory.desc(
                      new long[] {rows, channels}, memory.data_type.f32, new long[] {all, 1});
              memory.desc part = tensor(memory.format_tag.ab, rows, channels);
              return Primitive.reordering(cpu, strided, part);
            })
        .run(queue, from, to);
  }

  /**
   * x = f(x · scale + shift).
   *
   * @param x features
   * @param scale of every pixel, [minibatch, 1, height, width]
   * @param shift [channels]
   * @param f the activation function
   */
  public void scaleShiftActivate(INDArray x, INDArray scale, INDArray shift, Activation f) {
    long channels = x.size(3);
    long rows = x.length() / channels;
    prepared(
            new Key("scale, shift, activate", f, rows, channels),
            Primitive.class,
            () -> {
              memory.desc perChannel = tensor(memory.format_tag.ab, 1, channels);
              post_ops after = new post_ops();
              after.append_binary(dnnl.algorithm.binary_add, perChannel);
              after.append_eltwise(1, f.function(), f.alpha(), 0);
              primitive_attr attributes = new primitive_attr();
              attributes.set_post_ops(after);
              memory.desc all = tensor(memory.format_tag.ab, rows, channels);
              memory.desc perRow = tensor(memory.format_tag.ab, rows, 1);
              var description =
                  new binary.primitive_desc(
                      new binary.desc(dnnl.algorithm.binary_mul, all, perRow, all),
                      attributes,
                      cpu);
              return new Primitive(
                  cpu,
                  new binary(description),
                  new Argument(DNNL_ARG_SRC, all),
                  new Argument(DNNL_ARG_SRC_1, perRow),
                  new Argument(DNNL_ARG_DST, all),
                  new Argument(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1, perChannel));
            })
        .run(queue, x, scale, x, shift);
  }

  /**
   * out = f(z), for arrays in any order.
   *
   * @param f the activation function
   * @param z its input
   * @param out of z's shape, or z itself
   */
  public void activate(Activation f, INDArray z, INDArray out) {
    activation(f, z.length()).forward().run(queue, z, out);
  }

  /**
   * z = the gradient with respect to z, for a gradient with respect to f(z) in the same order.
   *
   * @param f the activation function
   * @param z its input
   * @param epsilon unchanged
   */
  public void activateBackward(Activation f, INDArray z, INDArray epsilon) {
    activation(f, z.length()).backward().run(queue, z, epsilon, z);
  }

  private Pair activation(Activation f, long length) {
    return prepared(
        new Key("activation", f, length, 1),
        Pair.class,
        () -> {
          memory.desc x = tensor(memory.format_tag.a, length);
          var forward =
              new eltwise_forward.primitive_desc(
                  new eltwise_forward.desc(
                      dnnl.prop_kind.forward_training, f.function(), x, f.alpha(), 0),
                  cpu);
          var backward =
              new eltwise_backward.primitive_desc(
                  new eltwise_backward.desc(f.function(), x, x, f.alpha(), 0), cpu, forward);
          return new Pair(
              new Primitive(
                  cpu,
                  new eltwise_forward(forward),
                  new Argument(DNNL_ARG_SRC, x),
                  new Argument(DNNL_ARG_DST, x)),
              new Primitive(
                  cpu,
                  new eltwise_backward(backward),
                  new Argument(DNNL_ARG_SRC, x),
                  new Argument(DNNL_ARG_DIFF_DST, x),
                  new Argument(DNNL_ARG_DIFF_SRC, x)));
        });
  }

  /**
   * Batch normalisation by the batch's statistics.
   *
   * @param y to be normalised
   * @param gamma [channels], as all that follow
   * @param beta added in the end
   * @param eps added to the variance
   * @param z takes the result
   * @param mean takes y's
   * @param variance takes y's, over n values
   */
  public void normalize(
      INDArray y,
      INDArray gamma,
      INDArray beta,
      double eps,
      INDArray z,
      INDArray mean,
      INDArray variance) {
    normalization(y, eps).forward().run(queue, y, gamma, beta, z, mean, variance);
  }

  /**
   * The gradients of {@link #normalize}.
   *
   * @param y what was normalised
   * @param mean found then
   * @param variance found then
   * @param gamma as it was then
   * @param beta as it was then
   * @param eps as it was then
   * @param dz gradient with respect to z
   * @param dy takes that with respect to y
   * @param dGamma takes that with respect to gamma
   * @param dBeta takes that with respect to beta
   */
  public void normalizeBackward(
      INDArray y,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      double eps,
      INDArray dz,
      INDArray dy,
      INDArray dGamma,
      INDArray dBeta) {
    normalization(y, eps)
        .backward()
        .run(queue, y, mean, variance, gamma, beta, dz, dy, dGamma, dBeta);
  }

  private Pair normalization(INDArray y, double eps) {
    long channels = y.size(3);
    long rows = y.length() / channels;
    return prepared(
        new Key("normalization", eps, rows, channels),
        Pair.class,
        () -> {
          memory.desc x = channelsLast(y.size(0), channels, y.size(1), y.size(2));
          memory.desc c = tensor(memory.format_tag.a, channels);
          int scaledAndShifted =
              dnnl.normalization_flags.use_scale.value | dnnl.normalization_flags.use_shift.value;
          var forward =
              new batch_normalization_forward.primitive_desc(
                  new batch_normalization_forward.desc(
                      dnnl.prop_kind.forward_training.value, x, (float) eps, scaledAndShifted),
                  cpu);
          var backward =
              new batch_normalization_backward.primitive_desc(
                  new batch_normalization_backward.desc(
                      dnnl.prop_kind.backward.value, x, x, (float) eps, scaledAndShifted),
                  cpu,
                  forward);
          return new Pair(
              new Primitive(
                  cpu,
                  new batch_normalization_forward(forward),
                  new Argument(DNNL_ARG_SRC, x),
                  new Argument(DNNL_ARG_SCALE, c),
                  new Argument(DNNL_ARG_SHIFT, c),
                  new Argument(DNNL_ARG_DST, x),
                  new Argument(DNNL_ARG_MEAN, c),
                  new Argument(DNNL_ARG_VARIANCE, c)),
              new Primitive(
                  cpu,
                  new batch_normalization_backward(backward),
                  new Argument(DNNL_ARG_SRC, x),
                  new Argument(DNNL_ARG_MEAN, c),
                  new Argument(DNNL_ARG_VARIANCE, c),
                  new Argument(DNNL_ARG_SCALE, c),
                  new Argument(DNNL_ARG_SHIFT, c),
                  new Argument(DNNL_ARG_DIFF_DST, x),
                  new Argument(DNNL_ARG_DIFF_SRC, x),
                  new Argument(DNNL_ARG_DIFF_SCALE, c),
                  new Argument(DNNL_ARG_DIFF_SHIFT, c)));
        });
  }
}
