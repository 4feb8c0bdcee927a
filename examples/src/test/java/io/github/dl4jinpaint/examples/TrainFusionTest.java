package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.model.ModelFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainFusionTest {

  @TempDir private Path folder;

  private void writePhotos() throws IOException {
    for (int i = 0; i < 3; i++) {
      BufferedImage photo = new BufferedImage(120, 80, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < 80; y++) {
        for (int x = 0; x < 120; x++) {
          photo.setRGB(x, y, (2 * x) << 16 | (3 * y) << 8 | (80 * i));
        }
      }
      Pictures.write(photo, folder.resolve("photos").resolve(i + ".png"));
    }
  }

  @Test
  void trainsOnAFolderAndGoesOnFromWhatItWrote() throws IOException {
    writePhotos();
    String photos = folder.resolve("photos").toString();
    Path first = folder.resolve("first");
    int status =
        Commands.execute(
            new TrainFusion(),
            "--photos=" + photos,
            "--height=64",
            "--size=32",
            "--steps=2",
            "--out=" + first);
    assertThat(status).isZero();
    Path model = first.resolve("fusion.zip");
    assertThat(ModelFiles.provenance(model).orElseThrow().settings())
        .containsEntry("command", "TrainFusion")
        .containsEntry("steps", "2");

    Path second = folder.resolve("second");
    status =
        Commands.execute(
            new TrainFusion(),
            "--photos=" + photos,
            "--height=64",
            "--size=32",
            "--steps=1",
            "--from=" + model,
            "--out=" + second);
    assertThat(status).isZero();
    assertThat(ModelFiles.provenance(second.resolve("fusion.zip")).orElseThrow().settings())
        .containsKey("started from");
  }

  @Test
  void sizesThatTheNetworkCannotHalveAreRefused() throws IOException {
    writePhotos();
    int status =
        Commands.execute(new TrainFusion(), "--photos=" + folder.resolve("photos"), "--size=33");
    assertThat(status).isEqualTo(2);
  }
}
