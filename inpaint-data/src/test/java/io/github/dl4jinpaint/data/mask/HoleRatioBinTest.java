package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoleRatioBinTest {

  @ParameterizedTest
  @CsvSource({
    "2, UP_TO_10", "10, UP_TO_10", "11, UP_TO_20", "20, UP_TO_20", "21, UP_TO_30", "30, UP_TO_30",
    "31, UP_TO_40", "40, UP_TO_40", "41, UP_TO_50", "50, UP_TO_50", "51, UP_TO_60", "60, UP_TO_60"
  })
  void aBinHoldsItsUpperBoundAndNotItsLower(int holes, HoleRatioBin bin) {
    assertThat(HoleRatioBin.of(maskOf100(holes))).contains(bin);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "61", "100"})
  void otherMasksAreInNone(int holes) {
    assertThat(HoleRatioBin.of(maskOf100(holes))).isEmpty();
  }

  @Test
  void isNamedAsInTables() {
    assertThat(HoleRatioBin.values()).hasSize(6);
    assertThat(HoleRatioBin.UP_TO_20).hasToString("10–20 %");
  }

  private static Mask maskOf100(int holes) {
    byte[] valid = new byte[100];
    Arrays.fill(valid, holes, 100, (byte) 1);
    return new Mask(10, 10, valid);
  }
}
