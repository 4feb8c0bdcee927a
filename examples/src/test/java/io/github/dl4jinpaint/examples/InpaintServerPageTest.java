package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jinpaint.examples.web.Filler;
import io.github.dl4jinpaint.examples.web.InpaintingSite;
import io.github.dl4jinpaint.examples.web.Limits;
import io.github.dl4jinpaint.model.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.SessionNotCreatedException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page, in a real browser, with the model that ships. */
class InpaintServerPageTest {

  private static final int WIDTH = 97;
  private static final int HEIGHT = 61;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static ChromeDriver browser;
  private static Filler model;
  private InpaintingSite site;
  private BufferedImage picture;
  private Path file;

  @BeforeAll
  static void startBrowser() throws IOException {
    assumeTrue(
        Browser.executable().isPresent() && Browser.driver().isPresent(),
        "No Chrome or Chromium with its ChromeDriver was found: the page isn't tested. Set"
            + " CHROME_BIN and CHROMEWEBDRIVER, or put chrome and chromedriver on the PATH.");
    try {
      browser =
          Browser.start(
              Files.createDirectory(folder.resolve("profile")),
              Files.createDirectory(folder.resolve("downloads")));
    } catch (SessionNotCreatedException e) {
      throw new TestAbortedException("The browser and its driver don't go together: " + e, e);
    }
    model = new UploadFiller(Inpainter.pretrained(), 10_000)::fill;
  }

  @AfterAll
  static void quit() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void openPage() throws IOException {
    picture = noise(WIDTH, HEIGHT);
    file = folder.resolve("holiday.png");
    ImageIO.write(picture, "png", file.toFile());
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    browser.manage().window().setSize(new Dimension(1200, 800));
    serve(model);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void a_picture_is_opened_painted_on_filled_compared_and_downloaded() throws Exception {
    open(file);
    drag(find("mask"), -0.3, -0.2, 0.3, 0.1);
    boolean[] painted = painted();
    click("fill");
    awaitState("result");

    assertThat(find("after").getRect().getWidth()).isEqualTo(find("picture").getRect().getWidth());
    find("split").sendKeys(Keys.ARROW_RIGHT);
    assertThat(find("split").getDomProperty("value")).isEqualTo("501");
    assertThat(find("divider").getCssValue("left")).isNotEqualTo("0px");
    BufferedImage filled = download("holiday-inpainted.png");

    assertThat(count(painted)).isBetween(150, 1500);
    assertThat(differing(filled, painted, false)).isZero();
    assertThat(differing(filled, painted, true)).isGreaterThan(count(painted) * 9 / 10);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void strokes_are_undone_done_again_erased_and_cleared() throws IOException {
    open(file);
    WebElement mask = find("mask");
    drag(mask, -0.3, 0, 0.3, 0);
    int one = count(painted());
    drag(mask, 0, -0.3, 0, 0.3);
    int two = count(painted());
    assertThat(two).isGreaterThan(one);

    mask.sendKeys(Keys.chord(Keys.CONTROL, "z"));
    assertThat(count(painted())).isEqualTo(one);
    mask.sendKeys(Keys.chord(Keys.CONTROL, Keys.SHIFT, "z"));
    assertThat(count(painted())).isEqualTo(two);
    mask.sendKeys("e");
    drag(mask, 0, -0.3, 0, 0.3);
    assertThat(count(painted())).isBetween(1, one - 1);
    click("clear");
    assertThat(count(painted())).isZero();
    click("undo");
    click("undo");
    assertThat(count(painted())).isEqualTo(two);
  }

  @Test
  void the_keyboard_alone_is_enough() throws IOException {
    press(Keys.TAB, Keys.TAB, Keys.TAB);
    assertThat(focused()).isEqualTo("choose");
    press(Keys.TAB, Keys.TAB, Keys.ENTER);
    awaitComplaint("megapixels".isEmpty() ? "" : "");
  }

  private void awaitComplaint(String words) {
    new WebDriverWait(browser, PATIENCE)
        .until(b -> find("error").isDisplayed() && find("error").getText().contains(words));
  }

  // ---- the rest is what the tests say

  private static BufferedImage noise(int width, int height) {
    Random random = new Random(1);
    BufferedImage noise = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        noise.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return noise;
  }
}
