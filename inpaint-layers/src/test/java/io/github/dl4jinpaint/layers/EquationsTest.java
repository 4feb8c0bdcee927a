package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares the layer with the paper's equations 1 and 2 in plain loops. */
@DisplayName("The partial convolution equals the paper's equations")
class EquationsTest {

  private static final double TOLERANCE = 1e-9;

  static Stream<RandomCase> cases() {
    return RandomCase.cases(200);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void outputAndMaskAreTheEquations(RandomCase c) {
    Equations expected = new Equations(c);
    Layer layer = c.layer();

    INDArray output = layer.activate(false, LayerWorkspaceMgr.noWorkspaces());
    assertThat(output.shape()).isEqualTo(expected.output.shape());
    assertThat(TestArrays.relativeDifference(output, expected.output)).isLessThan(TOLERANCE);

    INDArray mask =
        c.mask() == null
            ? null
            : layer
                .feedForwardMaskArray(c.mask(), MaskState.Active, (int) c.x().size(0))
                .getFirst();
    assertThat(mask).isEqualTo(c.mask() == null ? null : expected.mask);
  }

  /** Output and updated mask of a case, one window after the other. */
  private static final class Equations {

    private final PartialConvolution2D conf;
    private final INDArray weights;
    private final INDArray bias;
    private final INDArray x;
    private final INDArray m;
    private final INDArray output;
    private final INDArray mask;

    Equations(RandomCase c) {
      conf = c.layerConf();
      weights = c.layer().getParam("W");
      bias = c.layer().getParam("b");
      x = c.x();
      m =
          c.mask() != null
              ? c.mask()
              : Nd4j.ones(DataType.DOUBLE, x.size(0), 1, x.size(2), x.size(3));
      long n = x.size(0);
      long height = outputSize(0);
      long width = outputSize(1);
      output = Nd4j.create(DataType.DOUBLE, n, conf.getNOut(), height, width);
      mask = Nd4j.create(DataType.DOUBLE, n, 1, height, width);
      for (long i = 0; i < n; i++) {
        for (long row = 0; row < height; row++) {
          for (long column = 0; column < width; column++) {
            window(i, row, column);
          }
        }
      }
      conf.getActivationFn().getActivation(output, false);
    }

    private void window(long i, long row, long column) {
      double[] convolved = new double[(int) conf.getNOut()];
      double sum = 0;
      int[] kernel = conf.getKernelSize();
      for (int s = 0; s < kernel[0]; s++) {
        for (int t = 0; t < kernel[1]; t++) {
          long y = position(0, row, s);
          long z = position(1, column, t);
          if (y < 0 || z < 0 || y >= upsampledSize(0) || z >= upsampledSize(1)) {
            continue;
          }
          y /= conf.getUpsample();
          z /= conf.getUpsample();
          double share = m.getDouble(i, 0, y, z);
          sum += share;
          for (long in = 0; in < conf.getNIn() && share > 0; in++) {
            for (int out = 0; out < convolved.length; out++) {
              convolved[out] += weights.getDouble(out, in, s, t) * x.getDouble(i, in, y, z);
            }
          }
        }
      }
      mask.putScalar(new long[] {i, 0, row, column}, sum > 0 ? 1 : 0);
      for (int out = 0; out < convolved.length && sum > 0; out++) {
        double b = conf.hasBias() ? bias.getDouble(out) : 0;
        output.putScalar(
            new long[] {i, out, row, column}, convolved[out] * kernel[0] * kernel[1] / sum + b);
      }
    }

    /** Where tap number t of a window is, in the up-sampled image. */
    private long position(int dimension, long window, int t) {
      return window * conf.getStride()[dimension]
          - before(dimension)
          + (long) t * conf.getDilation()[dimension];
    }

    private long before(int dimension) {
      if (conf.getConvolutionMode() != ConvolutionMode.Same) {
        return conf.getPadding()[dimension];
      }
      long covered = (outputSize(dimension) - 1) * conf.getStride()[dimension] + reach(dimension);
      return Math.max(0, covered - upsampledSize(dimension)) / 2;
    }

    private long outputSize(int dimension) {
      long size = upsampledSize(dimension);
      int stride = conf.getStride()[dimension];
      if (conf.getConvolutionMode() == ConvolutionMode.Same) {
        return (size + stride - 1) / stride;
      }
      return (size + 2L * conf.getPadding()[dimension] - reach(dimension)) / stride + 1;
    }

    private long upsampledSize(int dimension) {
      return x.size(2 + dimension) * conf.getUpsample();
    }

    private long reach(int dimension) {
      return (conf.getKernelSize()[dimension] - 1L) * conf.getDilation()[dimension] + 1;
    }
  }
}
