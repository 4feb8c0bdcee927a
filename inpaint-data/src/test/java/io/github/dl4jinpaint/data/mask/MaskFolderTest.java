package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFolderTest {
  /** No two of its eight turns and flips are the same. */
  private static final Mask ODD = Holes.mask("##.", "#..", ".#.");

  @TempDir private Path folder;

  @Test
  void theSeedChoosesAmongTheSortedFilesWhateverTheOrderTheyWereWrittenIn() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (int i = 0; i < 12; i++) {
      write(folder, "mask" + i, Masks.irregular().generate(20, 30, i));
      write(other, "mask" + (11 - i), Masks.irregular().generate(20, 30, 11 - i));
    }
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK);
    MaskFolder others = MaskFolder.of(other, HoleColor.BLACK);

    int[] sorted = {0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9};
    Set<Mask> different = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      Mask mask = masks.generate(20, 30, seed);
      int chosen = sorted[new SplittableRandom(seed).nextInt(12)];
      assertThat(mask).isEqualTo(Masks.irregular().generate(20, 30, chosen));
      assertThat(others.generate(20, 30, seed)).isEqualTo(mask);
      different.add(mask);
    }
    assertThat(masks.size()).isEqualTo(12);
    assertThat(different)
        .isEqualTo(
            Set.copyOf(
                IntStream.range(0, 12)
                    .mapToObj(seed -> Masks.irregular().generate(20, 30, seed))
                    .toList()));
  }

  @Test
  void theSameSeedGivesTheSameMaskOnEveryThreadAndWhenReadBack() throws IOException {
    for (int i = 0; i < 20; i++) {
      write(folder, "mask" + i, Masks.irregular().generate(40, 50, i));
    }
    MaskFolder masks = MaskFolder.of(folder, HoleColor.WHITE).flippedAndTurned();

    SameMasks.assertSameEverywhere(masks.cropped(), 16, 24);
    SameMasks.assertSameEverywhere(masks.resized(), 16, 24);
  }

  @Test
  void photographsAreRefusedAndTheFirstDoubtfulMaskIsWarnedOf() throws IOException {
    BufferedImage photograph = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      photograph.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    ImageIO.write(photograph, "png", folder.resolve("photograph.png").toFile());
    MaskFolder photographs = MaskFolder.of(folder, HoleColor.WHITE);
    assertThatThrownBy(() -> photographs.generate(16, 16, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("photograph.png looks like a photograph");

    Files.delete(folder.resolve("photograph.png"));
    write(folder, "mask", Holes.mask("###", "##.", "..."));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK);
    MaskImageTest.withErrors(errors, () -> masks.generate(3, 3, 1));
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("WARN", "mask.png has holes (black) in 55 % of its pixels");
  }

  @Test
  void theCallerSaysWhichColourTheHolesAre() throws IOException {
    write(folder, "mask", ODD);

    assertThat(MaskFolder.of(folder, HoleColor.BLACK).generate(3, 3, 1)).isEqualTo(ODD);
    assertThat(MaskFolder.of(folder, HoleColor.WHITE).generate(3, 3, 1))
        .isEqualTo(Holes.mask("..#", ".##", "#.#"));
  }

  @Test
  void flippedAndTurnedMasksComeInEightKindsEquallyOften() throws IOException {
    write(folder, "mask", ODD);
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK).flippedAndTurned();
    List<Mask> made =
        IntStream.range(0, 1600).mapToObj(seed -> masks.generate(3, 3, seed)).toList();

    Set<Mask> kinds = new HashSet<>(made);
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            ODD,
            Holes.mask(".##", "#.#", "..."),
            Holes.mask(".#.", "..#", ".##"),
            Holes.mask("...", "#.#", "##."),
            Holes.mask(".##", "..#", ".#."),
            Holes.mask("...", "#.#", ".##"),
            Holes.mask(".#.", "#..", "##."),
            Holes.mask("##.", "#.#", "..."));
    assertThat(kinds)
        .allMatch(kind -> Math.abs(made.stream().filter(kind::equals).count() - 200) < 60);
  }

  @Test
  void masksThatAreNotSquareKeepTheirSideUpUnlessResized() throws IOException {
    write(folder, "mask", Holes.mask("##..", "#..."));
    MaskFolder turned = MaskFolder.of(folder, HoleColor.BLACK).flippedAndTurned();

    for (int seed = 0; seed < 50; seed++) {
      assertThat(turned.generate(2, 4, seed).holeRatio()).isEqualTo(3 / 8.0);
      assertThat(turned.resized().generate(4, 2, seed).height()).isEqualTo(4);
    }
    assertThat(IntStream.range(0, 50).mapToObj(seed -> turned.resized().generate(4, 2, seed)))
        .contains(Holes.mask("##", ".#", "..", ".."));
  }

  @Test
  void croppedMasksArePartsFromEverywhere() throws IOException {
    Mask whole = Masks.irregular().generate(5, 6, 3);
    write(folder, "mask", whole);
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK).cropped();
    Set<Mask> parts = new HashSet<>();
    for (int top = 0; top <= 1; top++) {
      for (int left = 0; left <= 2; left++) {
        byte[] part = new byte[16];
        for (int i = 0; i < 16; i++) {
          part[i] = (byte) (whole.isValid(top + i / 4, left + i % 4) ? 1 : 0);
        }
        parts.add(new Mask(4, 4, part));
      }
    }

    Set<Mask> made = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      made.add(masks.generate(4, 4, seed));
    }
    assertThat(made).isEqualTo(parts);
  }

  @Test
  void aMaskTooSmallToLieOnItsSideIsNotTurnedByAQuarter() throws IOException {
    write(folder, "mask", Masks.irregular().generate(10, 20, 3));
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK).cropped().flippedAndTurned();

    Set<Mask> made = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      made.add(masks.generate(10, 20, seed));
    }

    assertThat(made).hasSize(4);
    assertThatThrownBy(() -> masks.generate(12, 10, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10×20");
  }

  @Test
  void aSizeThatDoesNotFitIsRefusedWithBothSizesAndTheFile() throws IOException {
    Path file = write(folder, "mask", Masks.centredRectangle(0.5).generate(10, 12, 0));
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK);

    assertThatThrownBy(() -> masks.generate(12, 10, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("10×12")
        .hasMessageContaining("12×10")
        .hasMessageContaining("cropped() or resized()");
    assertThatThrownBy(() -> masks.cropped().generate(11, 5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10×12")
        .hasMessageContaining("11×5");
    assertThatThrownBy(() -> masks.resized().generate(0, 5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0×5");
    assertThatThrownBy(() -> masks.cropped().generate(-1, 5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1×5");
  }

  @Test
  void aFileIsReadWhenItIsChosenAndThenKept() throws IOException {
    Path file = write(folder, "mask", ODD);
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK);
    Files.writeString(file, "no picture");
    assertThatThrownBy(() -> masks.generate(3, 3, 0))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("Exception");

    write(folder, "mask", ODD);
    assertThat(masks.generate(3, 3, 0)).isEqualTo(ODD);
    Files.delete(file);
    assertThat(masks.generate(3, 3, 1)).isEqualTo(ODD);
    assertThatThrownBy(() -> MaskFolder.of(folder, HoleColor.BLACK))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    write(folder, "mask", ODD);
    Files.writeString(folder.resolve("README.txt"), "Masks");
    Files.writeString(folder.resolve("._mask.png"), "of macOS");
    Files.createDirectory(folder.resolve("more.png"));
    Files.move(folder.resolve("mask.png"), folder.resolve("MASK.PNG"));

    assertThat(MaskFolder.of(folder, HoleColor.BLACK).size()).isEqualTo(1);
    assertThat(MaskFolder.of(folder, HoleColor.BLACK).generate(3, 3, 0)).isEqualTo(ODD);
  }

  @Test
  void whatIsNoFolderIsRefused() throws IOException {
    Path file = write(folder, "mask", ODD);

    assertThatThrownBy(() -> MaskFolder.of(file, HoleColor.BLACK))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aFolderOfSmoothMasksIsWarnedOfOnce() throws IOException {
    for (int i = 0; i < 3; i++) {
      BufferedImage grey = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
      grey.getRaster().setSample(i, 1, 0, 100);
      grey.getRaster().setSample(3, 3, 0, 255);
      ImageIO.write(grey, "png", folder.resolve(i + ".png").toFile());
    }
    MaskFolder masks = MaskFolder.of(folder, HoleColor.BLACK);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    MaskImageTest.withErrors(
        errors, () -> IntStream.range(0, 50).mapToObj(seed -> masks.generate(4, 4, seed)).toList());

    assertThat(errors.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("1 grey pixels of 16", "Other masks of this folder");
  }

  private static Path write(Path folder, String name, Mask mask) throws IOException {
    Path file = folder.resolve(name + ".png");
    ImageIO.write(mask.toImage(), "png", file.toFile());
    return file;
  }
}
