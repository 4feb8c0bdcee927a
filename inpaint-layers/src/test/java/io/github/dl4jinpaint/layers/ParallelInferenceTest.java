package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelInference;
import org.deeplearning4j.parallelism.inference.InferenceMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ParallelInferenceTest {

  private static final int REQUESTS = 12;

  @ParameterizedTest
  @EnumSource(InferenceMode.class)
  void givesWhatTheGraphGivesForTheMaskOfEachRequest(InferenceMode mode) throws Exception {
    ComputationGraph graph = graph();
    ParallelInference inference =
        new ParallelInference.Builder(graph.clone())
            .inferenceMode(mode)
            .workers(2)
            .batchLimit(4)
            .build();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<INDArray>> found = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        INDArray[] x = {image(i)};
        INDArray[] mask = {mask(i)};
        found.add(threads.submit(() -> inference.output(x, mask)[0]));
      }
      for (int i = 0; i < REQUESTS; i++) {
        INDArray[] x = {image(i)};
        INDArray expected = graph.output(false, x, new INDArray[] {mask(i)})[0];
        assertThat(TestArrays.largestDifference(found.get(i).get(), expected)).isLessThan(1e-6);
        assertThat(graph.output(image(i))[0]).isNotEqualTo(expected);
      }
    } finally {
      threads.shutdown();
      inference.shutdown();
    }
  }

  private static INDArray image(int seed) {
    return TestArrays.gaussian(new Random(seed), DataType.FLOAT, 1 + seed % 2, 3, 8, 8);
  }

  private static INDArray mask(int seed) {
    return TestArrays.maskWithHole(DataType.FLOAT, 1 + seed % 2, 8, 8, seed % 4, 7);
  }

  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(9)
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer(
                    "down",
                    new PartialConvolution2D.Builder(3)
                        .nOut(4)
                        .stride(2)
                        .padding(1)
                        .batchNormalization()
                        .build(),
                    "x")
                .addLayer(
                    "deep", new PartialConvolution2D.Builder(3).nOut(4).padding(1).build(), "down")
                .addVertex("merge", new MaskedMergeVertex(), "deep", "down")
                .addLayer(
                    "up",
                    new PartialConvolution2D.Builder(3).nOut(3).padding(1).upsample(2).build(),
                    "merge")
                .setOutputs("up")
                .build());
    graph.init();
    graph.getParam("down_mean").assign(0.3);
    graph.getParam("down_log10stdev").assign(-0.4);
    return graph;
  }
}
