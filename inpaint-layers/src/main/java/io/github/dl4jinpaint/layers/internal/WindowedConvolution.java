package io.github.dl4jinpaint.layers.internal;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.github.dl4jinpaint.layers.internal.Primitive.Argument;
import java.util.function.Function;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** oneDNN's convolution. Kernels are packed into the order that its code for the shape wants. */
final class WindowedConvolution implements OneDnnConvolution {

  private final engine cpu;
  private final stream queue;
  private final ConvolutionShape shape;
  private final memory.desc source;
  private final memory.desc destination;
  private final Packing forwardKernel;
  private final Primitive forward;

  /** Null until something goes back. */
  private Backward backward;

  /** The kernel's order of oneDNN's code, and the way into it. */
  private record Packing(memory.desc layout, Primitive pack) {

    long length() {
      return layout.get_size() / Float.BYTES;
    }
  }

  private record Backward(
      Packing kernel, Primitive data, memory.desc gradient, Primitive weights, Primitive unpack) {}

  WindowedConvolution(engine cpu, stream queue, ConvolutionShape shape) {
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
    return new Packing(layout, Primitive.reordering(cpu, givenKernel(), layout));
  }

  private convolution_forward.primitive_desc directForward() {
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            dnnl.prop_kind.forward_training,
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
            dnnl.prop_kind.forward_training,
            dnnl.algorithm.deconvolution_direct,
            source,
            anyKernel(),
            destination,
            shape.strides(),
            shape.paddingBefore(),
            shape.paddingAfter()),
        cpu);
  }

  @Override
  public boolean packsAs(OneDnnConvolution other) {
    return other instanceof WindowedConvolution windowed
        && forwardKernel.layout().equals(windowed.forwardKernel.layout());
  }

  @Override
  public INDArray pack(INDArray kernel, Function<long[], INDArray> allocate) {
    INDArray packed = allocate.apply(new long[] {forwardKernel.length()});
    forwardKernel.pack().run(queue, kernel, packed);
    return packed;
  }

  @Override
  public void forward(
      INDArray x, INDArray packed, INDArray y, Function<long[], INDArray> allocate) {
    forward.run(queue, x, packed, y);
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
      backward = shape.transposed() ? transposedBackward() : directBackward();
    }
    INDArray packed = allocate.apply(new long[] {backward.kernel().length()});
    backward.kernel().pack().run(queue, kernel, packed);
    backward.data().run(queue, dy, packed, dx);
    INDArray gradient = allocate.apply(new long[] {backward.gradient().get_size() / Float.BYTES});
    backward.weights().run(queue, x, dy, gradient);
    backward.unpack().run(queue, gradient, dk);
  }

  private Backward directBackward() {
    var hint = directForward();
    var data =
        new convolution_backward_data.primitive_desc(
            new convolution_backward_data.desc(
                dnnl.algorithm.convolution_direct,
                source,
                anyKernel(),
                destination,
                shape.strides(),
                shape.paddingBefore(),
                shape.paddingAfter()),
            cpu,
            hint);
    var weights =
        new convolution_backward_weights.primitive_desc(
            new convolution_backward_weights.desc(
                dnnl.algorithm.convolution_direct,
                source,
                anyKernel(),
                destination,
                shape.strides(),
                shape.paddingBefore(),
                shape.paddingAfter()),
            cpu,
            hint);
    return backward(
        data.weights_desc(),
        new convolution_backward_data(data),
        weights.diff_weights_desc(),
        new convolution_backward_weights(weights));
  }

  private Backward transposedBackward() {
    var hint = transposedForward();
    var data =
        new deconvolution_backward_data.primitive_desc(
            new deconvolution_backward_data.desc(
                dnnl.algorithm.deconvolution_direct,
                source,
                anyKernel(),
                destination,
                shape.strides(),
                shape.paddingBefore(),
                shape.paddingAfter()),
            cpu,
            hint);
    var weights =
        new deconvolution_backward_weights.primitive_desc(
            new deconvolution_backward_weights.desc(
                dnnl.algorithm.deconvolution_direct,
                source,
                anyKernel(),
                destination,
                shape.strides(),
                shape.paddingBefore(),
                shape.paddingAfter()),
            cpu,
            hint);
    return backward(
        data.weights_desc(),
        new deconvolution_backward_data(data),
        weights.diff_weights_desc(),
        new deconvolution_backward_weights(weights));
  }

  private Backward backward(
      memory.desc kernel,
      org.bytedeco.dnnl.primitive data,
      memory.desc gradient,
      org.bytedeco.dnnl.primitive weights) {
    return new Backward(
        packing(kernel),
        new Primitive(
            cpu,
            data,
            new Argument(DNNL_ARG_DIFF_DST, destination),
            new Argument(DNNL_ARG_WEIGHTS, kernel),
            new Argument(DNNL_ARG_DIFF_SRC, source)),
        gradient,
        new Primitive(
            cpu,
            weights,
            new Argument(DNNL_ARG_SRC, source),
            new Argument(DNNL_ARG_DIFF_DST, destination),
            new Argument(DNNL_ARG_DIFF_WEIGHTS, gradient)),
        Primitive.reordering(cpu, gradient, givenKernel()));
  }

  @Override
  public void close() {
    forward.close();
    forwardKernel.pack().close();
    if (backward != null) {
      backward.kernel().pack().close();
      backward.data().close();
      backward.weights().close();
      backward.unpack().close();
    }
  }
}
