package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class MaskTest {
  private final Mask mask = new Mask(2, 3, new byte[] {1, 0, 1, 1, 1, 0});

  @Test
  void knowsItsHoles() {
    assertThat(mask.holeRatio()).isEqualTo(2 / 6.0);
    assertThat(mask.isValid(0, 0)).isTrue();
    assertThat(mask.isValid(0, 1)).isFalse();
    assertThat(mask.isValid(1, 2)).isFalse();
    assertThatThrownBy(() -> mask.isValid(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void becomesAnArrayOfOnesForValidAndZerosForHoles() {
    assertThat(mask.toArray().shape()).containsExactly(1, 1, 2, 3);
    assertThat(mask.toArray().dataType()).isEqualTo(DataType.FLOAT);
    assertThat(mask.toArray().data().asFloat()).containsExactly(1, 0, 1, 1, 1, 0);
  }

  @Test
  void becomesAPictureWithWhiteForValidAndBlackForHoles() {
    BufferedImage picture = mask.toImage();

    assertThat(picture.getWidth()).isEqualTo(3);
    assertThat(picture.getHeight()).isEqualTo(2);
    assertThat(picture.getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(picture.getRGB(1, 0)).isEqualTo(0xff000000);
    assertThat(picture.getRGB(2, 1)).isEqualTo(0xff000000);
  }

  @Test
  void doesNotChangeWithTheBytesItWasMadeFrom() {
    byte[] bytes = {1, 1};
    Mask made = new Mask(1, 2, bytes);
    bytes[0] = 0;

    assertThat(made).isEqualTo(new Mask(1, 2, new byte[] {1, 1}));
    assertThat(made).hasSameHashCodeAs(new Mask(1, 2, new byte[] {1, 1}));
    assertThat(made).isNotEqualTo(new Mask(2, 1, new byte[] {1, 1}));
  }

  @Test
  void refusesWhatIsNotAMask() {
    assertThatThrownBy(() -> new Mask(1, 2, new byte[] {1, (byte) 255}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not -1");
    assertThatThrownBy(() -> new Mask(2, 2, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 values");
    assertThatThrownBy(() -> new Mask(0, 2, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0×2");
  }
}
