package io.github.dl4jinpaint.layers;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_LOG_STD;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;

import io.github.dl4jinpaint.layers.internal.OneDnn;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batch normalisation of a partial convolution's output y (Ioffe and Szegedy, 2015),
 *
 * <pre>
 *   z = (y - mean) · r · gamma + beta,   r = 1 / sqrt(variance + eps)
 * </pre>
 *
 * with mean and variance of each channel, the batch's in training and their running averages
 * otherwise. Parameters, running averages and results are those of DL4J's BatchNormalization.
 *
 * <p>What there is one of for each channel is computed in Java: for so few numbers a loop is faster
 * than native operations are called.
 */
final class BatchNorm {

  private static final double TWO_LN_10 = 2 * Math.log(10);

  /** A running variance is no less: the logarithm of 0 would make it NaN for ever. */
  private static final double SMALLEST_VARIANCE = 1e-30;

  private final int channels;
  private final double decay;
  private final double eps;
  private final DataType type;
  private final ChannelSums sums;

  /**
   * Of each channel of a batch.
   *
   * @param mean of y
   * @param variance of y, over n and not n - 1 values
   * @param given the mean and the variance that oneDNN found, which it wants back; null where it
   *     was not called
   */
  record Statistics(double[] mean, double[] variance, INDArray[] given) {

    Statistics(double[] mean, double[] variance) {
      this(mean, variance, null);
    }
  }

  BatchNorm(PartialConvolution layer, DataType type, ChannelSums sums) {
    this.channels = (int) layer.getNOut();
    this.decay = layer.getBatchNormalizationDecay();
    this.eps = layer.getBatchNormalizationEps();
    this.type = type;
    this.sums = sums;
  }

  /** The running averages. */
  Statistics running(Map<String, INDArray> parameters) {
    double[] mean = values(parameters.get(GLOBAL_MEAN));
    double[] logStd = values(parameters.get(GLOBAL_LOG_STD));
    return new Statistics(mean, perChannel(c -> Math.exp(logStd[c] * TWO_LN_10)));
  }

  /** gamma · r. */
  double[] factor(Map<String, INDArray> parameters, Statistics statistics) {
    double[] gamma = values(parameters.get(GAMMA));
    return perChannel(c -> gamma[c] / std(statistics, c));
  }

  /** beta - mean · factor, which with y · factor makes z. */
  double[] shift(Map<String, INDArray> parameters, Statistics statistics, double[] factor) {
    double[] beta = values(parameters.get(BETA));
    return perChannel(c -> beta[c] - statistics.mean()[c] * factor[c]);
  }

  private double std(Statistics statistics, int channel) {
    return Math.sqrt(statistics.variance()[channel] + eps);
  }

  /**
   * Writes z by the statistics of the batch, and makes y what {@link #backward} needs of it.
   *
   * @param leftOut what y lacks in each channel, and z is the same without; null: nothing
   * @return the statistics of y with what was left out
   */
  Statistics normalize(
      Layout layout, INDArray y, INDArray z, Map<String, INDArray> parameters, INDArray leftOut) {
    double[] more = leftOut == null ? new double[channels] : values(leftOut);
    if (Ops.byOneDnn(layout, type)) {
      return normalizeByOneDnn(y, z, parameters, more);
    }
    double n = (double) y.length() / channels;
    double[] sum = values(sums.of(layout, y));
    Ops.addPerChannel(layout, y, array(c -> -sum[c] / n));
    Ops.exec("multiply", y, y, z);
    double[] squares = values(sums.of(layout, z));
    Statistics batch =
        new Statistics(perChannel(c -> sum[c] / n + more[c]), perChannel(c -> squares[c] / n));
    scaleAndShift(layout, y, z, parameters, batch);
    return batch;
  }

  private Statistics normalizeByOneDnn(
      INDArray y, INDArray z, Map<String, INDArray> parameters, double[] leftOut) {
    // They outlive the workspaces of the forward pass.
    INDArray mean = Nd4j.createUninitializedDetached(type, channels);
    INDArray variance = Nd4j.createUninitializedDetached(type, channels);
    OneDnn.ofThread()
        .normalize(y, parameters.get(GAMMA), parameters.get(BETA), eps, z, mean, variance);
    double[] found = values(mean);
    return new Statistics(
        perChannel(c -> found[c] + leftOut[c]), values(variance), new INDArray[] {mean, variance});
  }

  /** Centres y in place and writes z, by the running averages; returns these. */
  Statistics normalizeByRunningAverages(
      Layout layout, INDArray y, INDArray z, Map<String, INDArray> parameters) {
    Statistics running = running(parameters);
    Ops.addPerChannel(layout, y, array(c -> -running.mean()[c]));
    scaleAndShift(layout, y, z, parameters, running);
    return running;
  }

  private void scaleAndShift(
      Layout layout,
      INDArray centred,
      INDArray z,
      Map<String, INDArray> parameters,
      Statistics statistics) {
    Ops.multiplyPerChannel(layout, centred, array(factor(parameters, statistics)), z);
    Ops.addPerChannel(layout, z, parameters.get(BETA));
  }

  /**
   * The gradients where mean and variance are the batch's. With yc = y - mean, d the gradient with
   * respect to z and sums over the n values of a channel:
   *
   * <pre>
   *   dbeta = sum(d)     dgamma = r · sum(d · yc)
   *   dy = gamma · r · (d - sum(d) / n - yc · r² · sum(d · yc) / n)
   * </pre>
   *
   * The running averages' "gradients" are those that DL4J's BatchNormalization gives: the step that
   * its updater subtracts.
   *
   * @param d gradient with respect to z
   * @param centred yc, or y itself where oneDNN normalised it
   * @param out takes dy
   * @param gradients takes the parameters' gradients
   */
  void backward(
      Layout layout,
      INDArray d,
      INDArray centred,
      Statistics batch,
      Map<String, INDArray> parameters,
      INDArray out,
      Map<String, INDArray> gradients) {
    if (batch.given() != null) {
      backwardByOneDnn(d, centred, batch, parameters, out, gradients);
      return;
    }
    double n = (double) d.length() / channels;
    double[] sum = values(sums.of(layout, d));
    double[] dot = dot(layout, d, centred, out);
    assignParameters(sum, dot, batch, gradients);
    assignSteps(batch, parameters, gradients);

    double[] factor = factor(parameters, batch);
    Ops.multiplyPerChannel(layout, d, array(factor), out);
    INDArray projection = Nd4j.createUninitialized(type, d.shape(), 'c');
    Ops.multiplyPerChannel(
        layout,
        centred,
        array(c -> -factor[c] * dot[c] / (n * (batch.variance()[c] + eps))),
        projection);
    Ops.exec("add", out, projection, out);
    Ops.addPerChannel(layout, out, array(c -> -factor[c] * sum[c] / n));
  }

  private void backwardByOneDnn(
      INDArray d,
      INDArray y,
      Statistics batch,
      Map<String, INDArray> parameters,
      INDArray out,
      Map<String, INDArray> gradients) {
    OneDnn.ofThread()
        .normalizeBackward(
            y,
            batch.given()[0],
            batch.given()[1],
            parameters.get(GAMMA),
            parameters.get(BETA),
            eps,
            d,
            out,
            gradients.get(GAMMA),
            gradients.get(BETA));
    assignSteps(batch, parameters, gradients);
  }

  /**
   * The gradients where mean and variance are the running averages, which are constants then, and
   * keep their values: dy = gamma · r · d.
   *
   * @param out takes dy
   */
  void backwardThroughRunningAverages(
      Layout layout,
      INDArray d,
      INDArray centred,
      Statistics running,
      Map<String, INDArray> parameters,
      INDArray out,
      Map<String, INDArray> gradients) {
    double[] dot = dot(layout, d, centred, out);
    assignParameters(values(sums.of(layout, d)), dot, running, gradients);
    assign(gradients.get(GLOBAL_MEAN), c -> 0);
    assign(gradients.get(GLOBAL_LOG_STD), c -> 0);
    Ops.multiplyPerChannel(layout, d, array(factor(parameters, running)), out);
  }

  private double[] dot(Layout layout, INDArray d, INDArray centred, INDArray scratch) {
    Ops.exec("multiply", d, centred, scratch);
    return values(sums.of(layout, scratch));
  }

  private void assignParameters(
      double[] sum, double[] dot, Statistics statistics, Map<String, INDArray> gradients) {
    assign(gradients.get(BETA), c -> sum[c]);
    assign(gradients.get(GAMMA), c -> dot[c] / std(statistics, c));
  }

  private void assignSteps(
      Statistics batch, Map<String, INDArray> parameters, Map<String, INDArray> gradients) {
    Statistics old = running(parameters);
    assign(gradients.get(GLOBAL_MEAN), c -> (1 - decay) * (old.mean()[c] - batch.mean()[c]));
    assign(
        gradients.get(GLOBAL_LOG_STD),
        c -> {
          double before = Math.max(old.variance()[c], SMALLEST_VARIANCE);
          double now = decay * before + (1 - decay) * batch.variance()[c];
          return Math.log(before / Math.max(now, SMALLEST_VARIANCE)) / TWO_LN_10;
        });
  }

  private static double[] values(INDArray array) {
    return array.reshape(array.length()).toDoubleVector();
  }

  private double[] perChannel(IntToDoubleFunction value) {
    return IntStream.range(0, channels).mapToDouble(value).toArray();
  }

  private INDArray array(IntToDoubleFunction value) {
    return array(perChannel(value));
  }

  /** [channels]. */
  INDArray array(double[] values) {
    return Nd4j.create(values, new long[] {channels}, type);
  }

  private void assign(INDArray to, IntToDoubleFunction value) {
    to.assign(array(value).reshape(to.shape()));
  }
}
