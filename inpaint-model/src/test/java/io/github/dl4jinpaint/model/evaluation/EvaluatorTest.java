package io.github.dl4jinpaint.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.HoleRatioBin;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.inpainting.Inpainting;
import io.github.dl4jinpaint.model.internal.Batches;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EvaluatorTest {

  private static final int IMAGES = 36;
  private static final List<Mask> HOLES =
      IntStream.range(0, IMAGES)
          .mapToObj(i -> IrregularMasks.defaults().generate(32, 32, i))
          .toList();
  private static final INDArray TARGETS = Networks.images(new Random(7), IMAGES, 32, 32);
  private static final INDArray MASKS =
      Nd4j.concat(0, HOLES.stream().map(Mask::toArray).toArray(INDArray[]::new));
  private static final INDArray MASKED = TARGETS.mul(MASKS.broadcast(TARGETS.shape()));

  @Test
  void anyMethodIsMeasuredUnderItsName() {
    Evaluator evaluator =
        new Evaluator()
            .with("all knowing", (images, masks) -> TARGETS)
            .with("black", (images, masks) -> images, 12);

    evaluator.add(MASKED, MASKS, TARGETS);

    Evaluation evaluation = evaluator.evaluation();
    assertThat(evaluation.methods()).containsExactly("all knowing", "black");
    assertThat(evaluation.of("all knowing").value(StandardMetric.L2, Region.ALL_PIXELS)).isZero();
    double squares = TARGETS.sub(MASKED).norm2Number().doubleValue();
    assertThat(evaluation.of("black").value(StandardMetric.L2, Region.COMPOSITE))
        .isCloseTo(squares * squares / TARGETS.length(), within(1e-7));
    assertThat(evaluation.parameters("black")).isEqualTo(OptionalLong.of(12));
    assertThat(evaluation.parameters("all knowing")).isEmpty();
    assertThatThrownBy(() -> evaluation.of("grey"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("all knowing, black");
    assertThatThrownBy(() -> evaluator.with("black", (images, masks) -> images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("black");
  }

  @Test
  void aMethodForPicturesFillsABatchAsItFillsEachPicture() {
    INDArray filled = OpenCvInpainting.TELEA.predict(MASKED, MASKS);

    for (int i = 0; i < IMAGES; i++) {
      BufferedImage picture = Batches.picture(MASKED, i);
      BufferedImage alone = OpenCvInpainting.TELEA.inpaint(picture, HOLES.get(i).toImage());
      assertThat(Batches.picture(filled, i).getRGB(0, 0, 32, 32, null, 0, 32))
          .isEqualTo(alone.getRGB(0, 0, 32, 32, null, 0, 32));
      assertThat(Mask.of(Batches.mask(MASKS, i), HoleColor.BLACK).toArray())
          .isEqualTo(HOLES.get(i).toArray());
    }
  }

  @Test
  void anInpainterGivesItsCompositesAndTheRawOutputInOnePass() {
    Inpainter inpainter = new Inpainter(Networks.trainedTiny());

    Map<String, INDArray> filled =
        new Evaluator().with("joined", "raw", inpainter).add(MASKED, MASKS, TARGETS);

    Inpainting expected = inpainter.inpaint(MASKED, MASKS);
    assertThat(filled)
        .containsExactly(
            Map.entry("joined", expected.composite()), Map.entry("raw", expected.prediction()));
  }

  @Test
  void everyImageIsInTheBinOfItsHoleRatioAndAllBinsTogetherAreAllImages() {
    Evaluator evaluator = new Evaluator().with("black", (images, masks) -> images);
    evaluator.add(MASKED, MASKS, TARGETS);
    Evaluation evaluation = evaluator.evaluation();

    Map<HoleRatioBin, Evaluation> bins = evaluation.byHoleRatio();

    bins.forEach(
        (bin, part) ->
            assertThat(part.images().size())
                .isPositive()
                .isEqualTo(
                    HOLES.stream().filter(m -> HoleRatioBin.of(m).orElse(null) == bin).count()));
    assertThat(List.copyOf(bins.keySet())).isSorted().hasSizeGreaterThan(2);
    assertThat(bins.values().stream().mapToInt(part -> part.images().size()).sum())
        .isEqualTo(IMAGES);
    assertThat(bins.values().stream().mapToDouble(e -> error(e) * e.images().size()).sum())
        .isCloseTo(error(evaluation) * IMAGES, within(1e-9));
  }

  private static double error(Evaluation evaluation) {
    return evaluation.of("black").value(StandardMetric.L2, Region.COMPOSITE);
  }

  @Test
  void groupsAndLabelsStayWithTheirImages() {
    Evaluator evaluator = new Evaluator().with("black", (images, masks) -> images);
    INDArray noHoles = Nd4j.ones(1, 1, 32, 32);
    INDArray one = Networks.images(new Random(1), 1, 32, 32);

    evaluator.add(one, noHoles, one, "whole", List.of("waves"));
    evaluator.add(one.mul(0), noHoles.mul(0), one, "black", List.of("night"));

    Map<String, Evaluation> groups = evaluator.evaluation().byGroup();
    assertThat(groups.keySet()).containsExactly("whole", "black");
    assertThat(groups.get("black").images())
        .containsExactly(new Evaluation.Image("night", "black"));
    assertThat(groups.get("black").holeRatio()).isEqualTo(1);
    assertThat(error(groups.get("whole"))).isZero();
    assertThat(error(groups.get("black"))).isPositive();
    assertThatThrownBy(() -> evaluator.add(one, noHoles, one, "two", List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of 1 images is expected, got 2");
  }

  @Test
  void aMetricOfOnesOwnIsANameAndAMeasure() {
    Metric brightest =
        new Metric() {
          @Override
          public String label() {
            return "brightest";
          }

          @Override
          public double measure(FilledImage image, Region region) {
            return image.holes() == 0 ? Double.NaN : image.composite(0)[0];
          }
        };
    Evaluator evaluator = new Evaluator(List.of(brightest)).with("black", (images, m) -> images);
    INDArray half = Nd4j.valueArrayOf(new long[] {2, 3, 8, 8}, 0.5);
    INDArray masks = Nd4j.ones(2, 1, 8, 8);
    masks.putScalar(0, 0, 3, 3, 0);

    evaluator.add(half, masks, half);

    Scores scores = evaluator.evaluation().of("black");
    assertThat(scores.value(brightest, Region.COMPOSITE)).isEqualTo(0.5);
    assertThat(scores.images().get(1).value(brightest, Region.COMPOSITE)).isNaN();
    assertThatThrownBy(() -> scores.value(StandardMetric.SSIM, Region.HOLES))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("SSIM over HOLES was not measured");
  }

  @Test
  void theFirstBatchsTimeCountsOnlyWhereThereIsNoOther() {
    Stopwatch.Time first = new Stopwatch.Time(50, true);
    Stopwatch.Time second = new Stopwatch.Time(2, false);
    Stopwatch.Time third = new Stopwatch.Time(4, false);

    assertThat(Stopwatch.millisPerImage(List.of(first, second, third))).isEqualTo(3);
    assertThat(Stopwatch.millisPerImage(List.of(first, first))).isEqualTo(50);
    assertThat(Stopwatch.millisPerImage(List.of())).isNaN();
  }

  @Test
  void everyGroupHasTheTimesOfItsOwnImages() {
    Evaluator evaluator = new Evaluator().with("same", (images, masks) -> images);
    List<String> labels = Collections.nCopies(IMAGES, "");
    evaluator.add(MASKED, MASKS, TARGETS, "a", labels);
    evaluator.add(MASKED, MASKS, TARGETS, "b", labels);

    Evaluation evaluation = evaluator.evaluation();
    Map<String, Evaluation> groups = evaluation.byGroup();

    assertThat(groups.get("a").millisPerImage("same"))
        .isCloseTo(evaluation.millis("same", 0), within(1e-9));
    assertThat(groups.get("b").millisPerImage("same"))
        .isCloseTo(evaluation.millis("same", IMAGES), within(1e-9));
  }
}
