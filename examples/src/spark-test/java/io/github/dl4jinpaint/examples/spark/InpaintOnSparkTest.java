package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.InpaintImages;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.spark.Cluster.Driver;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster on this machine, with the jar that spark-submit gets, beside InpaintImages. */
class InpaintOnSparkTest {

  private static final int PICTURES = 24;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(folder.resolve("pictures"));
    Files.createDirectories(folder.resolve("masks"));
    Random random = new Random(1);
    for (int i = 0; i < PICTURES; i++) {
      picture(random, "picture " + i);
    }
    cluster = new Cluster(folder);
    assertThat(
            Commands.execute(
                new InpaintImages(), args("pictures", "expected").toArray(String[]::new)))
        .isZero();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** A gradient with a hole in it. */
  private static void picture(Random random, String name) throws IOException {
    BufferedImage picture = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(96, 64, BufferedImage.TYPE_BYTE_GRAY);
    int colour = random.nextInt(128);
    for (int p = 0; p < 96 * 64; p++) {
      picture.setRGB(p % 96, p / 96, new Color(colour + p % 96, colour, p / 96 * 3).getRGB());
    }
    Graphics2D hole = mask.createGraphics();
    hole.fillRect(random.nextInt(80), random.nextInt(50), 12, 9);
    hole.dispose();
    ImageIO.write(picture, "png", folder.resolve("pictures/" + name + ".png").toFile());
    ImageIO.write(mask, "png", folder.resolve("masks/" + name + ".png").toFile());
  }

  @Test
  void outputsAreThoseOfTheCommandThoughAWorkerIsKilledAmid() throws Exception {
    Driver driver =
        fill("killed", List.of("--conf", "spark.speculation=true"), args("pictures", "killed"));
    Cluster.until("some pictures are filled", () -> names("killed").size() > 3);
    cluster.kill(1);
    assertThat(names("killed")).hasSizeLessThan(PICTURES);
    cluster.startWorker(1);

    assertThat(driver.await()).as(driver.errors()).isZero();
    assertThat(driver.printed()).contains("24 of 24 filled, in file:" + folder);
    assertThat(driver.errors()).contains("[24/24] after ").doesNotContain("\r");
    requireExpected("killed");
  }

  @Test
  void aSecondRunDoesWhatIsMissingAndTellsEachFailureByName() throws Exception {
    Path some = Files.createDirectories(folder.resolve("some"));
    Path out = Files.createDirectories(folder.resolve("again"));
    for (int i = 0; i < 4; i++) {
      String name = "picture " + i + ".png";
      Files.copy(folder.resolve("pictures").resolve(name), some.resolve(name));
    }
    Files.writeString(out.resolve("picture 0.png"), "stays");
    Files.createDirectories(out.resolve(".inpainting-of-a-driver-that-was-killed"));
    byte[] whole = Files.readAllBytes(some.resolve("picture 1.png"));
    Files.write(some.resolve("picture 1.png"), Arrays.copyOf(whole, whole.length / 3));
    Files.move(some.resolve("picture 2.png"), some.resolve("no mask.png"));
    BufferedImage plain = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(plain, "jpg", some.resolve("no hole.jpg").toFile());
    ImageIO.write(plain, "png", folder.resolve("masks/no hole.png").toFile());

    Driver driver = fill("again", List.of(), args("some", "again"));

    assertThat(driver.await()).isEqualTo(1);
    assertThat(driver.printed())
        .contains("1 of 5 filled", "1 unchanged, as their masks have no hole", "1 there already")
        .contains("1 of another format now, without EXIF data and comments", "2 failed");
    assertThat(driver.errors())
        .contains("no mask.png: there is no mask no mask.png (or of another extension) in file:")
        .contains("picture 1.png: file:" + some + "/picture 1.png ")
        .contains("The mask file:" + folder + "/masks/no hole.png has no hole")
        .doesNotContain("/spark-");
    assertThat(names("again")).containsExactly("no hole.png", "picture 0.png", "picture 3.png");
    assertThat(out.resolve("picture 0.png")).hasContent("stays");
    assertThat(out.resolve("picture 3.png"))
        .hasSameBinaryContentAs(folder.resolve("expected/picture 3.png"));
  }

  @Test
  void aFileSystemThatFailsNowAndThenLosesNothing() throws Exception {
    List<String> args = new ArrayList<>(args("pictures", "flaky"));
    args.replaceAll(arg -> arg.replace("=/", "=" + FlakyFileSystem.SCHEME + ":///"));

    Driver driver = fill("flaky", Cluster.FLAKY, args);

    assertThat(driver.await()).as(driver.errors()).isZero();
    assertThat(cluster.executorLogs()).contains(FlakyFileSystem.FAILURE);
    requireExpected("flaky");
  }

  @Test
  void picturesThatTakeMoreMemoryThanAnExecutorHasAreToldWithWhatToSet() throws Exception {
    Path some = Files.createDirectories(folder.resolve("one"));
    Files.copy(folder.resolve("pictures/picture 0.png"), some.resolve("picture 0.png"));
    String limit = "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxPhysicalBytes=150m";

    Driver driver = fill("no-memory", List.of("--conf", limit), args("one", "no-memory"));

    assertThat(driver.await()).isEqualTo(1);
    assertThat(driver.errors())
        .contains(
            "picture 0.png: it takes more memory than an executor has. Raise --executor-memory")
        .contains("raise spark.executor.memoryOverhead");
    assertThat(names("no-memory")).isEmpty();
  }

  private static void requireExpected(String name) {
    List<String> expected = names("expected");
    assertThat(names(name)).isEqualTo(expected).hasSize(PICTURES);
    for (String file : expected) {
      assertThat(folder.resolve(name).resolve(file))
          .hasSameBinaryContentAs(folder.resolve("expected").resolve(file));
    }
  }

  private static Driver fill(String name, List<String> options, List<String> args)
      throws IOException {
    List<String> uris = new ArrayList<>(args);
    uris.replaceAll(arg -> arg.replaceFirst("=/", "=file:/"));
    return cluster.submit(name, options, InpaintOnSpark.class, uris);
  }

  private static List<String> args(String images, String out) {
    return List.of(
        "--images=" + folder.resolve(images),
        "--masks=" + folder.resolve("masks"),
        "--out=" + folder.resolve(out),
        "--holes=white");
  }

  private static List<String> names(String name) {
    Path files = folder.resolve(name);
    if (!Files.exists(files)) {
      return List.of();
    }
    try (Stream<Path> listed = Files.list(files)) {
      return listed.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
