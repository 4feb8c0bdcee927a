package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.ArrayValues;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The scale of images that lack nothing, which is 1 but at their edges. To multiply there is faster
 * than to pass over all.
 *
 * @param area pixels of an image
 * @param pixels where the scale isn't 1
 * @param scales what it is there
 */
record FewScales(int area, int[] pixels, float[] scales) {

  /** A pixel by itself costs about as much as three in a pass over all. */
  private static final int RARE = 4;

  /** Of an image's scale; null where more than a few aren't 1. */
  static FewScales of(double[] scale) {
    int[] pixels = IntStream.range(0, scale.length).filter(i -> scale[i] != 1).toArray();
    if (pixels.length > scale.length / RARE) {
      return null;
    }
    float[] scales = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scales[i] = (float) scale[pixels[i]];
    }
    return new FewScales(scale.length, pixels, scales);
  }

  /** Whether {@link #multiply} takes features. */
  static boolean takes(Layout layout, INDArray x) {
    return layout == Layout.CHANNELS_LAST && ArrayValues.isReached(x);
  }

  /** x = x · scale, for features, channels last, that it {@link #takes}. */
  void multiply(INDArray x) {
    int channels = (int) x.size(x.rank() - 1);
    FloatBuffer features = ArrayValues.floats(x);
    float[] pixel = new float[channels];
    for (int image = 0; image < x.size(0); image++) {
      for (int i = 0; i < pixels.length; i++) {
        int at = (image * area + pixels[i]) * channels;
        features.get(at, pixel);
        for (int c = 0; c < channels; c++) {
          pixel[c] *= scales[i];
        }
        features.put(at, pixel);
      }
    }
  }
}
