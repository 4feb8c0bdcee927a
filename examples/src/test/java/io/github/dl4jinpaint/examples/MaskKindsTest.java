package io.github.dl4jinpaint.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Commands;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MaskKindsTest {

  @TempDir private Path folder;

  @Test
  void aFolderOfMasksIsShownBelowTheDrawnKinds() throws IOException {
    Path masks = Files.createDirectory(folder.resolve("masks"));
    ImageIO.write(
        Masks.centredRectangle(1.0).generate(8, 8, 0).toImage(),
        "png",
        masks.resolve("all-holes.png").toFile());
    Path out = folder.resolve("out");

    assertThat(Commands.execute(new MaskKinds(), "--out", out.toString())).isZero();
    BufferedImage drawn = ImageIO.read(out.resolve("masks.png").toFile());
    assertThat(
            Commands.execute(
                new MaskKinds(),
                "--folder",
                masks.toString(),
                "--holes",
                "black",
                "--out",
                out.toString()))
        .isZero();
    BufferedImage withFolder = ImageIO.read(out.resolve("masks.png").toFile());

    assertThat(withFolder.getHeight()).isGreaterThan(drawn.getHeight() + 100);
    assertThat(withFolder.getRGB(60, withFolder.getHeight() - 60)).isEqualTo(0xff000000);
  }

  @Test
  void aFolderThatIsNotThereIsToldInALine() {
    assertThat(Commands.execute(new MaskKinds(), "--folder", folder.resolve("nothing").toString()))
        .isEqualTo(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutFontsMasksAreDrawnAllTheSame() throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                MaskKinds.class.getName(),
                "--out",
                folder.resolve("out").toString())
            .redirectErrorStream(true);
    NoFonts.of(java, folder);

    Process process = java.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).containsOnlyOnce("no fonts");
    assertThat(ImageIO.read(folder.resolve("out/masks.png").toFile()).getWidth()).isPositive();
  }
}
