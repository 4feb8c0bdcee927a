package io.github.dl4jinpaint.data;

import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;

/**
 * Makes features = [masked image, mask] into features = [masked image], features' masks = [mask].
 */
final class MaskToFeaturesMask implements MultiDataSetPreProcessor, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public void preProcess(MultiDataSet data) {
    INDArray mask = data.getFeatures(1);
    data.setFeatures(new INDArray[] {data.getFeatures(0)});
    data.setFeaturesMaskArrays(new INDArray[] {mask});
  }
}
