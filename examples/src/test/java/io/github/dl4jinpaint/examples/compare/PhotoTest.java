package io.github.dl4jinpaint.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoTest {

  @TempDir private Path folder;

  @Test
  void everyPhotographThatShipsHasItsCreditsAndA_SizeOf256To1024() throws IOException {
    String credits;
    try (InputStream in =
        PhotoTest.class.getResourceAsStream("/io/github/dl4jinpaint/examples/photos/CREDITS.md")) {
      credits = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Photo> photos = Photo.shipped();

    assertThat(photos).hasSizeGreaterThanOrEqualTo(10);
    assertThat(photos)
        .allSatisfy(
            photo -> {
              assertThat(credits).containsPattern("\\| " + photo.name() + "\\.jpg .*(CC|public)");
              assertThat(Math.max(photo.picture().getWidth(), photo.picture().getHeight()))
                  .isBetween(256, 1024);
            });
  }

  @Test
  void largePhotographsOfA_FolderAreShrunkAndOtherFilesLeftAlone() throws IOException {
    write("b-large.png", 2048, 300);
    write("a.small.png", 40, 30);
    Files.writeString(folder.resolve("notes.txt"), "no picture");

    List<Photo> photos = Photo.in(folder);

    assertThat(photos).extracting(Photo::name).containsExactly("a.small", "b-large");
    assertThat(photos.get(0).picture().getWidth()).isEqualTo(40);
    assertThat(photos.get(1).picture().getWidth()).isEqualTo(1024);
    assertThat(photos.get(1).picture().getHeight()).isEqualTo(150);
    assertThat(photos.get(1).picture().getRGB(500, 75)).isEqualTo(0xff336699);
  }

  @Test
  void aFolderWithoutPicturesIsRefusedByName() {
    assertThatIOException()
        .isThrownBy(() -> Photo.in(folder))
        .withMessageContaining(folder.toString());
  }

  @Test
  void aFileThatIsCutOffIsNamed() throws IOException {
    write("a.png", 40, 30);
    byte[] whole = Files.readAllBytes(folder.resolve("a.png"));
    Path cut = Files.write(folder.resolve("b.png"), Arrays.copyOf(whole, whole.length / 2));

    assertThatIOException()
        .isThrownBy(() -> Photo.in(folder))
        .withMessageContaining(cut.toString());
  }

  @Test
  void twoPhotographsOfA_NameAreRefused() throws IOException {
    write("a.png", 40, 30);
    write("A.bmp", 40, 30);

    assertThatIOException()
        .isThrownBy(() -> Photo.in(folder))
        .withMessageContaining("A.bmp and a.png differ in nothing but");
  }

  private void write(String name, int width, int height) throws IOException {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, 0x336699);
      }
    }
    ImageIO.write(picture, "png", folder.resolve(name).toFile());
  }
}
