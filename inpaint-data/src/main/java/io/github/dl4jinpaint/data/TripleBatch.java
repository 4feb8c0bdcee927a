package io.github.dl4jinpaint.data;

import io.github.dl4jinpaint.data.mask.Mask;
import java.util.List;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.batch.NDArrayRecordBatch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Collects triples and makes each of their arrays at one go, which is what costs time. Several
 * threads may set triples at different positions.
 */
final class TripleBatch {
  private static final float[] LEVELS = new float[256];

  static {
    for (int i = 0; i < LEVELS.length; i++) {
      LEVELS[i] = i / 255f;
    }
  }

  private final int count;
  private final int height;
  private final int width;
  private final float[] maskedImages;
  private final float[] masks;
  private final float[] targets;

  TripleBatch(int count, int height, int width) {
    this.count = count;
    this.height = height;
    this.width = width;
    this.maskedImages = new float[count * 3 * height * width];
    this.masks = new float[count * height * width];
    this.targets = new float[count * 3 * height * width];
  }

  void set(int position, byte[] rgb, Mask mask) {
    byte[] valid = mask.toBytes();
    int pixels = valid.length;
    for (int i = 0; i < pixels; i++) {
      masks[position * pixels + i] = valid[i];
    }
    for (int channel = 0; channel < 3; channel++) {
      int plane = channel * pixels;
      int to = (position * 3 + channel) * pixels;
      for (int i = 0; i < pixels; i++) {
        float level = LEVELS[rgb[plane + i] & 0xff];
        targets[to + i] = level;
        maskedImages[to + i] = level * valid[i];
      }
    }
  }

  NDArrayRecordBatch toRecordBatch() {
    return new NDArrayRecordBatch(array(maskedImages, 3), array(masks, 1), array(targets, 3));
  }

  List<Writable> toRecord() {
    return List.of(
        new NDArrayWritable(array(maskedImages, 3)),
        new NDArrayWritable(array(masks, 1)),
        new NDArrayWritable(array(targets, 3)));
  }

  MultiDataSet toMultiDataSet() {
    return new MultiDataSet(
        new INDArray[] {array(maskedImages, 3)},
        new INDArray[] {array(targets, 3)},
        new INDArray[] {array(masks, 1)},
        null);
  }

  private INDArray array(float[] values, int channels) {
    return Nd4j.create(values, new long[] {count, channels, height, width}, 'c');
  }
}
