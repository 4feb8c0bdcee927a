package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.evaluation.InpaintingMethod;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The networks that the report's section 5.3 compares its own with, for images of 32 × 32 pixels,
 * each as the list of its layers; and, beside them, the report's network 2 with ordinary
 * convolutions.
 *
 * <p>The networks of those works get the masked image alone, holes black, and are not told where
 * the holes are. All networks end in a sigmoid and minimise the mean squared error over all pixels,
 * as the report's do. With batch normalisation Adam's learning rate is the report's 0.01; without
 * it, 0.003: of 0.001, 0.003 and 0.01 the one that brought the training loss of the five and of the
 * four convolutions down furthest in 60 steps.
 */
public enum ComparedNetwork {

  /** The report's network 1, with partial convolutions. */
  TABLE_1(MaskInput.FEATURES_MASK) {
    @Override
    ComputationGraph build(long seed) {
      return PartialConvUNet.table1().seed(seed).updater(new Adam(0.01)).build();
    }
  },

  /** The report's network 2, with partial convolutions. */
  TABLE_2(MaskInput.FEATURES_MASK) {
    @Override
    ComputationGraph build(long seed) {
      return PartialConvUNet.table2().seed(seed).updater(new Adam(0.01)).build();
    }
  },

  /**
   * The report's network 2 with ordinary convolutions and nothing else changed: channels, skip
   * connections, batch normalisation, leaky ReLU, learning rate and number of parameters are the
   * same. What it lacks to {@link #TABLE_2} is what partial convolution is worth.
   */
  ORDINARY_U_NET(MaskInput.NONE) {
    @Override
    ComputationGraph build(long seed) {
      return ordinaryUNet(unet(seed));
    }
  },

  /**
   * {@link #ORDINARY_U_NET} with the mask as a fourth channel of its input: it knows as much of the
   * holes as {@link #TABLE_2}.
   */
  ORDINARY_U_NET_WITH_MASK(MaskInput.CHANNEL) {
    @Override
    ComputationGraph build(long seed) {
      return ordinaryUNet(unet(seed).maskChannel());
    }
  },

  /**
   * The fully convolutional network of five layers in M. R. Swofford, <i>Image Completion on
   * CIFAR-10</i>, 2018, arXiv:1810.03213, with the sizes of the author's code
   * (mswoff/Image-Completion-on-CIFAR-10, deeper_basic_model.py): 5 × 5 to 20 channels, 5 × 5 to
   * 40, 2 × 2 maxima, 3 × 3 to 60, 3 × 3 to 80, 1 × 1 to 3, ReLU.
   *
   * <p>There, all holes are the 8 × 8 pixels in the centre, and convolutions without padding shrink
   * the image to just these. For holes anywhere the convolutions are padded here, and the last one
   * puts out four pixels for each that the maxima left. The source cuts values at 0 and 1 where a
   * sigmoid is used here, and trains with Adam at 0.01 and batches of 1,000.
   */
  FIVE_CONVOLUTIONS(MaskInput.NONE) {
    @Override
    ComputationGraph build(long seed) {
      return new OrdinaryNetwork(seed, 0.003, new ActivationReLU(), false)
          .convolution(5, 20)
          .convolution(5, 40)
          .maxPooling()
          .convolution(3, 60)
          .convolution(3, 80)
          .unpooledOutput();
    }
  },

  /**
   * The network of four convolutions and two fully connected layers in the same paper, with the
   * sizes of the author's code (fully_connected_model.py): 5 × 5 to 10 channels and 5 × 5 to 20
   * without padding, 2 × 2 maxima, 5 × 5 to 30 and 3 × 3 to 40 with padding, 768 units, and a unit
   * for every value that is put out.
   *
   * <p>There, these are the 192 values of the 8 × 8 hole in the centre, a quarter of 768; here, the
   * 3,072 of the whole image. Four times as many units before them would be 108 million weights:
   * they are left at 768. Sigmoid and training differ as in {@link #FIVE_CONVOLUTIONS}.
   */
  FOUR_CONVOLUTIONS_TWO_DENSE(MaskInput.NONE) {
    @Override
    ComputationGraph build(long seed) {
      return new OrdinaryNetwork(seed, 0.003, new ActivationReLU(), false)
          .unpadded(5, 10)
          .unpadded(5, 20)
          .maxPooling()
          .convolution(5, 30)
          .convolution(3, 40)
          .dense(768)
          .denseOutput();
    }
  },

  /**
   * A vanilla convolutional autoencoder, after C. Burlin, Y. Le Calonnec and L. Duperier, <i>Deep
   * Image Inpainting</i>, report 328 of Stanford's CS231n, 2017. Only the kind of network is
   * theirs: number and sizes of the layers below are a choice of this example, three convolutions
   * with stride 2 to 4 × 4 pixels and three with up-sampling back, ReLU, no skip connections.
   */
  AUTOENCODER(MaskInput.NONE) {
    @Override
    ComputationGraph build(long seed) {
      return new OrdinaryNetwork(seed, 0.003, new ActivationReLU(), false)
          .halving(3, 64)
          .halving(3, 128)
          .halving(3, 256)
          .doubling(3, 128)
          .doubling(3, 64)
          .doubledOutput(3);
    }
  };

  /** How a network learns where the holes are. */
  private enum MaskInput {
    /** Not at all. */
    NONE,
    /** As Deeplearning4j's features mask. */
    FEATURES_MASK,
    /** As a second input, which is concatenated with the masked image. */
    CHANNEL
  }

  private final MaskInput maskInput;

  ComparedNetwork(MaskInput maskInput) {
    this.maskInput = maskInput;
  }

  private static OrdinaryNetwork unet(long seed) {
    return new OrdinaryNetwork(seed, 0.01, new ActivationLReLU(0.2), true);
  }

  private static ComputationGraph ordinaryUNet(OrdinaryNetwork network) {
    String e2 = network.convolution(3, 32).halving(3, 32).last();
    String e4 = network.convolution(3, 64).halving(3, 64).last();
    String e6 = network.convolution(3, 128).halving(3, 128).last();
    String e8 = network.convolution(3, 256).halving(3, 256).last();
    network.concatenate(e8).doubling(3, 256).convolution(3, 128);
    network.concatenate(e6).doubling(3, 128).convolution(3, 64);
    network.concatenate(e4).doubling(3, 64).convolution(3, 32);
    return network.concatenate(e2).doubling(3, 32).output(3);
  }

  /**
   * Makes a batch what this network is trained on.
   *
   * @param batch masked images with their masks as features mask
   */
  void prepare(MultiDataSet batch) {
    INDArray masks = batch.getFeaturesMaskArray(0);
    if (maskInput == MaskInput.CHANNEL) {
      batch.setFeatures(new INDArray[] {batch.getFeatures(0), masks});
    }
    if (maskInput != MaskInput.FEATURES_MASK) {
      batch.setFeaturesMaskArrays(null);
    }
  }

  /** What a network of this kind predicts. */
  public InpaintingMethod filling(ComputationGraph network) {
    return switch (maskInput) {
      case NONE -> (masked, masks) -> network.outputSingle(false, masked);
      case FEATURES_MASK ->
          (masked, masks) ->
              network.output(false, new INDArray[] {masked}, new INDArray[] {masks}, null)[0];
      case CHANNEL -> (masked, masks) -> network.outputSingle(false, masked, masks);
    };
  }

  /** Builds and initialises the network, with its updater. */
  abstract ComputationGraph build(long seed);
}
