package io.github.dl4jinpaint.model.weights;

import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Row;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/**
 * The network PConvUNet of github.com/naoto0804/pytorch-inpainting-with-partial-conv, with any
 * number of levels; its own are 7 and 8. Modules enc_k and dec_k hold a convolution
 * conv.input_conv, without a bias but in dec_1, and bn, but in enc_1 and dec_1. It divides by the
 * sum of the mask of all channels, works with ImageNet's colours, and its output is no sigmoid's.
 */
final class PConvUNetWeights {

  /** ImageNet's, of red, green and blue: what torchvision's networks were trained with. */
  static final double[] MEAN = {0.485, 0.456, 0.406};

  static final double[] DEVIATION = {0.229, 0.224, 0.225};

  private static final double DECODER_SLOPE = 0.2;

  /** Of pictures of 4096 × 4096 pixels and multiples of it. */
  private static final int MOST_LEVELS = 12;

  private final TensorFile file;
  private final Map<String, Tensor> tensors;

  private PConvUNetWeights(TensorFile file) {
    this.file = file;
    this.tensors = WeightTable.withoutPrefix(file.tensors());
  }

  /** Whether a file looks like one of that network. */
  static boolean isOne(TensorFile file) {
    return WeightTable.withoutPrefix(file.tensors()).containsKey(weight("enc", 1));
  }

  private static String convolution(String part, int k) {
    return part + "_" + k + ".conv.input_conv";
  }

  private static String weight(String part, int k) {
    return convolution(part, k) + ".weight";
  }

  /** Reads the network, with as many levels and channels as the file has. */
  static ComputationGraph read(TensorFile file) throws IOException {
    return new PConvUNetWeights(file).read();
  }

  private ComputationGraph read() throws IOException {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < MOST_LEVELS && tensors.containsKey(weight("enc", rows.size() + 1))) {
      long[] encoder = shape("enc", rows.size() + 1);
      long[] decoder = shape("dec", rows.size() + 1);
      rows.add(new Row(true, (int) encoder[2], (int) encoder[0], (int) decoder[0]));
    }
    int size = 1 << rows.size();
    ComputationGraphConfiguration configuration;
    try {
      configuration =
          PartialConvUNet.of(rows)
              .size(size, size)
              .skip(Skip.ENCODER_INPUT)
              .slopes(0, DECODER_SLOPE)
              .normalizesEnds(false)
              .colors(MEAN, DEVIATION)
              .end(Activation.IDENTITY)
              .configuration();
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no PConvUNet: " + e.getMessage(), e);
    }
    ComputationGraph network = WeightTable.network(file, configuration);
    table(rows.size()).copy(file, network);
    return network;
  }

  private long[] shape(String part, int k) throws IOException {
    Tensor weights = tensors.get(weight(part, k));
    if (weights == null || weights.shape().length != 4 || weights.length() == 0) {
      throw new IOException(
          "%s doesn't fit the network: its %s is %s instead of [out, in, height, width]"
              .formatted(file, weight(part, k), weights == null ? "missing" : weights));
    }
    return weights.shape();
  }

  private static WeightTable table(int levels) {
    WeightTable table = new WeightTable().leaveOut(".mask_conv.weight");
    for (int k = 1; k <= levels; k++) {
      for (String part : List.of("enc", "dec")) {
        String layer = (part.equals("enc") ? "encoder" : "decoder") + k;
        if (k == 1) {
          table.layer(layer, convolution(part, k));
        } else {
          table.layer(layer, convolution(part, k), part + "_" + k + ".bn");
        }
        table.dividingBySum(layer);
        if (k > 1 || part.equals("enc")) {
          table.unbiased(layer);
        }
      }
    }
    return table;
  }
}
