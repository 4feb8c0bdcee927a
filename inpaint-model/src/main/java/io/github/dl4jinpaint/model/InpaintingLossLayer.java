package io.github.dl4jinpaint.model;

import io.github.dl4jinpaint.model.internal.Composites;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * An output layer that computes an {@link InpaintingLoss}. The features mask that arrives at it
 * tells holes (0) from valid pixels (1): {@link io.github.dl4jinpaint.layers.MaskOfVertex} brings
 * it the network's own. Without a mask everything is valid.
 *
 * <p>Input, labels and output are [minibatch, channels, height, width], the mask is [minibatch, 1,
 * height, width].
 */
public final class InpaintingLossLayer extends CnnLossLayer {

  private static final long serialVersionUID = 1L;

  @JsonProperty private boolean squared;
  @JsonProperty private double holeWeight;
  @JsonProperty private double validWeight;
  @JsonProperty private double totalVariation;

  /** For JSON. */
  @SuppressWarnings("unused")
  private InpaintingLossLayer() {}

  /**
   * An output layer.
   *
   * @param loss what it computes
   * @param activation of the output, such as a sigmoid
   */
  public InpaintingLossLayer(InpaintingLoss loss, IActivation activation) {
    squared = loss.squared();
    holeWeight = loss.holeWeight();
    validWeight = loss.validWeight();
    totalVariation = loss.totalVariation();
    setActivationFn(activation);
  }

  /**
   * What this layer computes.
   *
   * @return the loss
   */
  public InpaintingLoss loss() {
    return new InpaintingLoss(squared, holeWeight, validWeight, totalVariation);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    Implementation layer = new Implementation(conf, networkDataType, loss());
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    return layer;
  }

  @Override
  public boolean equals(Object o) {
    return super.equals(o) && o instanceof InpaintingLossLayer other && loss().equals(other.loss());
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), loss());
  }

  @Override
  public String toString() {
    return "InpaintingLossLayer(" + loss() + ", " + getActivationFn() + ")";
  }

  private static final class Implementation
      extends org.deeplearning4j.nn.layers.convolution.CnnLossLayer {

    private static final long serialVersionUID = 1L;

    private final transient InpaintingLoss loss;

    /**
     * The mask that came with the input; null without one. ComputationGraph takes it away from the
     * layer before it asks for the score.
     */
    private transient INDArray maskOfInput;

    Implementation(NeuralNetConfiguration conf, DataType dataType, InpaintingLoss loss) {
      super(conf, dataType);
      this.loss = loss;
    }

    @Override
    public void setInput(INDArray input, LayerWorkspaceMgr workspaceMgr) {
      super.setInput(input, workspaceMgr);
      maskOfInput = maskArray;
    }

    @Override
    public void clear() {
      super.clear();
      maskOfInput = null;
    }

    @Override
    public double computeScore(
        double fullNetRegTerm, boolean training, LayerWorkspaceMgr workspaceMgr) {
      score = lossOfEach().sumNumber().doubleValue() / input.size(0) + fullNetRegTerm;
      return score;
    }

    @Override
    public INDArray computeScoreForExamples(double fullNetRegTerm, LayerWorkspaceMgr workspaceMgr) {
      INDArray each = lossOfEach().reshape(input.size(0), 1).addi(fullNetRegTerm);
      return workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, each);
    }

    private INDArray lossOfEach() {
      INDArray prediction = prediction();
      INDArray difference = prediction.sub(labels);
      INDArray distance = loss.squared() ? difference.muli(difference) : Transforms.abs(difference);
      INDArray sum = distance.sum(true, 1).muli(weights()).sum(1, 2, 3);
      if (variationCounts()) {
        INDArray composite = composite(prediction);
        for (int dimension = 2; dimension <= 3; dimension++) {
          INDArray steps = Transforms.abs(steps(composite, dimension));
          sum.addi(
              steps.sum(true, 1).muli(pairs(dimension)).sum(1, 2, 3).muli(loss.totalVariation()));
        }
      }
      return sum.divi(input.size(1));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
      assertInputSet(true);
      INDArray prediction = prediction();
      INDArray gradient = prediction.sub(labels);
      gradient = loss.squared() ? gradient.muli(2) : Transforms.sign(gradient, false);
      gradient.muli(weights().broadcast(gradient.shape()));
      if (variationCounts()) {
        INDArray holes = mask().rsub(1).muli(loss.totalVariation());
        gradient.addi(variation(composite(prediction)).muli(holes.broadcast(gradient.shape())));
      }
      gradient.divi(input.size(1));
      INDArray delta = layerConf().getActivationFn().backprop(input.dup('c'), gradient).getFirst();
      return new Pair<>(
          new DefaultGradient(), workspaceMgr.leverageTo(ArrayType.ACTIVATION_GRAD, delta));
    }

    /** The gradient of the total variation with respect to the composite. */
    private INDArray variation(INDArray composite) {
      INDArray sum = Nd4j.zeros(composite.dataType(), composite.shape());
      for (int dimension = 2; dimension <= 3; dimension++) {
        INDArray signs = Transforms.sign(steps(composite, dimension), false);
        signs.muli(pairs(dimension).broadcast(signs.shape()));
        last(sum, dimension).addi(signs);
        first(sum, dimension).subi(signs);
      }
      return sum;
    }

    private INDArray prediction() {
      if (labels == null || !input.equalShapes(labels)) {
        throw new IllegalStateException(
            "InpaintingLossLayer: labels of the output's shape %s are expected, got %s"
                .formatted(
                    input.shapeInfoToString(), labels == null ? null : labels.shapeInfoToString()));
      }
      return layerConf().getActivationFn().getActivation(input.dup('c'), true);
    }

    /** 1 where valid, 0 where a hole, [minibatch, 1, height, width]. */
    private INDArray mask() {
      return maskOfInput == null
          ? Nd4j.ones(input.dataType(), input.size(0), 1, input.size(2), input.size(3))
          : maskOfInput.castTo(input.dataType());
    }

    private INDArray weights() {
      return mask().mul(loss.validWeight() - loss.holeWeight()).addi(loss.holeWeight());
    }

    private boolean variationCounts() {
      return loss.totalVariation() > 0 && maskOfInput != null;
    }

    private INDArray composite(INDArray prediction) {
      return Composites.of(labels, prediction, mask());
    }

    /** 1 for neighbours along a dimension that both lie within the holes grown by a pixel. */
    private INDArray pairs(int dimension) {
      INDArray grown = grown(grown(mask().rsub(1), 2), 3);
      return last(grown, dimension).mul(first(grown, dimension));
    }

    private static INDArray grown(INDArray holes, int dimension) {
      INDArray grown = holes.dup('c');
      INDArray last = last(grown, dimension);
      last.assign(Transforms.max(last, first(holes, dimension), true));
      INDArray first = first(grown, dimension);
      first.assign(Transforms.max(first, last(holes, dimension), true));
      return grown;
    }

    /** The difference of each pixel to the one before it. */
    private static INDArray steps(INDArray array, int dimension) {
      return last(array, dimension).sub(first(array, dimension));
    }

    /** A view on all but the first. */
    private static INDArray last(INDArray array, int dimension) {
      return part(array, dimension, 1, array.size(dimension));
    }

    /** A view on all but the last. */
    private static INDArray first(INDArray array, int dimension) {
      return part(array, dimension, 0, array.size(dimension) - 1);
    }

    private static INDArray part(INDArray array, int dimension, long from, long to) {
      var all = NDArrayIndex.all();
      var part = NDArrayIndex.interval(from, to);
      return dimension == 2 ? array.get(all, all, part, all) : array.get(all, all, all, part);
    }
  }
}
