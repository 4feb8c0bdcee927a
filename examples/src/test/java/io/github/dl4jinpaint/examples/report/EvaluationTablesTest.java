package io.github.dl4jinpaint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.examples.compare.ShippedPictures;
import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class EvaluationTablesTest {

  private static final Figure HOLE_ERROR = new Figure(StandardMetric.L2, Region.HOLES);

  @Test
  void tablesHaveARowForEveryMethodAndHoleRatio() throws IOException {
    List<BufferedImage> samples = ShippedPictures.samples();
    Evaluator evaluator = new Evaluator();
    INDArray[] target = new INDArray[1];
    evaluator.with("black", (images, masks) -> images).with("two", (i, m) -> target[0]);
    for (int i = 0; i < samples.size(); i++) {
      target[0] = Pictures.toArray(samples.get(i));
      INDArray mask = IrregularMasks.defaults().generate(32, 32, i).toArray();
      Map<String, INDArray> filled =
          evaluator.add(target[0].mul(mask.broadcast(target[0].shape())), mask, target[0]);
      assertThat(SamplePictures.of(target[0], mask, filled, 0).keySet())
          .containsExactly("masked image", "black", "two", "original");
    }
    Evaluation evaluation = evaluator.evaluation();

    String methods = EvaluationTables.ofMethods(evaluation);
    String bins = EvaluationTables.byHoleRatio(evaluation, HOLE_ERROR);

    assertThat(methods)
        .contains(HOLE_ERROR.text(evaluation.of("black").value(HOLE_ERROR)), "100.00", "1.0000");
    evaluation
        .byHoleRatio()
        .forEach(
            (bin, part) ->
                assertThat(bins.lines().filter(line -> line.startsWith(bin.toString())))
                    .singleElement()
                    .asString()
                    .contains(HOLE_ERROR.text(part.of("black").value(HOLE_ERROR))));
  }
}
