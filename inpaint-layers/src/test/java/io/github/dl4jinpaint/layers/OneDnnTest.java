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
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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

  private INDArray image(int minibatch, int size) {
    return TestArrays.gaussian(random, DataType.FLOAT, minibatch, 3, size, size);
  }

  private static INDArrayIndex interval(int from) {
    return NDArrayIndex.interval(from, from + 1);
  }
}
