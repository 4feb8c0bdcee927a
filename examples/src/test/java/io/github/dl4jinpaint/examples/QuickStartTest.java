package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.report.Comparison;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartTest {

  @TempDir private Path folder;

  @Test
  void withoutArgumentsItWritesEverySampleBesideTheClassicalMethods() throws IOException {
    assertThat(Commands.execute(new QuickStart(), "--out", folder.toString())).isZero();

    BufferedImage sheet = ImageIO.read(folder.resolve("pictures.png").toFile());
    assertThat(sheet.getHeight()).isGreaterThan(18 * 4 * 32);
    assertThat(sheet.getWidth()).isGreaterThan(2 * 5 * 4 * 32);
  }

  @Test
  void theModelThatShipsIsBetterThanTheClassicalMethodsOnTheSamples() {
    Comparison comparison = Comparison.withOpenCv(Inpainter.pretrained());
    List<BufferedImage> samples = QuickStart.samples();
    for (int i = 0; i < samples.size(); i++) {
      comparison.add(samples.get(i), IrregularMasks.defaults().generate(32, 32, 42 + i).toImage());
    }

    double ours = comparison.errors(Comparison.OURS).overHoles();
    assertThat(ours).isLessThan(comparison.errors(OpenCvInpainting.TELEA.label()).overHoles());
    assertThat(ours)
        .isLessThan(comparison.errors(OpenCvInpainting.NAVIER_STOKES.label()).overHoles());
  }

  @Test
  void aModelFileThatIsNotThereIsToldInALineAndEndsWithStatusOne() {
    assertThat(Commands.execute(new QuickStart(), "--model", folder.resolve("none.zip").toString()))
        .isEqualTo(1);
  }
}
