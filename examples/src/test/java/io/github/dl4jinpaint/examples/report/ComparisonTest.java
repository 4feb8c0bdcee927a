package io.github.dl4jinpaint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.data.mask.HoleRatioBin;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.examples.QuickStart;
import io.github.dl4jinpaint.examples.command.Console;
import io.github.dl4jinpaint.model.evaluation.InpaintingErrors;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ComparisonTest {

  private static final List<BufferedImage> SAMPLES = QuickStart.samples();
  private static final List<Mask> HOLES =
      IntStream.range(0, SAMPLES.size())
          .mapToObj(i -> IrregularMasks.defaults().generate(32, 32, i))
          .toList();
  private static final INDArray TARGETS =
      Nd4j.concat(0, SAMPLES.stream().map(Pictures::toArray).toArray(INDArray[]::new));
  private static final INDArray MASKS =
      Nd4j.concat(0, HOLES.stream().map(Mask::toArray).toArray(INDArray[]::new));
  private static final INDArray MASKED = TARGETS.mul(MASKS.broadcast(TARGETS.shape()));

  @Test
  void anyMethodIsMeasuredUnderItsName() {
    Comparison comparison =
        new Comparison()
            .with("all knowing", (images, masks) -> TARGETS)
            .with("black", (images, masks) -> images);

    comparison.measure(MASKED, MASKS, TARGETS);

    assertThat(comparison.names()).containsExactly("all knowing", "black");
    assertThat(comparison.errors("all knowing").overAllPixels()).isZero();
    double squares = TARGETS.sub(MASKED).norm2Number().doubleValue();
    assertThat(comparison.errors("black").ofComposite())
        .isCloseTo(squares * squares / TARGETS.length(), within(1e-7));
    assertThatThrownBy(() -> comparison.errors("grey"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("all knowing, black");
  }

  @Test
  void aMethodForPicturesFillsABatchAsItFillsEachPicture() {
    INDArray filled =
        Comparison.eachPicture(OpenCvInpainting.TELEA::inpaint).predict(MASKED, MASKS);

    for (int i = 0; i < SAMPLES.size(); i++) {
      BufferedImage alone = OpenCvInpainting.TELEA.inpaint(SAMPLES.get(i), HOLES.get(i).toImage());
      assertThat(Comparison.picture(filled, i).getRGB(0, 0, 32, 32, null, 0, 32))
          .isEqualTo(alone.getRGB(0, 0, 32, 32, null, 0, 32));
      assertThat(Pictures.toMask(Comparison.maskPicture(MASKS, i)))
          .isEqualTo(HOLES.get(i).toArray());
    }
  }

  @Test
  void everyImageIsInTheBinOfItsHoleRatioAndAllBinsTogetherAreAllImages() {
    Comparison comparison = new Comparison().with("black", (images, masks) -> images);
    comparison.measure(MASKED, MASKS, TARGETS);

    Map<HoleRatioBin, InpaintingErrors> bins = comparison.errorsByHoleRatio("black");

    bins.forEach(
        (bin, errors) ->
            assertThat(errors.images().size())
                .isPositive()
                .isEqualTo(
                    HOLES.stream().filter(m -> HoleRatioBin.of(m).orElse(null) == bin).count()));
    assertThat(List.copyOf(bins.keySet())).isSorted().hasSizeGreaterThan(2);
    assertThat(bins.values().stream().mapToInt(e -> e.images().size()).sum())
        .isEqualTo(SAMPLES.size());
    assertThat(bins.values().stream().mapToDouble(e -> e.ofComposite() * e.images().size()).sum())
        .isCloseTo(comparison.errors("black").ofComposite() * SAMPLES.size(), within(1e-9));
  }

  @Test
  void tablesHaveARowForEveryMethodAndHoleRatio() {
    Comparison comparison =
        new Comparison().with("black", (images, masks) -> images).with("two", (i, m) -> TARGETS);
    comparison.measure(MASKED, MASKS, TARGETS);

    String printed =
        Console.printed(
            () -> {
              comparison.print();
              comparison.printByHoleRatio(Figure.L2_HOLES);
            });

    assertThat(printed)
        .contains(Figure.L2_HOLES.text(comparison.errors("black")), "100.00", "1.0000");
    comparison
        .errorsByHoleRatio("black")
        .forEach(
            (bin, errors) ->
                assertThat(printed.lines().filter(line -> line.startsWith(bin.toString())))
                    .singleElement()
                    .asString()
                    .contains(Figure.L2_HOLES.text(errors)));
  }
}
