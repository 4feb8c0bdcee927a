package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.examples.command.Holes;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillPlanTest {

  @TempDir private Path folder;

  @BeforeEach
  void makeFolders() throws IOException {
    for (String name : new String[] {"pictures/a.jpg", "pictures/b.gif", "masks/a.png"}) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      BufferedImage black = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
      ImageIO.write(black, name.substring(name.length() - 3), file.toFile());
    }
  }

  @Test
  void whatIsThereWhatHasNoMaskAndWhatIsNotWrittenIsNoJob() throws IOException {
    assertThat(plan(PictureFormat.INPUT, "masks").jobs())
        .extracting(PictureJob::name)
        .containsExactly("a.jpg");
    assertThat(plan(PictureFormat.INPUT, "masks").report().failures())
        .containsExactly("b.gif: GIF isn't written; without --format input it becomes a PNG");
    assertThat(plan(PictureFormat.PNG, "masks").report().failures())
        .singleElement()
        .asString()
        .contains("b.gif: there is no mask b.png");

    Files.createDirectory(folder.resolve("out"));
    Files.createFile(folder.resolve("out/a.png"));
    FillPlan second = plan(PictureFormat.PNG, "masks");
    assertThat(second.jobs()).isEmpty();
    assertThat(second.report().summary("out")).startsWith("0 of 2 filled, in out; 1 there already");
  }

  @Test
  void aMaskForAllIsLookedAtOnce() throws IOException {
    FillPlan plan = plan(PictureFormat.PNG, "masks/a.png");

    assertThat(plan.jobs()).extracting(PictureJob::mask).allMatch(mask -> mask.endsWith("a.png"));
    assertThat(plan.report().warnings()).singleElement().asString().contains("a.png has no hole");
    Files.writeString(folder.resolve("masks/a.png"), "no picture");
    assertThatIOException()
        .isThrownBy(() -> plan(PictureFormat.PNG, "masks/a.png"))
        .withMessageContaining("masks/a.png is no picture");
  }

  @Test
  void outputsAmongInputsAreRefused() throws IOException {
    Files.move(folder.resolve("masks"), folder.resolve("out"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(PictureFormat.PNG, "out/a.png"))
        .withMessageContaining("it has to be another folder, to keep what is there");
  }

  private FillPlan plan(PictureFormat format, String masks) throws IOException {
    FillPlan.Maker maker =
        new FillPlan.Maker(
            new Configuration(), new Holes(HoleColor.WHITE, null, 0, 0), format, false);
    return maker.of(uri("pictures"), uri(masks), uri("out"));
  }

  private String uri(String name) {
    return "file:" + folder.resolve(name);
  }
}
