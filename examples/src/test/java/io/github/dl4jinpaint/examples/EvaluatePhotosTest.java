package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import io.github.dl4jinpaint.examples.compare.Damage;
import io.github.dl4jinpaint.examples.compare.Photo;
import io.github.dl4jinpaint.examples.report.DetailSheet;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatePhotosTest {

  private static final int WIDTH = 120;
  private static final int HEIGHT = 90;

  @TempDir private Path folder;
  private Path photos;

  @BeforeEach
  void twoPhotographs() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    for (Photo photo : Photo.shipped().subList(0, 2)) {
      BufferedImage part = photo.picture().getSubimage(100, 50, WIDTH, HEIGHT);
      ImageIO.write(part, "png", photos.resolve(photo.name() + ".png").toFile());
    }
  }

  @Test
  void printsTheMeansOfWhatItWritesForEveryPhotographMethodAndDamage() throws IOException {
    Path out = folder.resolve("out");
    String printed = Console.printed(() -> evaluate(out));

    List<String[]> rows =
        Files.readAllLines(out.resolve("photos.csv")).stream()
            .map(line -> line.split(","))
            .toList();
    assertThat(rows).hasSize(1 + Damage.values().length * 2 * 6);
    for (Damage damage : Damage.values()) {
      assertThat(printed)
          .contains(String.format(Locale.ROOT, "%.2f dB", mean(rows, damage, "PSNR on holes")));
      assertThat(mean(rows, damage, "L1 on holes")).isBetween(0.001, 0.5);
      assertThat(mean(rows, damage, "perceptual distance")).isBetween(0.01, 1.0);
      assertThat(mean(rows, damage, "style distance")).isBetween(0.01, 1.0);
      assertThat(mean(rows, damage, "seconds")).isPositive();
    }
  }

  /** Of Telea's method. */
  private static double mean(List<String[]> rows, Damage damage, String title) {
    int column = List.of(rows.get(0)).indexOf(title);
    return rows.stream()
        .filter(row -> row[0].equals(damage.key()) && row[2].equals("Telea"))
        .mapToDouble(row -> Double.parseDouble(row[column]))
        .average()
        .orElseThrow();
  }

  @Test
  void validPixelsStayAndHolesAreFilled() throws IOException {
    Path out = folder.resolve("out");
    Console.printed(() -> evaluate(out));

    BufferedImage original = ImageIO.read(photos.resolve("astronaut.png").toFile());
    for (Damage damage : Damage.values()) {
      Path filled = out.resolve(damage.name().toLowerCase(Locale.ROOT));
      BufferedImage damaged = ImageIO.read(filled.resolve("astronaut-damaged.png").toFile());
      BufferedImage mask = ImageIO.read(filled.resolve("astronaut-mask.png").toFile());
      assertThat(differing(damaged, original, mask)).as("mask").isZero();
      for (String method :
          List.of("this-library", "harmonic", "biharmonic", "telea", "navier-stokes")) {
        BufferedImage result =
            ImageIO.read(filled.resolve("astronaut-" + method + ".png").toFile());
        assertThat(differing(result, original, mask)).as("valid, %s", method).isZero();
        // A filled pixel may happen to have the grey that holes are painted in.
        assertThat(left(result, original, damaged)).as("holes, %s", method).isLessThan(0.01);
        assertThat(result.getWidth()).isEqualTo(WIDTH);
      }
    }
    assertThat(ImageIO.read(out.resolve("pictures.png").toFile()).getWidth())
        .isGreaterThan(5 * DetailSheet.DETAIL);
  }

  @Test
  void theDetailShownIsWhereTheHolesAre() {
    BufferedImage mask = new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 600; y++) {
      for (int x = 0; x < 800; x++) {
        boolean hole = x >= 500 && x < 600 && y >= 300 && y < 400;
        mask.setRGB(x, y, hole ? 0 : 0xffffff);
      }
    }

    int[] corner = DetailSheet.mostHoles(mask);

    assertThat(corner[0]).isBetween(600 - DetailSheet.DETAIL, 500);
    assertThat(corner[1]).isBetween(400 - DetailSheet.DETAIL, 300);
  }

  @Test
  void aModelThatIsNotThereIsToldInALine() {
    assertThat(
            Commands.execute(new EvaluatePhotos(), "--model", folder.resolve("x.zip").toString()))
        .isEqualTo(1);
  }

  private void evaluate(Path out) {
    assertThat(
            Commands.execute(
                new EvaluatePhotos(), "--photos", photos.toString(), "--out", out.toString()))
        .isZero();
  }

  /** Pixels that differ from the original though they are white in the mask. */
  private static int differing(BufferedImage a, BufferedImage original, BufferedImage mask) {
    int differing = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean valid = mask.getRGB(x, y) == Color.WHITE.getRGB();
        differing += valid && a.getRGB(x, y) != original.getRGB(x, y) ? 1 : 0;
      }
    }
    return differing;
  }

  /** The share of the pixels painted grey as holes that are grey still. */
  private static double left(BufferedImage a, BufferedImage original, BufferedImage damaged) {
    int holes = 0;
    int left = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean hole = damaged.getRGB(x, y) != original.getRGB(x, y);
        holes += hole ? 1 : 0;
        left += hole && a.getRGB(x, y) == damaged.getRGB(x, y) ? 1 : 0;
      }
    }
    assertThat(holes).isPositive();
    return (double) left / holes;
  }
}
