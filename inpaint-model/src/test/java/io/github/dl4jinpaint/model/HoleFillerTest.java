package io.github.dl4jinpaint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HoleFillerTest {

  private static final int UNLIMITED = 1 << 12;

  private final Random random = new Random(11);
  private final SharedNetwork network = new SharedNetwork(Networks.trainedTiny());

  @ParameterizedTest
  @EnumSource(PartialConvUNet.Skip.class)
  void whatLiesBeyondTheReachIsNotSeen(PartialConvUNet.Skip skip) {
    SharedNetwork network = new SharedNetwork(Networks.tiny().size(16, 16).skip(skip).build());
    int size = 160;
    float[] image = new float[3 * size * size];
    float[] mask = new float[size * size];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % 3 == 0 ? 0 : 1;
      image[i] = mask[i] * random.nextFloat();
    }
    float[] before = network.output(image, mask, size, size);
    int x = 77;
    int y = 83;
    image[y * size + x] = 1 - image[y * size + x];
    mask[y * size + x] = 1 - mask[y * size + x];
    float[] after = network.output(image, mask, size, size);

    int seen = 0;
    for (int i = 0; i < size * size; i++) {
      if (Math.abs(before[i] - after[i]) > 1e-6) {
        seen = Math.max(seen, Math.max(Math.abs(i % size - x), Math.abs(i / size - y)));
      }
    }
    assertThat(seen).isPositive().isLessThanOrEqualTo(network.reach());
    assertThat(network.reach()).isLessThan(size / 4);
  }

  @ParameterizedTest
  @CsvSource({"97, 61, 16", "64, 64, 32", "33, 130, 20", "5, 200, 24"})
  void tilesGiveWhatOnePassGives(int width, int height, int tile) {
    BufferedImage picture = TestPictures.ofKind(1, random, width, height);
    HoleMap holes = holes(width, height);
    for (boolean all : new boolean[] {false, true}) {
      float[] whole = fill(UNLIMITED, UNLIMITED, picture, holes, all);
      float[] tiled = fill(tile, UNLIMITED, picture, holes, all);

      assertThat(tiled).containsExactly(whole, within(2e-6f));
    }
  }

  @Test
  void theMeanOverMirrorImagesIsAMirroredPicturesMirrored() {
    float[] image = new float[3 * 8 * 12];
    float[] mask = new float[8 * 12];
    float[] mirroredImage = new float[image.length];
    float[] mirroredMask = new float[mask.length];
    for (int i = 0; i < image.length; i++) {
      int mirrored = i / 12 * 12 + 11 - i % 12;
      image[i] = random.nextFloat();
      mirroredImage[mirrored] = image[i];
      if (i < mask.length) {
        mask[i] = i % 5 == 0 ? 0 : 1;
        mirroredMask[mirrored] = mask[i];
      }
    }

    float[] mean = network.meanOfMirrored(image, mask, 8, 12);
    float[] ofMirrored = network.meanOfMirrored(mirroredImage, mirroredMask, 8, 12);

    float[] back = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      back[i / 12 * 12 + 11 - i % 12] = ofMirrored[i];
    }
    assertThat(mean).containsExactly(back, within(2e-6f));
    assertThat(mean).isNotEqualTo(network.output(image, mask, 8, 12));
  }

  @Test
  void tilesFadeIntoEachOtherWhereTheyCannotReachFarEnough() {
    int tile = 64;
    int size = 2 * tile;
    BufferedImage picture = TestPictures.ofKind(1, random, size, size);
    HoleMap holes = holes(size, size);
    float[] whole = fill(UNLIMITED, UNLIMITED, picture, holes, true);
    float[] tiled = fill(tile, 2, picture, holes, true);

    float most = 0;
    float jump = 0;
    for (int i = 0; i < whole.length; i++) {
      float difference = tiled[i] - whole[i];
      most = Math.max(most, Math.abs(difference));
      int y = i / size % size;
      // A hole and its neighbour differ by the hole's correction, wherever tiles end.
      if (i % size == tile && holes.isValid(tile, y) && holes.isValid(tile - 1, y)) {
        jump = Math.max(jump, Math.abs(difference - (tiled[i - 1] - whole[i - 1])));
      }
    }
    assertThat(most).isPositive();
    assertThat(jump).isLessThan(most / 4);
  }

  private HoleMap holes(int width, int height) {
    BufferedImage mask = TestPictures.mask(random, 0.3, width, height);
    return new HoleMap(width, MaskPicture.valid(mask, false));
  }

  private float[] fill(int tile, int reach, BufferedImage picture, HoleMap holes, boolean all) {
    FloatGrid filled = new FloatGrid(picture.getWidth(), picture.getHeight());
    new HoleFiller(network, UNLIMITED, all, tile, reach)
        .fill(Canvas.of(picture), holes, filled, all);
    return filled.read(0, 0, picture.getWidth(), picture.getHeight());
  }

  /** A slope goes on in a hole that is far wider than what the network fills at once. */
  @Test
  void largeHolesAreFilledCoarseToFine() throws IOException {
    int size = 128;
    FloatGrid slope = new FloatGrid(size, size);
    boolean[] valid = new boolean[size * size];
    Arrays.fill(valid, true);
    for (int i = 0; i < valid.length; i++) {
      int x = i % size;
      int y = i / size;
      slope.paint(x, y, x / (float) size, y / (float) size, 0.5f);
      valid[i] = Math.hypot(x - 64, y - 64) > 30;
    }
    FloatGrid filled = new FloatGrid(size, size);
    new HoleFiller(Networks.pretrained(), 4, false)
        .fill(slope, new HoleMap(size, valid), filled, false);

    double worst = 0;
    float[] expected = slope.read(0, 0, size, size);
    float[] found = filled.read(0, 0, size, size);
    for (int i = 0; i < expected.length; i++) {
      if (!valid[i % valid.length]) {
        worst = Math.max(worst, Math.abs(found[i] - expected[i]));
      }
    }
    assertThat(worst).isLessThan(0.2);
  }
}
