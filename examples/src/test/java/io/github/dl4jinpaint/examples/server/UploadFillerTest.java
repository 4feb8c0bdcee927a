package io.github.dl4jinpaint.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Picture and masks of 16 × 16 pixels, of which the first four rows are painted. */
class UploadFillerTest {
  private static final int SIZE = 16;
  private static final int PAINTED = 64;

  private final UploadFiller filler = new UploadFiller(models(true, Inpainter::cifar10), 1000);
  private final byte[] picture = file(p -> 0x010101 * (p / 2) + 0x20);

  private static Models models(boolean texture, Supplier<Inpainter> inpainter) {
    return new Models(texture).add("usual", "The usual one", inpainter);
  }

  private static byte[] file(IntUnaryOperator rgb) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < SIZE * SIZE; p++) {
      image.setRGB(p % SIZE, p / SIZE, rgb.applyAsInt(p));
    }
    try {
      return Pictures.encode(image, ImageFormat.PNG);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Filled fill(byte[] picture, byte[] mask, boolean white) throws IOException {
    return filler.fill(new FillRequest(picture, mask, white, true, null));
  }

  /** Of a mask whose painted pixels have one colour, and the others another. */
  private static byte[] mask(String painted, String others) {
    return file(p -> Integer.decode(p < PAINTED ? painted : others));
  }

  @ParameterizedTest
  @CsvSource({
    "0xffffff, 0x000000", // white on black
    "0xff0000, 0x000000", // a red brush
    "0x0000ff, 0x000000", // a blue one
    "0x262626, 0x000000", // a faint one
    "0x7f7f7f, 0x000000", // a brush at half
    "0xb0b0b0, 0x000000", // a stronger one
  })
  void whatIsPaintedIsFilledWithoutAWord(String painted, String others) throws IOException {
    Filled filled = fill(picture, mask(painted, others), true);

    assertThat(filled.warnings()).isEmpty();
    assertThat(changed(filled)).isBetween(1, PAINTED);
  }

  @Test
  void whatIsDoubtfulIsFilledAndTold() throws IOException {
    byte[] softEdge = file(p -> p < PAINTED ? 0xffffff : p < PAINTED + SIZE ? 0xb0b0b0 : 0);

    for (Filled filled :
        List.of(
            fill(picture, mask("0xffffff", "0x000000"), false), fill(picture, softEdge, true))) {
      assertThat(filled.warnings())
          .singleElement()
          .asString()
          .containsAnyOf("holes (black) in 75 % of its pixels", "16 grey pixels of 256");
      assertThat(changed(filled)).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x000000, 0x000000, true, 'has no hole: no pixel of it is white'",
    "0xffffff, 0xffffff, false, 'has no hole: no pixel of it is black'",
    "0xffffff, 0xffffff, true, 'nothing but holes (white)'",
    "0x010101, 0x000000, true, 'all but black'",
  })
  void whereNothingWouldBeFilledItIsRefused(
      String painted, String others, boolean white, String reason) {
    byte[] mask = mask(painted, others);

    assertThatThrownBy(() -> fill(picture, mask, white)).hasMessageContaining(reason);
  }

  @Test
  void textureIsTheRequestsChoiceAndElseTheServers() throws IOException {
    UploadFiller smooth = new UploadFiller(models(false, Inpainter::pretrained), 10_000);
    BufferedImage noise = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    BufferedImage hole = new BufferedImage(96, 96, BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(1);
    for (int p = 0; p < 96 * 96; p++) {
      noise.setRGB(p % 96, p / 96, 0x010101 * random.nextInt(256));
    }
    hole.createGraphics().fillRect(32, 32, 32, 32);
    byte[] picture = Pictures.encode(noise, ImageFormat.PNG);
    byte[] mask = Pictures.encode(hole, ImageFormat.PNG);

    byte[] asServed = smooth.fill(new FillRequest(picture, mask, true, null, null)).png();

    assertThat(smooth.fill(new FillRequest(picture, mask, true, false, null)).png())
        .isEqualTo(asServed);
    assertThat(smooth.fill(new FillRequest(picture, mask, true, true, null)).png())
        .isNotEqualTo(asServed);
  }

  @Test
  void pictureAndMaskSwappedAreRefused() {
    byte[] mask = mask("0xffffff", "0x000000");

    assertThatThrownBy(() -> fill(mask, picture, true))
        .hasMessageContaining("looks like a photograph")
        .hasMessageContaining("Are picture and mask swapped?");
  }

  private int changed(Filled filled) throws IOException {
    BufferedImage before = Pictures.read(picture, "the picture", 1000);
    BufferedImage after = Pictures.read(filled.png(), "the filled picture", 1000);
    int changed = 0;
    for (int p = 0; p < SIZE * SIZE; p++) {
      int x = p % SIZE;
      int y = p / SIZE;
      changed += before.getRGB(x, y) != after.getRGB(x, y) ? 1 : 0;
    }
    return changed;
  }
}
