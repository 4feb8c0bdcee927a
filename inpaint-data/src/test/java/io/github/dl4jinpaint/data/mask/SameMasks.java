package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.TestImages;
import java.util.List;
import java.util.stream.IntStream;

/** What every generator of masks promises: a seed's mask is the same everywhere. */
final class SameMasks {
  private static final int SEEDS = 300;

  private SameMasks() {}

  /**
   * Generates in order, on several threads, in another order and after serialisation.
   *
   * @return the masks of the seeds from 0 on
   */
  static List<Mask> assertSameEverywhere(MaskGenerator masks, int height, int width) {
    List<Mask> inOrder =
        IntStream.range(0, SEEDS).mapToObj(seed -> masks.generate(height, width, seed)).toList();
    MaskGenerator readBack = TestImages.serialised(masks);
    List<Mask> inParallel =
        IntStream.range(0, SEEDS)
            .parallel()
            .mapToObj(seed -> readBack.generate(height, width, seed))
            .toList();

    assertThat(inParallel).isEqualTo(inOrder);
    assertThat(masks.generate(height, width, 7)).isEqualTo(inOrder.get(7));
    return inOrder;
  }
}
