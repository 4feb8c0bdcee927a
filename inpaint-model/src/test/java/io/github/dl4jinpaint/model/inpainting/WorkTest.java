package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.inpainting.PatchFilling.Style;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How much of a picture is looked at to fill a small hole. */
class WorkTest {

  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;

  /** A picture without memory that counts the pixels that are read of it. */
  private static final class Counter implements PixelGrid {

    private final AtomicLong pixels = new AtomicLong();

    @Override
    public int width() {
      return WIDTH;
    }

    @Override
    public int height() {
      return HEIGHT;
    }

    @Override
    public float[] read(int x, int y, int width, int height) {
      pixels.addAndGet((long) width * height);
      return new float[3 * width * height];
    }

    @Override
    public void paint(int x, int y, float red, float green, float blue) {}
  }

  private static HoleMap hole() {
    boolean[] valid = new boolean[WIDTH * HEIGHT];
    Arrays.fill(valid, true);
    for (int y = 2000; y < 2020; y++) {
      Arrays.fill(valid, y * WIDTH + 2500, y * WIDTH + 2520, false);
    }
    return new HoleMap(WIDTH, valid);
  }

  @Test
  void theNetworkSeesAHolesSurroundings() {
    Counter picture = new Counter();
    SharedNetwork network = new SharedNetwork(Networks.tiny().size(16, 16).build());
    new HoleFiller(network, 4, false).fill(picture, hole(), picture, false);
    assertThat(picture.pixels.get()).isBetween(400L, WIDTH * HEIGHT / 50L);
  }

  @Test
  void patchesComeFromAHolesSurroundings() {
    for (Style style : Style.values()) {
      Counter picture = new Counter();
      new PatchFilling(style).apply(picture, hole());
      assertThat(picture.pixels.get()).isBetween(400L, WIDTH * HEIGHT / 50L);
    }
  }
}
