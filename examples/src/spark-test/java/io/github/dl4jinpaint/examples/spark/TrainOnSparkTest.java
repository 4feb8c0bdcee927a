package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.spark.Cluster.Driver;
import io.github.dl4jinpaint.model.ModelFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster on this machine, with the jar that spark-submit gets. */
class TrainOnSparkTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(folder.resolve("photos"));
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      BufferedImage photo = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      int[] colours = random.ints(4, 0, 1 << 24).toArray();
      for (int p = 0; p < 64 * 64; p++) {
        photo.setRGB(p % 64, p / 64, colours[p % 64 / 32 + p / 64 / 32 * 2] + random.nextInt(16));
      }
      ImageIO.write(photo, "png", folder.resolve("photos/" + i + ".png").toFile());
    }
    cluster = new Cluster(folder);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aRun() throws Exception {
    Driver driver = train("run", "--epochs", "2");
    assertThat(driver.await()).as(driver.printed()).isZero();
    System.out.println(driver.printed());
  }

  private static Driver train(String name, String... more) throws IOException {
    String[] args = {
      "photos",
      "--photos=" + folder.resolve("photos"),
      "--size=16",
      "--batch=2",
      "--workers=2",
      "--averaging=2",
      "--out=" + folder.resolve(name)
    };
    return cluster.submit(
        name,
        List.of(),
        TrainOnSpark.class,
        Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
