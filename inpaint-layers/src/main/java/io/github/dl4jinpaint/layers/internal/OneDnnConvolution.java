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
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of one shape, or a transposed one, on channels-last memory. Kernels are packed into
 * the order that oneDNN's code for that shape wants.
 */
public final class OneDnnConvolution implements AutoCloseable {

  private final stream queue;
  private final memory.desc packedKernel;
  private final Primitive pack;
  private final Primitive forward;

  OneDnnConvolution(engine cpu, stream queue, ConvolutionShape shape) {
    this.queue = queue;
    memory.desc source = OneDnn.channelsLast(shape.source());
    memory.desc destination = OneDnn.channelsLast(shape.destination());
    primitive code;
    if (shape.transposed()) {
      var description = transposed(cpu, shape, source, destination);
      packedKernel = description.weights_desc();
      code = new deconvolution_forward(description);
    } else {
      var description = direct(cpu, shape, source, destination);
      packedKernel = description.weights_desc();
      code = new convolution_forward(description);
    }
    memory.desc givenKernel =
        new memory.desc(shape.kernel(), memory.data_type.f32, shape.kernelStrides());
    pack =
        new Primitive(
            cpu,
            new reorder(new reorder.primitive_desc(cpu, givenKernel, cpu, packedKernel)),
            new Argument(DNNL_ARG_SRC, givenKernel),
            new Argument(DNNL_ARG_DST, packedKernel));
    forward =
        new Primitive(
            cpu,
            code,
            new Argument(DNNL_ARG_SRC, source),
            new Argument(DNNL_ARG_WEIGHTS, packedKernel),
            new Argument(DNNL_ARG_DST, destination));
  }

  private static memory.desc anyKernel(ConvolutionShape shape) {
    return new memory.desc(shape.kernel(), memory.data_type.f32, memory.format_tag.any);
  }

  private static convolution_forward.primitive_desc direct(
      engine cpu, ConvolutionShape shape, memory.desc source, memory.desc destination) {
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.prop_kind.forward_inference,
            dnnl.algorithm.convolution_direct,
            source,
            anyKernel(shape),
            destination,
            shape.strides(),
            shape.paddingBefore(),
            shape.paddingAfter()),
        cpu);
  }

  private static deconvolution_forward.primitive_desc transposed(
      engine cpu, ConvolutionShape shape, memory.desc source, memory.desc destination) {
    return new deconvolution_forward.primitive_desc(
        new deconvolution_forward.desc(
            dnnl.prop_kind.forward_inference,
            dnnl.algorithm.deconvolution_direct,
            source,
            anyKernel(shape),
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
    return packedKernel.equals(other.packedKernel);
  }

  /**
   * Packs a kernel for {@link #forward}.
   *
   * @param kernel [out, in, taps], or [taps, out, in] where transposed
   * @param allocate makes an array of a length
   * @return the packed kernel
   */
  public INDArray pack(INDArray kernel, Function<long[], INDArray> allocate) {
    INDArray packed = allocate.apply(new long[] {packedKernel.get_size() / Float.BYTES});
    pack.run(queue, kernel, packed);
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
    pack.close();
  }
}
