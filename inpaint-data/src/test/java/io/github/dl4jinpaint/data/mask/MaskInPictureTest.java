package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.data.image.Pictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskInPictureTest {

  private static final int SIZE = 40;

  @Test
  void whatIsPaintedInAColourIsAHole() {
    BufferedImage picture = painted(BufferedImage.TYPE_INT_RGB);
    picture.setRGB(30, 30, 0xf808f2);

    MaskInPicture sharp = MaskInPicture.ofColor(picture, "a.png", Color.MAGENTA, 0);

    assertThat(sharp.mask()).isEqualTo(rectangle());
    assertThat(sharp.picture()).isSameAs(picture);
    assertThat(sharp.warnings()).isEmpty();
    assertThat(Mask.ofColor(picture, Color.MAGENTA, 12).isValid(30, 30)).isTrue();
    assertThat(Mask.ofColor(picture, Color.MAGENTA, 13).isValid(30, 30)).isFalse();
  }

  @Test
  void aColourThatIsNowhereIsToldWithTheNearestOne() {
    BufferedImage picture = painted(BufferedImage.TYPE_INT_RGB);

    MaskInPicture none = MaskInPicture.ofColor(picture, "a.png", new Color(250, 0, 250), 3);

    assertThat(none.mask().hasHoles()).isFalse();
    assertThat(none.warnings())
        .singleElement()
        .asString()
        .contains("a.png has no pixel of the colour FA00FA", "5 of 255 away", "tolerance of 3");
  }

  /** As a JPEG file is: paint in it is never one colour, and runs over. */
  @Test
  void inAJpegFileATolerantMaskThatGrowsHasAllOfThePaint() throws IOException {
    byte[] file = Pictures.encode(painted(BufferedImage.TYPE_INT_RGB), ImageFormat.JPEG);
    BufferedImage picture = Pictures.read(file, "a.jpg", Pictures.MOST_PIXELS);

    MaskInPicture strict = MaskInPicture.ofColor(picture, "a.jpg", Color.MAGENTA, 0);
    MaskInPicture tolerant = MaskInPicture.ofColor(picture, "a.jpg", Color.MAGENTA, 60);

    assertThat(strict.mask()).isNotEqualTo(rectangle());
    assertThat(strict.warnings()).singleElement().asString().contains("nearly FF00FF");
    assertThat(strict.dilated(2).warnings()).isEmpty();
    Mask grown = tolerant.mask().dilated(2);
    byte[] wanted = rectangle().toBytes();
    byte[] found = grown.toBytes();
    for (int i = 0; i < wanted.length; i++) {
      assertThat(wanted[i] == 0 && found[i] == 1).as("pixel %d", i).isFalse();
    }
    assertThat(grown.holeRatio()).isLessThan(2.2 * rectangle().holeRatio());
  }

  @Test
  void whatIsErasedIsAHoleOfAnOpaquePicture() {
    BufferedImage picture = painted(BufferedImage.TYPE_INT_ARGB);
    for (int y = 10; y < 20; y++) {
      for (int x = 12; x < 18; x++) {
        picture.setRGB(x, y, 0x00ff00ff);
      }
    }
    picture.setRGB(0, 0, 0x90102030);

    MaskInPicture erased = MaskInPicture.ofTransparency(picture, "a.png");

    assertThat(erased.mask()).isEqualTo(rectangle());
    assertThat(erased.picture().getColorModel().hasAlpha()).isFalse();
    assertThat(erased.picture().getRGB(0, 0)).isEqualTo(0xff102030);
    assertThat(erased.picture().getRGB(5, 5)).isEqualTo(picture.getRGB(5, 5));
    assertThat(erased.warnings()).singleElement().asString().contains("1 half transparent pixels");
    BufferedImage opaque = painted(BufferedImage.TYPE_INT_RGB);
    assertThatThrownBy(() -> Mask.ofTransparency(opaque))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no transparency, which is to tell the holes");
  }

  @Test
  void holesGrowByADisc() {
    Random random = new Random(1);
    byte[] valid = new byte[23 * 31];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = (byte) (random.nextInt(40) == 0 ? 0 : 1);
    }
    Mask mask = new Mask(23, 31, valid);

    for (int radius : new int[] {0, 1, 3, 60}) {
      Mask grown = mask.dilated(radius);
      for (int i = 0; i < valid.length; i++) {
        assertThat(grown.isValid(i / 31, i % 31))
            .as("%d by %d", i, radius)
            .isEqualTo(isFar(mask, i / 31, i % 31, radius));
      }
    }
    assertThatThrownBy(() -> mask.dilated(-1)).hasMessageContaining("not by -1");
  }

  private static boolean isFar(Mask mask, int y, int x, int radius) {
    for (int i = 0; i < mask.height() * mask.width(); i++) {
      int dy = i / mask.width() - y;
      int dx = i % mask.width() - x;
      if (dy * dy + dx * dx <= radius * radius
          && !mask.isValid(i / mask.width(), i % mask.width())) {
        return false;
      }
    }
    return true;
  }

  private static Mask rectangle() {
    byte[] valid = new byte[SIZE * SIZE];
    for (int i = 0; i < valid.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE;
      valid[i] = (byte) (x >= 12 && x < 18 && y >= 10 && y < 20 ? 0 : 1);
    }
    return new Mask(SIZE, SIZE, valid);
  }

  private static BufferedImage painted(int type) {
    BufferedImage picture = new BufferedImage(SIZE, SIZE, type);
    for (int i = 0; i < SIZE * SIZE; i++) {
      picture.setRGB(i % SIZE, i / SIZE, new Color(3 * (i % SIZE), 120, 2 * (i / SIZE)).getRGB());
    }
    Graphics2D brush = picture.createGraphics();
    brush.setColor(Color.MAGENTA);
    brush.fillRect(12, 10, 6, 10);
    brush.dispose();
    return picture;
  }
}
