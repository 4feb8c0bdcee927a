package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.compare.ShippedPictures;
import io.github.dl4jinpaint.examples.report.DetailSheet;
import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class QuickStartTest {

  @TempDir private Path folder;

  @Test
  void withoutArgumentsItWritesEverySampleBesideTheClassicalMethods() throws IOException {
    assertThat(Commands.execute(new QuickStart(), "--out", folder.toString())).isZero();

    BufferedImage sheet = ImageIO.read(folder.resolve("pictures.png").toFile());
    assertThat(sheet.getHeight()).isGreaterThan(18 * 4 * 32);
    assertThat(sheet.getWidth()).isGreaterThan(2 * 5 * 4 * 32);
    BufferedImage photographs = ImageIO.read(folder.resolve("photographs.png").toFile());
    assertThat(photographs.getHeight()).isGreaterThan(2 * DetailSheet.DETAIL);
    assertThat(photographs.getWidth()).isGreaterThan(4 * DetailSheet.DETAIL);
  }

  @Test
  void theModelThatShipsIsBetterThanTheClassicalMethodsOnTheSamples() throws IOException {
    Evaluator evaluator = EvaluateCifar10.evaluator(Inpainter.cifar10());
    List<BufferedImage> samples = ShippedPictures.samples();
    for (int i = 0; i < samples.size(); i++) {
      INDArray target = Pictures.toArray(samples.get(i));
      INDArray mask = IrregularMasks.defaults().generate(32, 32, 42 + i).toArray();
      evaluator.add(target.mul(mask.broadcast(target.shape())), mask, target);
    }

    Evaluation evaluation = evaluator.evaluation();
    for (OpenCvInpainting method : OpenCvInpainting.values()) {
      assertThat(error(evaluation, EvaluateCifar10.OURS))
          .isLessThan(error(evaluation, method.label()));
    }
  }

  private static double error(Evaluation evaluation, String method) {
    return evaluation.of(method).value(StandardMetric.L2, Region.HOLES);
  }

  @Test
  void aModelFileThatIsNotThereIsToldInALineAndEndsWithStatusOne() {
    assertThat(Commands.execute(new QuickStart(), "--model", folder.resolve("none.zip").toString()))
        .isEqualTo(1);
  }
}
