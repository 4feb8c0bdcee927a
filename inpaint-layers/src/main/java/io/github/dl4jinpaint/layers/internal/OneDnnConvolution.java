package io.github.dl4jinpaint.layers.internal;

import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution of one shape, or a transposed one, on channels-last memory. */
public interface OneDnnConvolution extends AutoCloseable {

  /**
   * {@return whether a kernel that another shape's convolution packed will do}
   *
   * @param other the other's
   */
  boolean packsAs(OneDnnConvolution other);

  /**
   * Packs a kernel for {@link #forward}.
   *
   * @param kernel [out, in, taps], or [taps, out, in] where transposed
   * @param allocate makes an array of a shape
   * @return the packed kernel; the kernel itself where it is right as it is
   */
  INDArray pack(INDArray kernel, Function<long[], INDArray> allocate);

  /**
   * Writes the convolution of x into y.
   *
   * @param x features
   * @param packed the kernel from {@link #pack}
   * @param y takes the output
   * @param allocate makes an array of a shape
   */
  void forward(INDArray x, INDArray packed, INDArray y, Function<long[], INDArray> allocate);

  /**
   * Writes the gradients with respect to x and the kernel, for a gradient dy with respect to the
   * output.
   *
   * @param x features
   * @param kernel as {@link #pack} takes it; so is dk
   * @param dy the gradient with respect to the output
   * @param dx takes that with respect to x
   * @param dk takes that with respect to the kernel
   * @param allocate makes an array of a shape
   */
  void backward(
      INDArray x,
      INDArray kernel,
      INDArray dy,
      INDArray dx,
      INDArray dk,
      Function<long[], INDArray> allocate);

  @Override
  void close();
}
