package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaskedMergeVertexTest {

  /** Ten tenths add up to more in float, which a partial convolution behind would refuse. */
  @Test
  void theShareIsOneWhereAllOfTenInputsAreValid() {
    InputType[] types = new InputType[10];
    INDArray[] masks = new INDArray[types.length];
    Arrays.fill(types, InputType.convolutional(4, 2, 1));
    Arrays.fill(masks, Nd4j.ones(1, 1, 4, 2));

    assertThat(TestArrays.largestDifference(share(merge(types), masks), masks[0])).isZero();
  }

  private static INDArray share(ComputationGraph graph, INDArray... masks) {
    return graph.getVertex("merge").feedForwardMaskArrays(masks, null, 1).getFirst();
  }

  private static ComputationGraph merge(InputType... types) {
    String[] names = new String[types.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "x" + i;
    }
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .graphBuilder()
                .addInputs(names)
                .setInputTypes(types)
                .addVertex("merge", new MaskedMergeVertex(), names)
                .setOutputs("merge")
                .build());
    graph.init();
    return graph;
  }
}
