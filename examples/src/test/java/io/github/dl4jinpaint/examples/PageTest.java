package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jinpaint.examples.server.Filled;
import io.github.dl4jinpaint.examples.server.Filler;
import io.github.dl4jinpaint.examples.server.InpaintingSite;
import io.github.dl4jinpaint.examples.server.Limits;
import io.github.dl4jinpaint.examples.server.Models;
import io.github.dl4jinpaint.examples.server.UploadFiller;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.SessionNotCreatedException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput;
import org.openqa.selenium.logging.LogType;

/**
 * Tests of the page in a real browser, with the model that ships unless they say otherwise. Skipped
 * where there is no browser, unless the environment says BROWSER_TESTS=required, as it does on a
 * machine that is known to have one.
 */
abstract class PageTest {

  static final int WIDTH = 97;
  static final int HEIGHT = 61;
  static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
  static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  static ChromeDriver browser;
  static Filler model;
  InpaintingSite site;
  BufferedImage picture;
  Path file;

  @BeforeAll
  static void startBrowser() throws IOException {
    require(
        Browser.executable().isPresent() && Browser.driver().isPresent(),
        "No Chrome or Chromium with its ChromeDriver was found: the page isn't tested. Set"
            + " CHROME_BIN and CHROMEWEBDRIVER, or put chrome and chromedriver on the PATH.");
    // It misses classes for this browser's own protocol, which these tests don't use.
    SELENIUM.setLevel(Level.SEVERE);
    try {
      browser =
          Browser.start(
              Files.createDirectory(folder.resolve("profile")),
              Files.createDirectory(folder.resolve("downloads")));
    } catch (SessionNotCreatedException e) {
      require(false, "The browser and its driver don't go together: " + e);
    }
    Models models =
        new Models(true)
            .add("photographs", "Photographs", Inpainter::pretrained)
            .add("cifar10", "Small pictures", Inpainter::cifar10);
    model = new UploadFiller(models, 10_000_000);
  }

  static void require(boolean browser, String otherwise) {
    if ("required".equals(System.getenv("BROWSER_TESTS"))) {
      assertThat(browser).as(otherwise).isTrue();
    }
    assumeTrue(browser, otherwise);
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
    complaints(); // which the page before has left
  }

  @AfterEach
  void stop() {
    site.close();
  }

  // ---- server

  void serve(Filler filler) throws IOException {
    site = start(filler, 0, new Limits(1_000_000, 10_000, PATIENCE, 1, 4));
    goTo(site.port());
  }

  /** Opens the page and waits until its script has run. */
  static void goTo(int port) {
    browser.get("http://localhost:" + port);
    await(
        "the page",
        () ->
            browser
                .executeScript("return location.port + ' ' + document.body.dataset.state")
                .equals(port + " start"));
  }

  static InpaintingSite start(Filler filler, int port, Limits limits) throws IOException {
    return InpaintingSite.start(filler, limits, "localhost", port, List.of());
  }

  static Filler waiting(CountDownLatch goOn) {
    return request -> {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new Filled(request.picture(), List.of());
    };
  }

  // ---- what a user does

  void open(Path picture) {
    find("file").sendKeys(picture.toString());
    awaitState("paint");
  }

  static WebElement find(String id) {
    return browser.findElement(By.id(id));
  }

  static void click(String id) {
    find(id).click();
  }

  static void press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(browser).sendKeys(key).perform();
    }
  }

  /** Drags the mouse; places are shares of the element's size, from its middle. */
  static void drag(WebElement on, double x, double y, double toX, double toY) {
    Dimension size = on.getSize();
    new Actions(browser)
        .moveToElement(on, (int) (x * size.width), (int) (y * size.height))
        .clickAndHold()
        .moveToElement(on, (int) (toX * size.width), (int) (toY * size.height))
        .release()
        .perform();
  }

  static void wheel(WebElement on, int down) {
    new Actions(browser)
        .scrollFromOrigin(WheelInput.ScrollOrigin.fromElement(on), 0, down)
        .perform();
  }

  static void touch(String type, long... places) {
    List<Map<String, Object>> points =
        IntStream.range(0, places.length / 2)
            .mapToObj(
                i -> Map.<String, Object>of("x", places[2 * i], "y", places[2 * i + 1], "id", i))
            .toList();
    browser.executeCdpCommand(
        "Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
  }

  static BufferedImage download(String name) throws Exception {
    click("download");
    return ImageIO.read(downloaded(name).toFile());
  }

  /** Waits for a file: the browser keeps its place with an empty one until it is whole. */
  static Path downloaded(String name) {
    Path file = folder.resolve("downloads").resolve(name);
    await("the download of " + name, () -> file.toFile().length() > 0);
    return file;
  }

  // ---- what a user sees

  static void awaitState(String state) {
    WebElement body = browser.findElement(By.tagName("body"));
    await("the state " + state, () -> state.equals(body.getDomAttribute("data-state")));
  }

  static void awaitComplaint(String words) {
    await("the message " + words, () -> find("error").getText().contains(words));
  }

  static void await(String what, BooleanSupplier condition) {
    for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
      if (condition.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(20_000_000);
    }
    fail("This didn't come about: %s. The page says: %s", what, find("error").getText());
  }

  /** How much of the picture as it was is shown. */
  static String before() {
    return (String)
        browser.executeScript(
            "return"
                + " getComputedStyle(document.getElementById('sheet')).getPropertyValue('--split')");
  }

  static List<String> labels() {
    return browser.findElements(By.className("tag")).stream()
        .filter(WebElement::isDisplayed)
        .map(WebElement::getText)
        .toList();
  }

  static boolean asks() {
    try {
      browser.switchTo().alert();
      return true;
    } catch (NoAlertPresentException e) {
      return false;
    }
  }

  static String focused() {
    return browser.switchTo().activeElement().getDomProperty("id");
  }

  static long number(String script) {
    return Math.round(((Number) browser.executeScript(script)).doubleValue());
  }

  /** What the browser's console tells: errors of the page, and of its security policy. */
  static List<String> complaints() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().equals(Level.SEVERE))
        .map(Object::toString)
        .toList();
  }

  /** Which of the picture's pixels are painted over, row by row. */
  static boolean[] painted() {
    String pixels =
        (String)
            browser.executeScript(
                """
                const mask = document.getElementById("mask");
                const { data } = mask.getContext("2d").getImageData(0, 0, mask.width, mask.height);
                let painted = "";
                for (let i = 3; i < data.length; i += 4) painted += data[i] > 0 ? "1" : "0";
                return painted;
                """);
    boolean[] painted = new boolean[pixels.length()];
    for (int i = 0; i < painted.length; i++) {
      painted[i] = pixels.charAt(i) == '1';
    }
    return painted;
  }

  static long brushWidth() {
    return number("return document.getElementById('pixels').valueAsNumber");
  }

  /** A sum over the picture that is shown. */
  static long pixels() {
    return number(
        """
        const canvas = document.getElementById("picture");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, value, i) => (31 * sum + value) % 1000003, 0);
        """);
  }

  static int count(boolean[] painted) {
    return (int) IntStream.range(0, painted.length).filter(i -> painted[i]).count();
  }

  /** How many pixels differ from the picture, of those that are painted over or of the others. */
  long differing(BufferedImage filled, boolean[] painted, boolean which) {
    int[] before = picture.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    int[] after = filled.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    return IntStream.range(0, before.length)
        .filter(i -> painted[i] == which && before[i] != after[i])
        .count();
  }

  static BufferedImage noise(int width, int height) {
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
