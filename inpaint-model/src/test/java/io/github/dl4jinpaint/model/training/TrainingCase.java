package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.CosineSchedule;
import io.github.dl4jinpaint.model.Networks;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.TestMultiDataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks and runs, for tests of training. */
enum TrainingCase {
  /** The library's own layers, batch normalisation, and a learning rate that changes by step. */
  PARTIAL {
    @Override
    ComputationGraph network() {
      return Networks.tiny()
          .size(16, 16)
          .updater(new Adam(new CosineSchedule(0.01, EPOCHS * BATCHES)))
          .build();
    }
  },

  /** Stock layers, and all that draws random numbers while training. */
  STOCK {
    @Override
    ComputationGraph network() {
      var configuration =
          new NeuralNetConfiguration.Builder()
              .seed(5)
              .updater(new Adam(0.01))
              .graphBuilder()
              .addInputs("image")
              .setInputTypes(InputType.convolutional(16, 16, 3))
              .addLayer(
                  "c1",
                  new ConvolutionLayer.Builder(3, 3)
                      .nOut(6)
                      .padding(1, 1)
                      .activation(Activation.RELU)
                      .weightNoise(new DropConnect(0.9))
                      .build(),
                  "image")
              .addLayer("bn", new BatchNormalization(), "c1")
              .addLayer(
                  "c2",
                  new ConvolutionLayer.Builder(3, 3)
                      .nOut(3)
                      .padding(1, 1)
                      .dropOut(new Dropout(0.8))
                      .activation(Activation.IDENTITY)
                      .build(),
                  "bn")
              .addLayer(
                  "prediction",
                  new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build(),
                  "c2")
              .setOutputs("prediction")
              .build();
      ComputationGraph graph = new ComputationGraph(configuration);
      graph.init();
      return graph;
    }
  };

  static final int EPOCHS = 3;
  static final int BATCHES = 4;

  abstract ComputationGraph network();

  /** A run of {@link #EPOCHS} epochs. */
  static InpaintingTrainer.Builder trainer(Path folder) {
    return InpaintingTrainer.builder(folder)
        .training(TrainingCase::batches)
        .validation(validation())
        .epochs(EPOCHS)
        .setting("seed", 7)
        .setting("batch", 6);
  }

  static MultiDataSetIterator batches(int epoch, int batch) {
    return new TestMultiDataSetIterator(
        1,
        IntStream.range(batch, BATCHES)
            .mapToObj(i -> Networks.batch(new Random(1000L * epoch + i), 6, 16, 16))
            .toArray(MultiDataSet[]::new));
  }

  static MultiDataSetIterator validation() {
    return new TestMultiDataSetIterator(1, Networks.batch(new Random(-1), 6, 16, 16));
  }
}
