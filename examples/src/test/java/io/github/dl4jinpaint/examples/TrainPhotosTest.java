package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.compare.Photo;
import io.github.dl4jinpaint.examples.compare.PhotoTiles;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TrainPhotosTest {

  private static final int SIDE = 64;

  /** All that a run is told; another one would keep runs that were begun before from going on. */
  private static final String[] SETTINGS = {
    "size",
    "epochs",
    "batch",
    "lr",
    "skip",
    "loss",
    "hole-weight",
    "total-variation",
    "seed",
    "flip",
    "training data",
    "validation data"
  };

  @TempDir private Path folder;
  private Path photos;
  private Path out;

  @BeforeEach
  void threePhotographs() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    out = folder.resolve("out");
    for (Photo photo : Photo.shipped().subList(0, 3)) {
      BufferedImage part = photo.picture().getSubimage(100, 50, SIDE, SIDE);
      ImageIO.write(part, "png", photos.resolve(photo.name() + ".png").toFile());
    }
  }

  @Test
  void trainsOnCropsAndResumesWithTheOptionsThatItBeganWith() throws IOException {
    assertThat(train("--photos", photos.toString(), "--size", "16", "--epochs", "1")).isZero();

    Provenance provenance = ModelFiles.provenance(out.resolve("model.zip")).orElseThrow();
    assertThat(provenance.settings())
        .containsEntry("size", "16")
        .containsEntry("hole-weight", "6.0")
        .containsOnlyKeys(SETTINGS);
    assertThat(provenance.iterations()).isEqualTo(1);
    assertThat(Files.exists(out.resolve("epoch-001.png"))).isTrue();
    assertThat(train("--resume")).isZero();
  }

  @Test
  void startsWithTheWeightsOfTheOtherWiringsModel() throws IOException {
    Path shipped = folder.resolve("shipped.zip");
    try (InputStream in = ModelFiles.class.getResourceAsStream("table2-cifar10.zip")) {
      Files.copy(in, shipped);
    }

    int status =
        train(
            "--photos",
            photos.toString(),
            "--size",
            "16",
            "--epochs",
            "1",
            "--skip",
            "ENCODER_INPUT",
            "--loss",
            "l1",
            "--total-variation",
            "0.1",
            "--from",
            shipped.toString());

    assertThat(status).isZero();
    assertThat(ModelFiles.provenance(out.resolve("model.zip")).orElseThrow().settings())
        .containsEntry("skip", "ENCODER_INPUT")
        .containsEntry("loss", "l1")
        .containsEntry("total-variation", "0.1");
    assertThat(ModelFiles.load(out.resolve("checkpoint-0000.zip")).params())
        .isEqualTo(ModelFiles.load(shipped).params());
    assertThat(ModelFiles.load(out.resolve("model.zip")).params())
        .isNotEqualTo(ModelFiles.load(shipped).params());
  }

  @Test
  void tilesCoverThePhotographsAndEveryTenthPhotographIsForValidation() throws IOException {
    PhotoTiles tiles = new PhotoTiles(24, folder.resolve("tiles"));
    Files.createDirectories(folder.resolve("tiles.part/training"));
    Files.writeString(folder.resolve("tiles.part/training/left-over.png"), "cut off");
    Files.createDirectory(photos.resolve("album.jpg"));

    tiles.cut(photos);

    assertThat(names(tiles.validation())).hasSize(9).allMatch(name -> name.startsWith("0000-400-"));
    assertThat(names(tiles.training())).hasSize(18).noneMatch(name -> name.startsWith("0000"));
    BufferedImage photo = ImageIO.read(photos.resolve("astronaut.png").toFile());
    BufferedImage last = ImageIO.read(tiles.validation().resolve("0000-400-2-2.png").toFile());
    assertThat(last.getRGB(23, 23)).isEqualTo(photo.getRGB(SIDE - 1, SIDE - 1));
  }

  @Test
  void tilesOfOtherPhotographsAreKeptAndNotTrainedOn() throws IOException {
    PhotoTiles tiles = new PhotoTiles(24, folder.resolve("tiles"));
    tiles.cut(photos);
    tiles.cut(photos);
    List<String> cut = names(tiles.training());
    Path first = photos.resolve("astronaut.png");
    Files.copy(photos.resolve("camera.png"), first, StandardCopyOption.REPLACE_EXISTING);

    assertThatIOException()
        .isThrownBy(() -> tiles.cut(photos))
        .withMessageContaining(folder.resolve("tiles") + " were cut from other photographs");
    assertThat(names(tiles.training())).isEqualTo(cut);
  }

  @Test
  void aModelToStartFromThatIsNotThereIsToldBeforeAnythingIsCut() {
    StringWriter errors = new StringWriter();
    String model = folder.resolve("none.zip").toString();

    assertThat(run(errors, "--photos", photos.toString(), "--from", model)).isEqualTo(1);
    assertThat(errors.toString()).contains(model);
    assertThat(out).doesNotExist();
  }

  @Test
  void allPhotographsThatCannotBeReadAreNamedAtOnce() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(Photo.shipped().get(0).picture(), "jpg", jpeg);
    Path cut = photos.resolve("cut.jpg");
    Files.write(cut, Arrays.copyOf(jpeg.toByteArray(), jpeg.size() / 2));
    Path broken = photos.resolve("broken.jpg");
    Files.writeString(broken, "no picture");
    StringWriter errors = new StringWriter();

    assertThat(run(errors, "--photos", photos.toString(), "--size", "16")).isEqualTo(1);
    assertThat(errors.toString())
        .contains("2 of 5 photographs can't be read; take them out of the folder")
        .contains(cut.toString(), broken.toString());
    assertThat(out.resolve("tiles-32")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--size, 40, '--size must be a multiple of 16, got 40'",
    "--lr, 0, '--lr must be above 0, got 0.0'",
    "--batch, 0, '--batch must be above 0, got 0'"
  })
  void anOptionOutOfBoundsIsToldByName(String option, String value, String message) {
    StringWriter errors = new StringWriter();

    assertThat(run(errors, "--photos", photos.toString(), option, value)).isEqualTo(2);
    assertThat(errors.toString()).contains(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void withoutPhotographsItSaysWhatToGive() {
    StringWriter errors = new StringWriter();

    assertThat(run(errors)).isEqualTo(2);
    assertThat(errors.toString()).contains("--photos DIR");
  }

  private int train(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--out", out.toString()));
    return Commands.execute(new TrainPhotos(), all.toArray(String[]::new));
  }

  private int run(StringWriter errors, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--out", out.toString()));
    CommandLine command = new CommandLine(new TrainPhotos()).setErr(new PrintWriter(errors, true));
    return command.execute(all.toArray(String[]::new));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
