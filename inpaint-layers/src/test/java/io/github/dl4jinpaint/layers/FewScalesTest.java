package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@DisplayName("Where only the edges of images have a scale")
class FewScalesTest {

  private static final int SIZE = 20;

  private static PartialConvolution2D.Builder layer(int stride, int upsample) {
    return new PartialConvolution2D.Builder(3, 3)
        .nIn(3)
        .nOut(5)
        .stride(stride, stride)
        .padding(1, 1)
        .upsample(upsample)
        .biasInit(0.3);
  }

  @Test
  void theyAreFoundIfTheyAreFew() {
    Geometry geometry = new Geometry(layer(1, 1).build());
    long[] large = {1, 1, SIZE, SIZE};
    long[] small = {1, 1, 4, 4};

    FewScales few = MaskWindow.ofOnes(large, geometry, DataType.FLOAT).fewScales();

    assertThat(few.pixels()).hasSize(4 * (SIZE - 1)).startsWith(0, 1);
    assertThat(few.scales()).startsWith(9f / 4, 9f / 6).endsWith(9f / 6, 9f / 4);
    assertThat(MaskWindow.ofOnes(small, geometry, DataType.FLOAT).fewScales()).isNull();
  }

  /** Double precision knows of no few scales. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, LEAKYRELU, true",
    "1, 1, IDENTITY, false",
    "1, 1, TANH, false",
    "2, 1, LEAKYRELU, true",
    "1, 2, SIGMOID, true"
  })
  void outputsAndGradientsAreThoseOfDoublePrecision(
      int stride, int upsample, Activation activation, boolean batchNormalization) {
    PartialConvolution2D.Builder layer = layer(stride, upsample).activation(activation);
    if (batchNormalization) {
      layer.batchNormalization();
    }
    MultiLayerNetwork exact = network(DataType.DOUBLE, layer.build());
    MultiLayerNetwork fast = network(DataType.FLOAT, layer.build());
    fast.setParams(exact.params().castTo(DataType.FLOAT));
    INDArray x = TestArrays.gaussian(new Random(7), DataType.DOUBLE, 3, 3, SIZE, SIZE);
    INDArray labels = TestArrays.gaussian(new Random(8), DataType.DOUBLE, exact.output(x).shape());

    INDArray expected = gradient(exact, x, labels);
    INDArray found = gradient(fast, x.castTo(DataType.FLOAT), labels.castTo(DataType.FLOAT));

    double largest = expected.amaxNumber().doubleValue();
    assertThat(TestArrays.largestDifference(found.castTo(DataType.DOUBLE), expected))
        .isLessThan(2e-6 * largest);
    assertThat(
            TestArrays.largestDifference(
                fast.output(x.castTo(DataType.FLOAT)).castTo(DataType.DOUBLE), exact.output(x)))
        .isLessThan(1e-5);
  }

  private static INDArray gradient(MultiLayerNetwork network, INDArray x, INDArray labels) {
    network.setInput(x);
    network.setLabels(labels);
    network.computeGradientAndScore();
    return network.gradient().gradient().dup();
  }

  /** Two layers, so that a gradient goes through the second to the first. */
  private static MultiLayerNetwork network(DataType type, PartialConvolution2D second) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(type)
                .seed(1)
                .list()
                .layer(
                    new PartialConvolution2D.Builder(3, 3)
                        .nOut(3)
                        .padding(1, 1)
                        .activation(Activation.TANH)
                        .build())
                .layer(second)
                .layer(
                    new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(SIZE, SIZE, 3))
                .build());
    network.init();
    return network;
  }
}
