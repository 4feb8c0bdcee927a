package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvolutionTest {

  private static final int IMAGES = 7;
  private static final int IN = 2;
  private static final int OUT = 3;

  /** A batch in memory, and what a convolution makes of it. */
  private record Pass(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw) {

    Pass(Convolution convolution, Layout layout, DataType type, long[] shape) {
      this(
          array(1, type, layout.memoryShape(shape)),
          array(2, type, convolution.geometry().weightShape(OUT, IN)),
          Nd4j.create(
              type, layout.memoryShape(convolution.geometry().outputShape(shape, OUT)), 'c'),
          array(3, type, layout.memoryShape(convolution.geometry().outputShape(shape, OUT))),
          Nd4j.create(type, layout.memoryShape(shape), 'c'),
          Nd4j.create(type, convolution.geometry().weightShape(OUT, IN), 'c'));
      INDArray k = convolution.kernel(w, size -> Nd4j.create(type, size, 'c'));
      convolution.forward(layout, x, k, y);
      convolution.backward(layout, x, k, dy, dx, dw);
    }

    private static INDArray array(int seed, DataType type, long[] shape) {
      return TestArrays.gaussian(new Random(seed), type, shape);
    }

    /** Of the larger one of input and output. */
    long bytes() {
      return Math.max(x.length(), y.length()) * x.dataType().width();
    }
  }

  static Stream<Arguments> convolutions() {
    return Stream.of(
        Arguments.of("series", series(3).padding(1).build(), new long[] {9}),
        Arguments.of("series, folded", series(3).padding(1).upsample(2).build(), new long[] {9}),
        Arguments.of("images", image(3).stride(2).padding(1).build(), new long[] {7, 6}),
        Arguments.of("images, folded", image(3).padding(1).upsample(2).build(), new long[] {5, 4}),
        Arguments.of("images, dilated", image(3).padding(2).dilation(2).build(), new long[] {7, 6}),
        Arguments.of(
            "images, up-sampled", image(3).stride(2).upsample(3).build(), new long[] {4, 3}),
        Arguments.of("volumes", volume(3).padding(1).build(), new long[] {4, 3, 5}),
        Arguments.of(
            "volumes, padded", volume(3).stride(2).padding(1).build(), new long[] {4, 3, 5}),
        Arguments.of("volumes, dilated", volume(2).dilation(2).build(), new long[] {4, 3, 5}),
        Arguments.of("volumes, up-sampled", volume(2).upsample(2).build(), new long[] {3, 2, 3}));
  }

  private static PartialConvolution1D.Builder series(int kernel) {
    return new PartialConvolution1D.Builder(kernel).nOut(OUT);
  }

  private static PartialConvolution2D.Builder image(int kernel) {
    return new PartialConvolution2D.Builder(kernel).nOut(OUT);
  }

  private static PartialConvolution3D.Builder volume(int kernel) {
    return new PartialConvolution3D.Builder(kernel).nOut(OUT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("convolutions")
  void aBatchInPartsGivesWhatTheWholeGives(String name, PartialConvolution conf, long[] sizes) {
    assertSame(conf, Layout.CHANNELS_FIRST, sizes);
    if (sizes.length == 2) {
      assertSame(conf, Layout.CHANNELS_LAST, sizes);
    }
  }

  /** ND4J computes float and double with different libraries. */
  private static void assertSame(PartialConvolution conf, Layout layout, long[] sizes) {
    assertSame(conf, layout, sizes, DataType.DOUBLE, 1e-13);
    assertSame(conf, layout, sizes, DataType.FLOAT, 1e-5);
  }

  private static void assertSame(
      PartialConvolution conf, Layout layout, long[] sizes, DataType type, double tolerance) {
    long[] shape = new long[sizes.length + 2];
    shape[0] = IMAGES;
    shape[1] = IN;
    System.arraycopy(sizes, 0, shape, 2, sizes.length);
    Pass whole = new Pass(new Convolution(conf, Long.MAX_VALUE / 2), layout, type, shape);
    Convolution inThree = new Convolution(conf, (whole.bytes() + 2) / 3);

    Pass parts = new Pass(inThree, layout, type, shape);

    assertThat(inThree.imagesAtOnce(parts.x, parts.y)).as("3, 3 and 1 images").isEqualTo(3);
    assertClose("y", parts.y, whole.y, tolerance);
    assertClose("dx", parts.dx, whole.dx, tolerance);
    assertClose("dw", parts.dw, whole.dw, tolerance);
  }

  private static void assertClose(
      String what, INDArray found, INDArray expected, double tolerance) {
    assertThat(expected.amaxNumber().doubleValue()).as(what).isPositive();
    assertThat(TestArrays.relativeDifference(found, expected)).as(what).isLessThan(tolerance);
  }

  @Test
  void aLongKernelThatIsTheWeightsThemselvesTakesNoMemory() {
    PartialConvolution1D conf = series(1_000_000).build();
    INDArray w = Nd4j.ones(1, 1, 3);

    assertThat(new Convolution(conf).kernel(w, shape -> null)).isSameAs(w);
  }
}
