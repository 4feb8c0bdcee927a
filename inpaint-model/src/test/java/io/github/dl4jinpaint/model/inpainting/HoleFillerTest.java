package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.inpainting.ReceptiveField.Span;
import java.awt.Rectangle;
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
  void whatLiesBeyondTheReceptiveFieldIsNotSeen(PartialConvUNet.Skip skip) {
    SharedNetwork network = new SharedNetwork(Networks.tiny().size(16, 16).skip(skip).build());
    int size = 64;
    float[] image = new float[3 * size * size];
    float[] mask = new float[size * size];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % 3 == 0 ? 0 : 1;
      image[i] = mask[i] * random.nextFloat();
    }
    float[] before = network.output(image, mask, size, size, false);
    int farthest = 0;
    for (int at = 28; at < 36; at++) {
      float[] otherImage = image.clone();
      float[] otherMask = mask.clone();
      otherImage[at * size + at + 1] = 1 - image[at * size + at + 1];
      otherMask[at * size + at + 1] = 1 - mask[at * size + at + 1];
      float[] after = network.output(otherImage, otherMask, size, size, false);
      for (int i = 0; i < size * size; i++) {
        if (before[i] != after[i]) {
          Span columns = network.receptiveField().columns(new Span(i % size, i % size));
          Span rows = network.receptiveField().rows(new Span(i / size, i / size));
          assertThat(at + 1).isBetween(columns.first(), columns.last());
          assertThat(at).isBetween(rows.first(), rows.last());
          farthest = Math.max(farthest, Math.abs(i / size - at));
        }
      }
    }
    assertThat(farthest).isPositive();
  }

  /** Worked out by hand: 16 · ⌊(x ± 30) / 16⌋ ± 30. */
  @Test
  void theReportsNetworkSeesFartherToOneSideThanToTheOther() {
    var field = new ReceptiveField(PartialConvUNet.table2().build());

    assertThat(field.columns(new Span(160, 175))).isEqualTo(new Span(98, 222));
    assertThat(field.rows(new Span(170, 170))).isEqualTo(new Span(98, 222));
    assertThat(field.rows(new Span(178, 178))).isEqualTo(new Span(114, 238));
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
  void holesFarFromEachOtherHaveWindowsOfTheirOwnAndAreFilledTheSame() {
    int size = 600;
    boolean[] valid = new boolean[size * size];
    Arrays.fill(valid, true);
    for (int hole : new int[] {3, 5, 590}) {
      valid[hole * size + hole] = false;
    }
    HoleMap holes = new HoleMap(size, valid);
    BufferedImage picture = TestPictures.ofKind(1, random, size, size);

    Rectangle whole = new Rectangle(size, size);
    var windows = new Windows(network, UNLIMITED, size, size);
    assertThat(windows.cover(holes, whole, Float.POSITIVE_INFINITY))
        .containsExactly(new Rectangle(3, 3, 3, 3), new Rectangle(590, 590, 1, 1));
    float[] together = fill(size, UNLIMITED, picture, holes, false);
    float[] apart = fill(100, UNLIMITED, picture, holes, false);
    for (int hole : new int[] {3, 5, 590}) {
      int at = hole * size + hole;
      assertThat(together[at]).isNotZero().isCloseTo(apart[at], within(2e-6f));
    }
  }

  @Test
  void whatIsTransparentIsNotFilledAndAllElseIsAsIfItWere() {
    int size = 600;
    boolean[] valid = new boolean[size * size];
    boolean[] wanted = new boolean[size * size];
    for (int i = 0; i < valid.length; i++) {
      int x = i % size;
      int y = i / size;
      boolean transparent = x > 300 && x <= 340;
      wanted[i] = y > 250 && y < 290 && x > 200 + random.nextInt(3) && x <= 300;
      valid[i] = !transparent && !wanted[i];
    }
    BufferedImage picture = TestPictures.ofKind(1, random, size, size);
    HoleMap cutOut = new HoleMap(size, valid, wanted);
    FloatGrid everything = new FloatGrid(size, size);
    FloatGrid wantedOnly = new FloatGrid(size, size);

    new HoleFiller(network, 8, false)
        .fill(Canvas.of(picture), new HoleMap(size, valid), everything, false);
    new HoleFiller(network, 8, false).fill(Canvas.of(picture), cutOut, wantedOnly, false);

    float[] expected = everything.read(0, 0, size, size);
    float[] filled = wantedOnly.read(0, 0, size, size);
    for (int i = 0; i < filled.length; i++) {
      boolean hole = wanted[i % wanted.length];
      assertThat(filled[i]).isCloseTo(hole ? expected[i] : 0, within(2e-5f));
    }
    var windows = new Windows(network, UNLIMITED, size, size);
    for (Rectangle box : windows.cover(cutOut, new Rectangle(size, size), 5)) {
      assertThat(new Rectangle(200, 250, 101, 40).contains(box)).isTrue();
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

    float[] mean = network.output(image, mask, 8, 12, true);
    float[] ofMirrored = network.output(mirroredImage, mirroredMask, 8, 12, true);

    float[] back = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      back[i / 12 * 12 + 11 - i % 12] = ofMirrored[i];
    }
    assertThat(mean).containsExactly(back, within(2e-6f));
    assertThat(mean).isNotEqualTo(network.output(image, mask, 8, 12, false));
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
    return new HoleMap(Mask.of(mask, HoleColor.BLACK));
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
    new HoleFiller(new SharedNetwork(ModelFiles.cifar10()), 4, false)
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
