package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.layers.internal.OneDnnUse;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is special to it; that it computes the same as ND4J's operations, all other tests show. */
@DisplayName("oneDNN, called directly,")
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class OneDnnTest {

  private final Random random = new Random(3);
  private MultiLayerNetwork network;

  @BeforeEach
  void makeNetwork() {
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new PartialConvolution2D.Builder(3, 3)
                        .nOut(4)
                        .padding(1, 1)
                        .batchNormalization()
                        .activation(Activation.LEAKYRELU)
                        .biasInit(0.5)
                        .build())
                .layer(
                    new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(16, 16, 3))
                .build());
    network.init();
  }

  @Test
  void computesWithFloatsOnly() {
    assertThat(OneDnnUse.serves(DataType.FLOAT)).isTrue();
    assertThat(OneDnnUse.serves(DataType.DOUBLE)).isFalse();
  }

  @Test
  void seesAWeightThatChangesBetweenTwoOutputs() {
    INDArray x = image(2, 16);
    INDArray before = network.output(x).dup();
    assertThat(network.output(x)).isEqualTo(before);

    network.getLayer(0).getParam("W").muli(2);

    INDArray doubled = network.output(x).dup();
    assertThat(TestArrays.largestDifference(doubled, before)).isGreaterThan(0.01);
    network.getLayer(0).getParam("W").muli(0.5);
    assertThat(network.output(x)).isEqualTo(before);
  }

  @Test
  void hasTheSameOutputForAPictureAloneAndAmongOthersOfAnySize() {
    for (int size : new int[] {16, 5, 40, 16}) {
      INDArray x = image(3, size);
      INDArray all = network.output(x).dup();
      INDArray second = network.output(x.get(interval(1))).dup();
      assertThat(TestArrays.largestDifference(all.get(interval(1)), second)).isLessThan(1e-6);
    }
  }

  @ParameterizedTest(name = "pictures of {0} x {0}")
  @ValueSource(ints = {1, 3, 4})
  void computesMapsOfAFewPixelsAsNd4jsOperationsDoInDouble(int size) {
    int outputs = 2 * ((size + 1) / 2);
    INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, 3, 5, size, size);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 3, 1, size, size);
    mask.putScalar(new int[] {1, 0, size - 1, 0}, 0);
    INDArray labels = TestArrays.gaussian(random, DataType.DOUBLE, 3, 4, outputs, outputs);
    MultiLayerNetwork exact = downAndUp(DataType.DOUBLE, size);
    MultiLayerNetwork direct = downAndUp(DataType.FLOAT, size);
    direct.setParams(exact.params().castTo(DataType.FLOAT));

    assertThat(
            TestArrays.largestDifference(
                direct.output(x.castTo(DataType.FLOAT), false, mask, null),
                exact.output(x, false, mask, null)))
        .isLessThan(1e-6);
    INDArray expected = gradient(exact, x, mask, labels);
    assertThat(expected.amaxNumber().doubleValue()).isGreaterThan(0.01);
    assertThat(TestArrays.largestDifference(gradient(direct, x, mask, labels), expected))
        .isLessThan(1e-5);
  }

  private static MultiLayerNetwork downAndUp(DataType type, int size) {
    MultiLayerNetwork made =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(type)
                .list()
                .layer(convolution(7).stride(2, 2).build())
                .layer(convolution(6).upsample(2).build())
                .layer(convolution(4).build())
                .layer(
                    new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(size, size, 5))
                .build());
    made.init();
    return made;
  }

  private static PartialConvolution2D.Builder convolution(int channels) {
    return new PartialConvolution2D.Builder(3, 3)
        .nOut(channels)
        .padding(1, 1)
        .biasInit(0.5)
        .activation(Activation.TANH);
  }

  private static INDArray gradient(
      MultiLayerNetwork network, INDArray x, INDArray mask, INDArray labels) {
    DataType type = network.params().dataType();
    network.setInput(x.castTo(type));
    network.setLabels(labels.castTo(type));
    network.setLayerMaskArrays(mask, null);
    network.computeGradientAndScore();
    return network.gradient().gradient().dup();
  }

  private INDArray image(int minibatch, int size) {
    return TestArrays.gaussian(random, DataType.FLOAT, minibatch, 3, size, size);
  }

  private static INDArrayIndex interval(int from) {
    return NDArrayIndex.interval(from, from + 1);
  }
}
