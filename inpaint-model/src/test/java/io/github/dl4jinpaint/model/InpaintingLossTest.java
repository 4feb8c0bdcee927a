package io.github.dl4jinpaint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.dl4jinpaint.layers.MaskOfVertex;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class InpaintingLossTest {

  private static final int SIZE = 12;

  private final Random random = new Random(8);

  static List<InpaintingLoss> losses() {
    return List.of(
        InpaintingLoss.l2(),
        InpaintingLoss.l1(),
        InpaintingLoss.liu2018(),
        InpaintingLoss.l2().withHoleWeight(6).withValidWeight(0),
        InpaintingLoss.l1().withHoleWeight(0.5).withTotalVariation(2));
  }

  @BeforeEach
  void useDouble() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterEach
  void useFloat() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theScoreIsThatOfAPlainLoop(InpaintingLoss loss) {
    ComputationGraph graph = lossOnly(new InpaintingLossLayer(loss, new ActivationSigmoid()));
    for (int i = 0; i < 20; i++) {
      MultiDataSet batch = batch(3);

      double[] expected = plainLoop(loss, batch);

      INDArray each = graph.scoreExamples(batch, false);
      assertThat(each.toDoubleVector()).hasSize(3);
      for (int n = 0; n < 3; n++) {
        assertThat(each.getDouble(n)).isCloseTo(expected[n], withPercentage(1e-9));
      }
      assertThat(graph.score(batch))
          .isCloseTo((expected[0] + expected[1] + expected[2]) / 3, withPercentage(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradientsEqualDifferenceQuotients(InpaintingLoss loss) {
    ComputationGraph graph = behindAConvolution(loss);
    INDArray mask = Networks.mask(random, 0.3, 2, 8, 8).castTo(DataType.DOUBLE);

    boolean equal =
        GradientCheckUtil.checkGradients(
            new GraphConfig()
                .net(graph)
                .inputs(new INDArray[] {Nd4j.randn(DataType.DOUBLE, 2, 3, 8, 8)})
                .labels(new INDArray[] {Nd4j.rand(DataType.DOUBLE, 2, 3, 8, 8)})
                .inputMask(new INDArray[] {mask}));

    assertThat(equal).isTrue();
  }

  @Test
  void withEqualWeightsTheSquaredErrorIsDeeplearning4jsOwn() {
    var stock = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build();
    ComputationGraph ours =
        lossOnly(new InpaintingLossLayer(InpaintingLoss.l2(), new ActivationSigmoid()));
    ComputationGraph theirs = lossOnly(stock);
    MultiDataSet batch = batch(4);
    batch.setFeaturesMaskArrays(null);

    assertThat(ours.score(batch)).isCloseTo(theirs.score(batch), withPercentage(1e-9));
  }

  @Test
  void aNetworkWithALossIsReadAsItWasWritten() {
    ComputationGraphConfiguration configuration =
        Networks.tiny().loss(InpaintingLoss.liu2018()).configuration();

    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(configuration.toJson());

    assertThat(read).isEqualTo(configuration);
    ComputationGraph graph = new ComputationGraph(read);
    graph.init();
    var output = (InpaintingLossLayer) graph.getOutputLayer(0).conf().getLayer();
    assertThat(output.loss()).isEqualTo(InpaintingLoss.liu2018());
  }

  @Test
  void impossibleWeightsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InpaintingLoss.l1().withHoleWeight(-2))
        .withMessageContaining("holeWeight")
        .withMessageContaining("-2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InpaintingLoss.l1().withTotalVariation(Double.NaN))
        .withMessageContaining("totalVariation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InpaintingLoss.l2().withHoleWeight(0).withValidWeight(0))
        .withMessageContaining("both 0");
  }

  private static ComputationGraph behindAConvolution(InpaintingLoss loss) {
    var convolution =
        new PartialConvolution2D.Builder(3).nOut(3).padding(1).maskOutput(false).build();
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer("convolution", convolution, "x")
                .addVertex("mask", new MaskOfVertex(), "convolution", "x")
                .addLayer("loss", new InpaintingLossLayer(loss, new ActivationSigmoid()), "mask")
                .setOutputs("loss")
                .build());
    graph.init();
    return graph;
  }

  private static ComputationGraph lossOnly(Layer layer) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
                .addLayer("loss", layer, "x")
                .setOutputs("loss")
                .build());
    graph.init();
    return graph;
  }

  private MultiDataSet batch(int n) {
    INDArray z = Nd4j.randn(DataType.DOUBLE, n, 3, SIZE, SIZE);
    MultiDataSet images = Networks.batch(random, n, SIZE, SIZE);
    return new MultiDataSet(
        new INDArray[] {z},
        doubles(images.getLabels()),
        doubles(images.getFeaturesMaskArrays()),
        null);
  }

  private static INDArray[] doubles(INDArray[] arrays) {
    INDArray[] doubles = new INDArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      doubles[i] = arrays[i].castTo(DataType.DOUBLE);
    }
    return doubles;
  }

  private static double[] plainLoop(InpaintingLoss loss, MultiDataSet batch) {
    INDArray z = batch.getFeatures(0);
    INDArray target = batch.getLabels(0);
    INDArray mask = batch.getFeaturesMaskArray(0);
    double[] losses = new double[(int) z.size(0)];
    for (int n = 0; n < losses.length; n++) {
      for (int c = 0; c < 3; c++) {
        double[][] composite = new double[SIZE][SIZE];
        for (int y = 0; y < SIZE; y++) {
          for (int x = 0; x < SIZE; x++) {
            double p = 1 / (1 + Math.exp(-z.getDouble(n, c, y, x)));
            double t = target.getDouble(n, c, y, x);
            boolean valid = mask.getDouble(n, 0, y, x) == 1;
            double distance = loss.squared() ? (p - t) * (p - t) : Math.abs(p - t);
            losses[n] += distance * (valid ? loss.validWeight() : loss.holeWeight()) / 3;
            composite[y][x] = valid ? t : p;
          }
        }
        losses[n] += loss.totalVariation() * variation(composite, mask, n) / 3;
      }
    }
    return losses;
  }

  private static double variation(double[][] composite, INDArray mask, int n) {
    double sum = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        if (x > 0 && nearHole(mask, n, y, x) && nearHole(mask, n, y, x - 1)) {
          sum += Math.abs(composite[y][x] - composite[y][x - 1]);
        }
        if (y > 0 && nearHole(mask, n, y, x) && nearHole(mask, n, y - 1, x)) {
          sum += Math.abs(composite[y][x] - composite[y - 1][x]);
        }
      }
    }
    return sum;
  }

  private static boolean nearHole(INDArray mask, int n, int y, int x) {
    for (int v = Math.max(0, y - 1); v <= Math.min(SIZE - 1, y + 1); v++) {
      for (int u = Math.max(0, x - 1); u <= Math.min(SIZE - 1, x + 1); u++) {
        if (mask.getDouble(n, 0, v, u) == 0) {
          return true;
        }
      }
    }
    return false;
  }
}
