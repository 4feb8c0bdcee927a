package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import io.github.dl4jinpaint.model.ModelFiles;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InpaintImagesTest {

  private static final int SIZE = 20;

  @TempDir private Path folder;
  private Path images;
  private Path masks;
  private Path out;
  private int status;

  @BeforeEach
  void makeFolders() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    masks = Files.createDirectory(folder.resolve("masks"));
    out = folder.resolve("out");
  }

  @Test
  void each_picture_is_filled_with_the_mask_of_its_name() throws IOException {
    BufferedImage a = picture("a.png", 1);
    BufferedImage b = picture("b.jpg", 2);
    mask("a.png", 0, 5);
    mask("b.png", 10, 15);
    Files.writeString(images.resolve("notes.txt"), "not a picture, and not meant as one");

    String printed = run(images, masks, "--holes", "white");

    assertThat(status).isZero();
    assertThat(printed).contains("2 of 2 filled, in " + out.toAbsolutePath());
    assertThat(changedColumns(a, "a.png")).isEqualTo("0-4");
    assertThat(changedColumns(b, "b.png")).isEqualTo("10-14");
    assertThat(names()).containsExactly("a.png", "b.png");
  }

  /** Names with letters and their accents apart come from macOS. */
  @Test
  void a_mask_of_the_same_name_may_be_spelt_in_another_way() throws IOException {
    BufferedImage a = picture("Gro\u0308\u00dfe.png", 1);
    mask("Gr\u00f6\u00dfe.png", 0, 5);

    run(images, masks, "--holes", "white");

    assertThat(status).isZero();
    assertThat(changedColumns(a, "Gro\u0308\u00dfe.png")).isEqualTo("0-4");
  }

  @Test
  void one_mask_serves_all_and_its_holes_may_be_black() throws IOException {
    BufferedImage a = picture("a.png", 1);
    BufferedImage b = picture("b.png", 2);
    mask("mask.png", 5, SIZE);

    run(images, masks.resolve("mask.png"), "--holes", "black");

    assertThat(status).isZero();
    assertThat(changedColumns(a, "a.png")).isEqualTo("0-4");
    assertThat(changedColumns(b, "b.png")).isEqualTo("0-4");
  }

  @Test
  void the_raw_output_differs_everywhere_and_the_format_may_stay() throws IOException {
    BufferedImage a = picture("a.bmp", 1);
    mask("a.png", 0, 5);

    run(images.resolve("a.bmp"), masks, "--holes", "white", "--raw", "--format", "input");

    assertThat(status).isZero();
    assertThat(names()).containsExactly("a.bmp");
    assertThat(changedColumns(a, "a.bmp")).isEqualTo("0-" + (SIZE - 1));
  }

  @Test
  void with_mirror_images_the_holes_are_filled_in_another_way() throws IOException {
    assertFilledInAnotherWay(5, "--mirror-images");
  }

  @Test
  void holes_above_the_largest_that_the_model_knows_are_filled_in_another_way() throws IOException {
    Path model = folder.resolve("cifar10.zip");
    ModelFiles.save(
        ModelFiles.cifar10(), model, false, ModelFiles.cifar10Provenance().orElseThrow());
    BufferedImage a = picture("a.png", 1);
    mask("a.png", 0, 8);

    run(images, masks, "--holes", "white", "--model", model.toString());
    byte[] before = Files.readAllBytes(out.resolve("a.png"));
    run(
        images,
        masks,
        "--holes",
        "white",
        "--model",
        model.toString(),
        "--largest-hole",
        "2",
        "--overwrite");

    assertThat(status).isZero();
    assertThat(changedColumns(a, "a.png")).isEqualTo("0-7");
    assertThat(Files.readAllBytes(out.resolve("a.png"))).isNotEqualTo(before);
  }

  @Test
  void smooth_fillings_have_no_texture() throws IOException {
    int size = 64;
    BufferedImage grain = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(1);
    for (int i = 0; i < size * size; i++) {
      grain.setRGB(i % size, i / size, 0x10101 * (120 + random.nextInt(16)));
    }
    Graphics2D white = mask.createGraphics();
    white.fillRect(24, 24, 16, 16);
    white.dispose();
    ImageIO.write(grain, "png", images.resolve("a.png").toFile());
    ImageIO.write(mask, "png", masks.resolve("a.png").toFile());

    run(images, masks, "--holes", "white");
    double textured = contrastWithin(out.resolve("a.png"));
    run(images, masks, "--holes", "white", "--smooth", "--overwrite");

    assertThat(status).isZero();
    assertThat(contrastWithin(out.resolve("a.png"))).isLessThan(0.5 * textured);
  }

  /** The mean step between neighbours in the middle of the hole. */
  private static double contrastWithin(Path file) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    double sum = 0;
    for (int y = 28; y < 36; y++) {
      for (int x = 28; x < 36; x++) {
        sum += Math.abs((picture.getRGB(x, y) & 255) - (picture.getRGB(x + 1, y) & 255));
      }
    }
    return sum;
  }

  private void assertFilledInAnotherWay(int columns, String... options) throws IOException {
    BufferedImage a = picture("a.png", 1);
    mask("a.png", 0, columns);

    run(images, masks, "--holes", "white");
    byte[] before = Files.readAllBytes(out.resolve("a.png"));
    String[] again = {"--holes", "white", "--overwrite"};
    run(images, masks, Stream.of(again, options).flatMap(Stream::of).toArray(String[]::new));

    assertThat(status).isZero();
    assertThat(changedColumns(a, "a.png")).isEqualTo("0-" + (columns - 1));
    assertThat(Files.readAllBytes(out.resolve("a.png"))).isNotEqualTo(before);
  }

  @Test
  void what_fails_is_told_and_the_others_are_filled() throws IOException {
    picture("good.png", 1);
    mask("good.png", 0, 5);
    picture("no-mask.png", 2);
    picture("all-holes.png", 3);
    mask("all-holes.png", 0, SIZE);
    picture("no-holes.png", 4);
    mask("no-holes.png", 0, 0);
    picture("other-size.png", 5);
    ImageIO.write(
        new BufferedImage(8, 9, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        masks.resolve("other-size.png").toFile());
    Files.writeString(images.resolve("text.png"), "no picture");
    mask("text.png", 0, 5);
    picture("cut-off.png", 6);
    mask("cut-off.png", 0, 5);
    byte[] whole = Files.readAllBytes(images.resolve("cut-off.png"));
    Files.write(images.resolve("cut-off.png"), Arrays.copyOf(whole, whole.length / 2));

    String printed = run(images, masks, "--holes", "white");

    assertThat(status).isEqualTo(1);
    assertThat(names()).containsExactly("good.png", "no-holes.png");
    assertThat(printed)
        .contains("1 of 7 filled")
        .contains("1 unchanged, as their masks have no hole")
        .contains("5 failed")
        .contains("no-mask.png: there is no mask no-mask.png")
        .contains("all-holes.png has nothing but holes (white)")
        .contains("other-size.png has 8 × 9 pixels, its picture 20 × 20")
        .contains("text.png is no picture")
        .contains("cut-off.png can't be decoded");
  }

  @Test
  void nothing_is_overwritten_unless_asked() throws IOException {
    picture("a.png", 1);
    mask("a.png", 0, 5);
    Files.createDirectory(out);
    Files.writeString(out.resolve("a.png"), "precious");

    assertThat(run(images, masks, "--holes", "white")).contains("0 of 1 filled", "1 there already");
    assertThat(status).isZero();
    assertThat(out.resolve("a.png")).hasContent("precious");

    run(images, masks, "--holes", "white", "--overwrite");
    assertThat(ImageIO.read(out.resolve("a.png").toFile())).isNotNull();

    out = images;
    assertThat(run(images, masks, "--holes", "white", "--overwrite"))
        .contains("has to be another folder");
    assertThat(status).isEqualTo(1);
  }

  @Test
  void what_can_not_be_written_is_told() throws IOException {
    picture("a.gif", 1);
    mask("a.png", 0, 5);

    assertThat(run(images, masks, "--holes", "white", "--format", "input"))
        .contains("a.gif: GIF isn't written");
    assertThat(status).isEqualTo(1);

    Files.writeString(out, "a file");
    assertThat(run(images, masks, "--holes", "white")).contains("out is a file; name a folder");
    assertThat(status).isEqualTo(1);
  }

  @Test
  void a_grey_mask_is_warned_of() throws IOException {
    picture("a.png", 1);
    mask("a.png", 0, 5);
    BufferedImage grey = ImageIO.read(masks.resolve("a.png").toFile());
    grey.setRGB(5, 5, 0x808080);
    ImageIO.write(grey, "png", masks.resolve("a.png").toFile());

    assertThat(run(images, masks, "--holes", "white"))
        .contains("1 of 1 filled", "WARN", " 1 grey pixels of 400")
        .contains("; 1 of these by doubtful masks, as warned of");
  }

  @Test
  void holes_of_the_other_colour_and_photographs_for_masks_are_told() throws IOException {
    picture("a.png", 1);
    mask("a.png", 0, 5);
    assertThat(run(images, masks, "--holes", "black"))
        .contains("1 of 1 filled", "holes (black) in 75 % of its pixels", "1 of these by doubtful");

    assertThat(run(masks, images, "--holes", "white", "--overwrite"))
        .contains("0 of 1 filled", "1 failed", "looks like a photograph");
    assertThat(status).isEqualTo(1);
  }

  @Test
  void its_version_is_told() {
    assertThat(Console.all(() -> status = Commands.execute(new InpaintImages(), "--version")))
        .contains("dl4j-inpaint ");
    assertThat(status).isZero();
  }

  @Test
  void two_pictures_do_not_become_one() throws IOException {
    picture("a.png", 1);
    picture("a.bmp", 2);
    mask("a.png", 0, 5);

    assertThat(run(images, masks, "--holes", "white"))
        .contains("1 of 2 filled", "1 of another format now, without EXIF data and comments")
        .contains("another picture becomes");
    assertThat(status).isEqualTo(1);
  }

  @Test
  void wrong_options_are_told_before_anything_is_done() throws IOException {
    picture("a.png", 1);
    mask("a.png", 0, 5);
    Path text = Files.writeString(folder.resolve("model.zip"), "no model");

    assertThat(run(images, masks)).contains("--holes");
    assertThat(status).isEqualTo(2);
    assertThat(run(images, masks, "--holes", "red")).contains("red");
    assertThat(status).isEqualTo(2);
    assertThat(run(images, masks, "--holes", "white", "--largest-hole", "1"))
        .contains("--largest-hole must be at least 2, got 1");
    assertThat(status).isEqualTo(2);
    assertThat(run(images, masks, "--holes", "white", "--largest-hole", "8"))
        .contains("Name a --model");
    assertThat(status).isEqualTo(2);
    assertThat(run(folder.resolve("nothing"), masks, "--holes", "white"))
        .contains("nothing doesn't exist");
    assertThat(status).isEqualTo(1);
    assertThat(run(images, masks, "--holes", "white", "--model", text.toString()))
        .contains("model.zip is no model");
    assertThat(status).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void folders_within_folders_keep_their_places_and_masks() throws IOException {
    Files.createDirectories(images.resolve("2020"));
    Files.createDirectories(masks.resolve("2020"));
    BufferedImage a = picture("a.png", 1);
    BufferedImage b = picture("2020/a.png", 2);
    mask("a.png", 0, 5);
    mask("2020/a.png", 10, 15);
    out = images.resolve("filled");

    run(images, masks, "--holes", "white", "--recursive");
    assertThat(run(images, masks, "--holes", "white", "-r")).contains("0 of 2 filled", "2 there");

    assertThat(status).isZero();
    assertThat(changedColumns(a, "a.png")).isEqualTo("0-4");
    assertThat(changedColumns(b, "2020/a.png")).isEqualTo("10-14");
  }

  @Test
  void several_at_a_time_come_out_the_same() throws IOException {
    for (int i = 0; i < 4; i++) {
      picture(i + ".png", i);
      mask(i + ".png", i, i + 6);
    }
    run(images, masks, "--holes", "white");
    Path one = out;
    out = folder.resolve("several");

    assertThat(run(images, masks, "--holes", "white", "--jobs", "3")).contains("4 of 4 filled");

    for (int i = 0; i < 4; i++) {
      assertThat(out.resolve(i + ".png")).hasSameBinaryContentAs(one.resolve(i + ".png"));
    }
  }

  @Test
  void from_standard_input_to_standard_output_nothing_else_is_told_there() throws IOException {
    BufferedImage a = picture("a.bmp", 1);
    mask("a.png", 0, 5);
    byte[] file = Files.readAllBytes(images.resolve("a.bmp"));
    InputStream in = System.in;
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setIn(new ByteArrayInputStream(file));
    System.setOut(new PrintStream(printed, true));
    String told;
    try {
      told =
          Console.printedErrors(
              () -> execute("-", "-m", masks.resolve("a.png").toString(), "--holes", "white"));
    } finally {
      System.setIn(in);
      System.setOut(console);
    }

    assertThat(status).as(told).isZero();
    assertThat(told).contains("1 of 1 filled, in standard output");
    assertThat(ImageFormat.ofContent(printed.toByteArray())).contains(ImageFormat.BMP);
    Files.createDirectory(out);
    Files.write(out.resolve("a.bmp"), printed.toByteArray());
    assertThat(changedColumns(a, "a.bmp")).isEqualTo("0-4");
  }

  @Test
  void holes_may_be_painted_and_grow() throws IOException {
    BufferedImage a = picture("a.png", 1);
    for (int i = 0; i < 3 * SIZE; i++) {
      a.setRGB(8 + i % 3, i / 3, 0xff00ff);
    }
    ImageIO.write(a, "png", images.resolve("a.png").toFile());
    String picture = images.resolve("a.png").toString();
    Path file = folder.resolve("filled.png");

    String told =
        Console.all(
            () ->
                execute(picture, "--mask-color", "#FF00FF", "--grow", "2", "-o", file.toString()));

    assertThat(status).as(told).isZero();
    assertThat(told).contains("[1/1] a.png: filled, ", "1 of 1 filled, in " + file);
    Files.createDirectory(out);
    Files.move(file, out.resolve("a.png"));
    assertThat(changedColumns(a, "a.png")).isEqualTo("6-12");
  }

  @Test
  void what_is_erased_is_filled_and_opaque() throws IOException {
    BufferedImage erased = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      erased.setRGB(i % SIZE, i / SIZE, i % SIZE < 5 ? 0 : 0xff6070a0);
    }
    ImageIO.write(erased, "png", images.resolve("a.png").toFile());

    String told =
        Console.all(
            () -> execute(images.toString(), "--mask-alpha", "--quiet", "--out", out.toString()));

    assertThat(status).as(told).isZero();
    assertThat(told).isEmpty();
    BufferedImage filled = ImageIO.read(out.resolve("a.png").toFile());
    assertThat(filled.getColorModel().hasAlpha()).isFalse();
    assertThat(filled.getRGB(2, 10) & 255).isBetween(0x90, 0xb0);
  }

  @Test
  void options_that_do_not_go_together_are_told() throws IOException {
    picture("a.png", 1);
    mask("a.png", 0, 5);
    String a = images.resolve("a.png").toString();
    String m = masks.toString();
    String o = out.toString();

    assertRefused("Name pictures to fill", "-o", o, "--mask-alpha");
    assertRefused("What is a hole?", a, "-o", o);
    assertRefused("told in 2 ways", a, "-o", o, "--mask-alpha", "--mask-color", "ff00ff");
    assertRefused("--holes is for --masks", a, "-o", o, "--mask-alpha", "--holes", "white");
    assertRefused("--tolerance is for --mask-color", a, "-o", o, "--mask-alpha", "--tolerance=3");
    assertRefused("'red' is no colour", a, "-o", o, "--mask-color", "red");
    assertRefused("--grow must be at least 0", a, "-o", o, "--mask-alpha", "--grow=-1");
    assertRefused("--jobs must be above 0", a, "-o", o, "--mask-alpha", "--jobs", "0");
    assertRefused("no other picture", a, "-", "-o", o, "--mask-alpha");
    assertRefused("takes a single picture", images.toString(), "-o", "-", "--mask-alpha");
    assertRefused("--out has to say", a, "-m", m, "--holes", "white");
    assertThat(Console.all(() -> execute(a, "-m", m, "--holes", "white", "-o", a, "--overwrite")))
        .contains("is what is read");
    assertThat(status).isEqualTo(1);
  }

  private void assertRefused(String told, String... options) {
    assertThat(Console.all(() -> execute(options))).contains(told);
    assertThat(status).isEqualTo(2);
    assertThat(out).doesNotExist();
  }

  private void execute(String... options) {
    status = Commands.execute(new InpaintImages(), options);
  }

  private String run(Path pictures, Path masksFrom, String... more) {
    String[] options = {
      "--images", pictures.toString(), "--masks", masksFrom.toString(), "--out", out.toString()
    };
    String[] all =
        Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
    return Console.all(() -> status = Commands.execute(new InpaintImages(), all));
  }

  /** A picture of noise; what is in the file is given back, which JPEG changes. */
  private BufferedImage picture(String name, long seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage noise = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      noise.setRGB(i % SIZE, i / SIZE, random.nextInt(1 << 24));
    }
    Path file = images.resolve(name);
    ImageIO.write(noise, PictureFormat.extension(file), file.toFile());
    return ImageIO.read(file.toFile());
  }

  /** A mask that is white from one column to before another. */
  private void mask(String name, int from, int to) throws IOException {
    BufferedImage mask = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < SIZE * SIZE; i++) {
      boolean white = i % SIZE >= from && i % SIZE < to;
      mask.setRGB(i % SIZE, i / SIZE, white ? 0xffffff : 0);
    }
    ImageIO.write(mask, "png", masks.resolve(name).toFile());
  }

  /** The first and the last column in which an output differs from its picture. */
  private String changedColumns(BufferedImage before, String name) throws IOException {
    BufferedImage after = ImageIO.read(out.resolve(name).toFile());
    int[] changed =
        IntStream.range(0, SIZE * SIZE)
            .filter(i -> before.getRGB(i % SIZE, i / SIZE) != after.getRGB(i % SIZE, i / SIZE))
            .map(i -> i % SIZE)
            .sorted()
            .toArray();
    return changed[0] + "-" + changed[changed.length - 1];
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
