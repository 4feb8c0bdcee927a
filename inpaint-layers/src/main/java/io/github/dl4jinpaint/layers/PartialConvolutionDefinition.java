package io.github.dl4jinpaint.layers;

import java.util.Map;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link PartialConvolution} as a SameDiff graph: what {@link PartialConvolutionLayer} computes.
 */
final class PartialConvolutionDefinition {

  private PartialConvolutionDefinition() {}

  /** Equations 1 and 2 and the activation function; see {@link PartialConvolution#defineLayer}. */
  static SDVariable of(
      PartialConvolution layer,
      SameDiff sd,
      SDVariable input,
      Map<String, SDVariable> params,
      SDVariable mask) {
    if (layer.isBatchNormalization()) {
      throw new UnsupportedOperationException(
          layer.title()
              + " has batch normalisation, which is another graph in training than afterwards:"
              + " defineLayer is for layers without");
    }
    SDVariable x = layer.getUpsample() > 1 ? layer.upsampled(sd, input) : input;
    SDVariable m = layer.getUpsample() > 1 ? layer.upsampled(sd, mask) : mask;
    DataType type = input.dataType();

    SDVariable masked = x.mul(m.gt(0).castTo(type));
    SDVariable convolved = layer.convolved(sd, masked, params.get(PartialConvolution.WEIGHT_KEY));

    SDVariable sum = layer.convolved(sd, m, sd.constant(Nd4j.ones(type, layer.weightShape(1, 1))));
    SDVariable valid = sum.gt(0).castTo(type);
    SDVariable scale = sd.math().max(sum, sd.constant(Nd4j.scalar(type, MaskWindow.SMALLEST_SUM)));
    SDVariable scaled =
        convolved.mul(scale.rdiv(PartialConvolution.product(layer.getKernelSize()))).mul(valid);
    if (layer.hasBias()) {
      long[] perChannel = LongStream.generate(() -> 1).limit(2L + layer.dimensions()).toArray();
      perChannel[1] = layer.getNOut();
      scaled =
          scaled.add(sd.reshape(params.get(PartialConvolution.BIAS_KEY), perChannel).mul(valid));
    }
    return activate(layer.getActivationFn(), sd, scaled);
  }

  private static SDVariable activate(IActivation function, SameDiff sd, SDVariable x) {
    if (function instanceof ActivationLReLU leaky) {
      // SameDiff 1.0.0-M2.1 loses the slope of its own leaky ReLU in the gradient.
      return sd.nn().relu(x, 0).mul(1 - leaky.getAlpha()).add(x.mul(leaky.getAlpha()));
    }
    for (Activation known : Activation.values()) {
      if (known.getActivationFunction().equals(function)) {
        return known.asSameDiff(sd, x);
      }
    }
    throw new UnsupportedOperationException("SameDiff has no activation function " + function);
  }
}
