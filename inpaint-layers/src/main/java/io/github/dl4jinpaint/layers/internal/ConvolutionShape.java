package io.github.dl4jinpaint.layers.internal;

/**
 * The sizes of a convolution of images, or of a transposed one.
 *
 * @param transposed whether the stride is that of the output
 * @param batch images
 * @param in channels of the input
 * @param height of the input
 * @param width of the input
 * @param out channels of the output
 * @param outHeight of the output
 * @param outWidth of the output
 * @param kernelHeight taps
 * @param kernelWidth taps
 * @param strideHeight of the windows, of the output where transposed
 * @param strideWidth of the windows, of the output where transposed
 * @param top padding above
 * @param left padding on the left
 */
public record ConvolutionShape(
    boolean transposed,
    long batch,
    long in,
    long height,
    long width,
    long out,
    long outHeight,
    long outWidth,
    long kernelHeight,
    long kernelWidth,
    long strideHeight,
    long strideWidth,
    long top,
    long left) {

  long[] source() {
    return new long[] {batch, in, height, width};
  }

  long[] destination() {
    return new long[] {batch, out, outHeight, outWidth};
  }

  long[] kernel() {
    return new long[] {out, in, kernelHeight, kernelWidth};
  }

  /** Of the kernel as it is given: [out, in, taps], or [taps, out, in] where transposed. */
  long[] kernelStrides() {
    long taps = kernelHeight * kernelWidth;
    return transposed
        ? new long[] {in, 1, kernelWidth * out * in, out * in}
        : new long[] {in * taps, taps, kernelWidth, 1};
  }

  long[] strides() {
    return new long[] {strideHeight, strideWidth};
  }

  long[] paddingBefore() {
    return new long[] {top, left};
  }

  long[] paddingAfter() {
    return new long[] {
      after(height, outHeight, strideHeight, kernelHeight, top),
      after(width, outWidth, strideWidth, kernelWidth, left)
    };
  }

  private long after(long size, long outSize, long stride, long taps, long before) {
    long windows = transposed ? size : outSize;
    long covered = (windows - 1) * stride + taps;
    return covered - (transposed ? outSize : size) - before;
  }
}
