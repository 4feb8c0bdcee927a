package io.github.dl4jinpaint.layers.internal;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.github.dl4jinpaint.layers.internal.Primitive.Argument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.binary;
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
     * @param slope of the negative side
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
    return prepared(shape, OneDnnConvolution.class, () -> new OneDnnConvolution(cpu, queue, shape));
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
}
