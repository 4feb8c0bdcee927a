package io.github.dl4jinpaint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {

  private static final String[] FOLDERS = {
    "Mask", "Masked Image", "Predicted Image", "Original Image"
  };

  @TempDir private Path folder;

  @Test
  void aLaterRunReplacesAllPicturesOfAnEarlierOne() throws IOException {
    write(12, "first");
    write(3, "second");

    assertThat(names(folder))
        .containsExactlyInAnyOrder(
            "Mask",
            "Masked Image",
            "Predicted Image",
            "Original Image",
            "evaluation.json",
            "evaluation.html");
    for (String name : FOLDERS) {
      assertThat(names(folder.resolve(name)))
          .containsExactlyInAnyOrder("0000.png", "0001.png", "0002.png");
    }
    assertThat(folder.resolve("evaluation.json")).hasContent("second");
  }

  @Test
  void aRunThatFailsOrWasKilledLeavesWhatWasThere() throws IOException {
    write(2, "first");
    try (ResultsFolder results = new ResultsFolder(folder)) {
      add(results);
    }
    assertThat(folder.resolve("evaluation.json")).hasContent("first");
    assertThat(names(folder.resolve("Mask"))).hasSize(2);
    assertThat(names(folder)).doesNotContain(".evaluation.part");

    Path killed = Files.createDirectories(folder.resolve(".evaluation.part/Mask"));
    Files.createFile(killed.resolve("0007.png"));
    write(1, "second");
    assertThat(names(folder.resolve("Mask"))).containsExactly("0000.png");
  }

  @Test
  void filesThatAreNoEvaluationsAreNotTouched() throws IOException {
    write(2, "first");
    Path mine = Files.createFile(folder.resolve("Original Image/holiday.png"));

    assertThatThrownBy(() -> new ResultsFolder(folder))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(mine.toString());

    assertThat(mine).exists();
    assertThat(folder.resolve("evaluation.json")).hasContent("first");
    assertThat(names(folder.resolve("Mask"))).hasSize(2);
  }

  @Test
  void whatFileManagersLeaveInLookedAtFoldersIsNoObstacleAndStays() throws IOException {
    write(2, "first");
    for (String note : new String[] {".DS_Store", "Thumbs.db", "desktop.ini"}) {
      Files.createFile(folder.resolve("Mask").resolve(note));
    }

    write(1, "second");

    assertThat(names(folder.resolve("Mask")))
        .containsExactlyInAnyOrder("0000.png", ".DS_Store", "Thumbs.db", "desktop.ini");
  }

  @Test
  void picturesHaveTheSameNamesWhereOtherDigitsAreUsed() throws IOException {
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      write(1, "first");
    } finally {
      Locale.setDefault(usual);
    }
    assertThat(names(folder.resolve("Mask"))).containsExactly("0000.png");
  }

  private void write(int pictures, String content) throws IOException {
    try (ResultsFolder results = new ResultsFolder(folder)) {
      for (int i = 0; i < pictures; i++) {
        add(results);
      }
      results.finish(content, content);
    }
  }

  private static void add(ResultsFolder results) throws IOException {
    BufferedImage picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    results.add(picture, picture, picture, picture);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
