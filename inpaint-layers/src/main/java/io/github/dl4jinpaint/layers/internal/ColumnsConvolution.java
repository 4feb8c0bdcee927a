package io.github.dl4jinpaint.layers.internal;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.github.dl4jinpaint.layers.internal.Primitive.Argument;
import java.util.function.Function;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution by products of matrices, of {@link Columns}. With X the map at the low resolution,
 * [windows, channels], C the columns of the other one, and K the kernel, [length of a window,
 * channels of X]:
 *
 * <pre>
 *   X = C · K   forward, and the gradient with respect to the input of a transposed one
 *   C = X · Kᵀ  the other way round
 *   K = Cᵀ · X  the kernel's gradient, for X or C a gradient
 * </pre>
 */
final class ColumnsConvolution implements OneDnnConvolution {

  private final engine cpu;
  private final stream queue;
  private final ConvolutionShape shape;
  private final Columns columns;
  private final long windows;
  private final long length;

  /** Channels at the low resolution. */
  private final long channels;

  /** From [out, in, taps] to [out, taps, in]; null where transposed. */
  private final Primitive pack;

  private final Primitive gathered;
  private final Primitive scattered;

  /** Null until something goes back. */
  private Backward backward;

  /** Unpacks from [out, taps, in]; null where transposed. */
  private record Backward(Primitive kernel, Primitive unpack) {}

  ColumnsConvolution(engine cpu, stream queue, ConvolutionShape shape) {
    this.cpu = cpu;
    this.queue = queue;
    this.shape = shape;
    columns = new Columns(shape);
    windows = columns.windows();
    length = columns.length();
    channels = shape.transposed() ? shape.in() : shape.out();
    pack = shape.transposed() ? null : Primitive.reordering(cpu, given(), packed());
    // In memory K is [taps, out, in], or, packed, Kᵀ is [out, taps, in].
    memory.desc k = shape.transposed() ? matrix(length, channels) : transposed(channels, length);
    memory.desc turned =
        shape.transposed() ? transposed(length, channels) : matrix(channels, length);
    gathered = product(matrix(windows, length), k, matrix(windows, channels));
    scattered = product(matrix(windows, channels), turned, matrix(windows, length));
  }

  private static memory.desc matrix(long rows, long columns) {
    return strided(rows, columns, columns, 1);
  }

  private static memory.desc transposed(long rows, long columns) {
    return strided(columns, rows, 1, columns);
  }

  private static memory.desc strided(long rows, long columns, long down, long right) {
    return new memory.desc(
        new long[] {rows, columns}, memory.data_type.f32, new long[] {down, right});
  }

  private memory.desc given() {
    return new memory.desc(shape.kernel(), memory.data_type.f32, shape.kernelStrides());
  }

  private memory.desc packed() {
    long in = shape.in();
    long[] strides = {length, 1, shape.kernelWidth() * in, in};
    return new memory.desc(shape.kernel(), memory.data_type.f32, strides);
  }

  private Primitive product(memory.desc a, memory.desc b, memory.desc c) {
    return new Primitive(
        cpu,
        new matmul(new matmul.primitive_desc(new matmul.desc(a, b, c), cpu)),
        new Argument(DNNL_ARG_SRC, a),
        new Argument(DNNL_ARG_WEIGHTS, b),
        new Argument(DNNL_ARG_DST, c));
  }

  @Override
  public boolean packsAs(OneDnnConvolution other) {
    return other instanceof ColumnsConvolution;
  }

  @Override
  public INDArray pack(INDArray kernel, Function<long[], INDArray> allocate) {
    if (pack == null) {
      return kernel;
    }
    INDArray packed = allocate.apply(new long[] {kernel.length()});
    pack.run(queue, kernel, packed);
    return packed;
  }

  @Override
  public void forward(
      INDArray x, INDArray packed, INDArray y, Function<long[], INDArray> allocate) {
    INDArray matrix = allocate.apply(new long[] {windows, length});
    if (shape.transposed()) {
      scattered.run(queue, x, packed, matrix);
      columns.scatter(matrix, y);
    } else {
      columns.gather(x, matrix);
      gathered.run(queue, matrix, packed, y);
    }
  }

  @Override
  public void backward(
      INDArray x,
      INDArray kernel,
      INDArray dy,
      INDArray dx,
      INDArray dk,
      Function<long[], INDArray> allocate) {
    if (backward == null) {
      backward = makeBackward();
    }
    INDArray packed = pack(kernel, allocate);
    INDArray matrix = allocate.apply(new long[] {windows, length});
    if (shape.transposed()) {
      columns.gather(dy, matrix);
      gathered.run(queue, matrix, packed, dx);
      backward.kernel().run(queue, matrix, x, dk);
    } else {
      columns.gather(x, matrix);
      INDArray gradient = allocate.apply(new long[] {dk.length()});
      backward.kernel().run(queue, dy, matrix, gradient);
      backward.unpack().run(queue, gradient, dk);
      scattered.run(queue, dy, packed, matrix);
      columns.scatter(matrix, dx);
    }
  }

  private Backward makeBackward() {
    return shape.transposed()
        ? new Backward(
            product(
                transposed(windows, length), matrix(windows, channels), matrix(length, channels)),
            null)
        : new Backward(
            product(
                transposed(windows, channels), matrix(windows, length), matrix(channels, length)),
            Primitive.reordering(cpu, packed(), given()));
  }

  @Override
  public void close() {
    gathered.close();
    scattered.close();
    if (pack != null) {
      pack.close();
    }
    if (backward != null) {
      backward.kernel().close();
      if (backward.unpack() != null) {
        backward.unpack().close();
      }
    }
  }
}
