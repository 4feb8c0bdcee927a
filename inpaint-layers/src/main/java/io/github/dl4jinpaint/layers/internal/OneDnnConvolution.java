package io.github.dl4jinpaint.layers.internal;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.github.dl4jinpaint.layers.internal.Primitive.Argument;
import java.util.function.Function;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of one shape, or a transposed one, on channels-last memory. Kernels are packed into
 * the order that oneDNN's code for that shape wants.
 */
public final class OneDnnConvolution implements AutoCloseable {

  private final engine cpu;
  private final stream queue;
  private final ConvolutionShape shape;
  private final memory.desc source;
  private final memory.desc destination;
  private final Packing forwardKernel;
  private final Primitive forward;

  /** The kernel's order of oneDNN's code, and the way into it. */
  private record Packing(memory.desc layout, Primitive pack) {

    long length() {
      return layout.get_size() / Float.BYTES;
    }
  }

  OneDnnConvolution(engine cpu, stream queue, ConvolutionShape shape) {
    this.cpu = cpu;
    this.queue = queue;
    this.shape = shape;
    source = OneDnn.channelsLast(shape.source());
    destination = OneDnn.channelsLast(shape.destination());
    memory.desc kernel;
    org.bytedeco.dnnl.primitive code;
    if (shape.transposed()) {
      var description = transposedForward();
      kernel = description.weights_desc();
      code = new deconvolution_forward(description);
    } else {
      var description = directForward();
      kernel = description.weights_desc();
      code = new convolution_forward(description);
    }
    forwardKernel = packing(kernel);
    forward =
        new Primitive(
            cpu,
            code,
            new Argument(DNNL_ARG_SRC, source),
            new Argument(DNNL_ARG_WEIGHTS, kernel),
            new Argument(DNNL_ARG_DST, destination));
  }

  private memory.desc anyKernel() {
    return new memory.desc(shape.kernel(), memory.data_type.f32, memory.format_tag.any);
  }

  private memory.desc givenKernel() {
    return new memory.desc(shape.kernel(), memory.data_type.f32, shape.kernelStrides());
  }

  private Packing packing(memory.desc layout) {
    return new Packing(layout, reordering(givenKernel(), layout));
  }

  private Primitive reordering(memory.desc from, memory.desc to) {
    return new Primitive(
        cpu,
        new reorder(new reorder.primitive_desc(cpu, from, cpu, to)),
        new Argument(DNNL_ARG_SRC, from),
        new Argument(DNNL_ARG_DST, to));
  }

  private convolution_forward.primitive_desc directForward() {
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.prop_kind.forward_inference,
            dnnl.algorithm.convolution_direct,
            source,
            anyKernel(),
            destination,
            shape.strides(),
            shape.paddingBefore(),
            shape.paddingAfter()),
        cpu);
  }

  private deconvolution_forward.primitive_desc transposedForward() {
    return new deconvolution_forward.primitive_desc(
        new deconvolution_forward.desc(
            dnnl.prop_kind.forward_inference,
            dnnl.algorithm.deconvolution_direct,
            source,
            anyKernel(),
            destination,
            shape.strides(),
            shape.paddingBefore(),
            shape.paddingAfter()),
        cpu);
  }

  /**
   * {@return whether a kernel that another shape's convolution packed will do}
   *
   * @param other the other's
   */
  public boolean packsAs(OneDnnConvolution other) {
    return forwardKernel.layout().equals(other.forwardKernel.layout());
  }

  /**
   * Packs a kernel for {@link #forward}.
   *
   * @param kernel [out, in, taps], or [taps, out, in] where transposed
   * @param allocate makes an array of a length
   * @return the packed kernel
   */
  public INDArray pack(INDArray kernel, Function<long[], INDArray> allocate) {
    INDArray packed = allocate.apply(new long[] {forwardKernel.length()});
    forwardKernel.pack().run(queue, kernel, packed);
    return packed;
  }

  /**
   * Writes the convolution of x into y.
   *
   * @param x features
   * @param packed the kernel from {@link #pack}
   * @param y takes the output
   */
  public void forward(INDArray x, INDArray packed, INDArray y) {
    forward.run(queue, x, packed, y);
  }

  @Override
  public void close() {
    forward.close();
    forwardKernel.pack().close();
  }
}
