package io.github.dl4jinpaint.layers;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sums over all but the channels, as products with ones: oneDNN computes these several times as
 * fast as ND4J reduces. The ones are kept from call to call.
 */
final class ChannelSums {

  private INDArray onesOfArea;
  private INDArray onesOfBatch;

  /** The sums of features x: [channels]. */
  INDArray of(Layout layout, INDArray x) {
    long channels = layout.channels(x);
    long n = layout == Layout.CHANNELS_FIRST ? x.size(0) : x.length() / channels;
    long area = x.length() / (n * channels);
    INDArray maps = x;
    if (area > 1) {
      onesOfArea = ones(onesOfArea, area, x);
      maps = Nd4j.createUninitialized(x.dataType(), new long[] {1, n * channels}, 'c');
      Ops.matmul(onesOfArea, false, x.reshape('c', n * channels, area), true, maps);
    }
    onesOfBatch = ones(onesOfBatch, n, x);
    INDArray sums = Nd4j.createUninitialized(x.dataType(), new long[] {1, channels}, 'c');
    Ops.matmul(onesOfBatch, false, maps.reshape('c', n, channels), false, sums);
    return sums.reshape(channels);
  }

  private static INDArray ones(INDArray kept, long length, INDArray like) {
    if (kept != null && kept.length() == length && kept.dataType() == like.dataType()) {
      return kept;
    }
    try (MemoryWorkspace detached = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return Nd4j.ones(like.dataType(), 1, length);
    }
  }
}
