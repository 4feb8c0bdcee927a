package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.InpaintingMethod;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.evaluation.ShiftMap;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The methods to choose from on a command line, in the order in which they are shown. */
public enum ComparedMethod {
  table1("Network 1", ComparedNetwork.TABLE_1),
  table2("Network 2", ComparedNetwork.TABLE_2),
  ordinary("2, ordinary", ComparedNetwork.ORDINARY_U_NET),
  ordinary_mask("2, ordinary, mask", ComparedNetwork.ORDINARY_U_NET_WITH_MASK),
  convolutional("5 convolutions", ComparedNetwork.FIVE_CONVOLUTIONS),
  dense("4 conv., 2 dense", ComparedNetwork.FOUR_CONVOLUTIONS_TWO_DENSE),
  autoencoder("Autoencoder", ComparedNetwork.AUTOENCODER),
  shipped("Model that ships", null),
  telea("Telea", null),
  navier_stokes("Navier-Stokes", null),
  shift_map("Shift map", null);

  private final String label;
  private final ComparedNetwork network;

  ComparedMethod(String label, ComparedNetwork network) {
    this.label = label;
    this.network = network;
  }

  /** The name in tables and pictures. */
  public String label() {
    return label;
  }

  /**
   * Adds this method to an evaluation, its network trained.
   *
   * @param training of the network, where there is one
   * @param folder the network's own
   */
  public void addTo(Evaluator evaluator, ComparedTraining training, Path folder)
      throws IOException {
    switch (this) {
      case shipped -> {
        Inpainter inpainter = Inpainter.cifar10();
        evaluator.with(label, (masked, masks) -> inpainter.inpaint(masked, masks).prediction());
      }
      case telea -> evaluator.with(label, OpenCvInpainting.TELEA);
      case navier_stokes -> evaluator.with(label, OpenCvInpainting.NAVIER_STOKES);
      case shift_map -> evaluator.with(label, InpaintingMethod.ofPictures(ShiftMap::inpaint));
      default -> {
        ComputationGraph trained = training.train(network, folder);
        evaluator.with(label, network.filling(trained), trained.numParams());
      }
    }
  }
}
