package com.example;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The layer in a graph that has nothing but Deeplearning4j and a backend around it. */
public final class Layers {

  private Layers() {}

  /** Trains and predicts. */
  public static void main(String[] args) {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .updater(new Adam(0.01))
            .graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.convolutional(16, 16, 3))
            .addLayer("c1", new PartialConvolution2D.Builder(3, 3).nOut(64).stride(2, 2).padding(1, 1).activation(Activation.LEAKYRELU).build(), "image")
            .addLayer("c2", new PartialConvolution2D.Builder(3, 3).nOut(3).padding(1, 1).upsample(2).maskOutput(false).build(), "c1")
            .addLayer("out", new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build(), "c2")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    INDArray target = Nd4j.rand(4, 3, 16, 16);
    INDArray mask = Nd4j.rand(4, 1, 16, 16).gt(0.2).castTo(target.dataType());
    INDArray masked = target.mul(mask.broadcast(target.shape()));
    double before = Double.NaN;
    for (int i = 0; i < 20; i++) {
      graph.fit(new MultiDataSet(new INDArray[] {masked}, new INDArray[] {target}, new INDArray[] {mask}, null));
      before = i == 0 ? graph.score() : before;
    }
    if (!(graph.score() < before)) {
      throw new IllegalStateException("the loss went from " + before + " to " + graph.score());
    }
    INDArray prediction = graph.output(false, new INDArray[] {masked}, new INDArray[] {mask}, null)[0];
    System.out.println("CONSUMER predicted " + java.util.Arrays.toString(prediction.shape()));
  }
}
