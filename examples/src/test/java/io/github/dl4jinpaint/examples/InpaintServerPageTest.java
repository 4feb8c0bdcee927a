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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.SessionNotCreatedException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput;
import org.openqa.selenium.logging.LogType;

/**
 * The page, in a real browser, with the model that ships. Skipped where there is no browser, unless
 * the environment says BROWSER_TESTS=required, as it does on a machine that is known to have one.
 */
class InpaintServerPageTest {

  private static final int WIDTH = 97;
  private static final int HEIGHT = 61;
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static ChromeDriver browser;
  private static Filler model;
  private InpaintingSite site;
  private BufferedImage picture;
  private Path file;

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

  private static void require(boolean browser, String otherwise) {
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

  @Test
  void a_picture_is_opened_painted_on_filled_compared_and_downloaded() throws Exception {
    open(file);
    drag(find("mask"), -0.3, -0.2, 0.3, 0.1);
    boolean[] painted = painted();
    click("fill");
    awaitState("result");

    assertThat(find("after").getRect().getWidth()).isEqualTo(find("picture").getRect().getWidth());
    assertThat(before()).isEqualTo("0%");
    find("split").sendKeys(Keys.ARROW_RIGHT);
    assertThat(before()).isEqualTo("0.1%");
    new Actions(browser).clickAndHold(find("compare")).perform();
    assertThat(before()).isEqualTo("100%");
    new Actions(browser).release().perform();
    assertThat(before()).isEqualTo("0.1%");
    new Actions(browser).keyDown("c").perform();
    assertThat(before()).isEqualTo("100%");
    new Actions(browser).keyUp("c").perform();
    assertThat(before()).isEqualTo("0.1%");
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
  void undo_leads_back_over_what_was_filled() throws IOException {
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    int first = count(painted());
    long before = pixels();
    click("fill");
    awaitState("result");
    click("next");
    awaitState("paint");
    long after = pixels();
    assertThat(after).isNotEqualTo(before);
    assertThat(count(painted())).isZero();
    drag(find("mask"), 0, -0.3, 0, 0.3);
    int second = count(painted());

    click("undo");
    assertThat(count(painted())).isZero();
    click("undo");
    await("the picture before", () -> pixels() == before);
    assertThat(count(painted())).isEqualTo(first);
    click("redo");
    await("the picture after", () -> pixels() == after);
    click("redo");
    assertThat(count(painted())).isEqualTo(second);

    find("file").sendKeys(file.toString());
    await("the question", () -> asks());
    assertThat(browser.switchTo().alert().getText()).contains("not downloaded");
    browser.switchTo().alert().accept();
    await("another picture", () -> count(painted()) == 0);
    assertThat(find("undo").isEnabled()).isFalse();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void rectangles_and_outlined_places_are_painted_erased_and_undone() throws IOException {
    open(file);
    WebElement mask = find("mask");
    mask.sendKeys("r");
    drag(mask, -0.4, -0.4, 0.4, 0.4);
    int rectangle = count(painted());
    assertThat(rectangle).isBetween(WIDTH * HEIGHT * 60 / 100, WIDTH * HEIGHT * 68 / 100);
    mask.sendKeys("l", "e");
    Dimension size = mask.getSize();
    new Actions(browser)
        .moveToElement(mask, -size.width / 4, -size.height / 4)
        .clickAndHold()
        .moveByOffset(size.width / 2, 0)
        .moveByOffset(0, size.height / 2)
        .release()
        .perform();
    assertThat(count(painted()))
        .isBetween(rectangle - WIDTH * HEIGHT * 14 / 100, rectangle - WIDTH * HEIGHT * 10 / 100);
    click("undo");
    assertThat(count(painted())).isEqualTo(rectangle);
    click("undo");
    mask.click();
    assertThat(count(painted())).isZero();
  }

  @Test
  void a_mask_is_saved_and_loaded() throws Exception {
    open(file);
    drag(find("mask"), -0.3, -0.2, 0.3, 0.1);
    boolean[] painted = painted();
    click("save-mask");
    Path saved = folder.resolve("downloads").resolve("holiday-mask.png");
    await("the mask", () -> Files.exists(saved));
    click("clear");

    find("mask-file").sendKeys(saved.toString());
    await("the mask is loaded", () -> find("status").getText().startsWith("Mask loaded"));
    assertThat(painted()).isEqualTo(painted);
    click("undo");
    assertThat(count(painted())).isZero();

    Path other = folder.resolve("other mask.png");
    ImageIO.write(noise(5, 7), "png", other.toFile());
    find("mask-file").sendKeys(other.toString());
    awaitComplaint("This mask has 5 × 7 pixels, the picture 97 × 61");
    ImageIO.write(
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY), "png", other.toFile());
    find("mask-file").sendKeys(other.toString());
    awaitComplaint("nothing white");
    assertThat(count(painted())).isZero();
  }

  @Test
  void the_wheel_makes_the_brush_wider_and_moves_an_enlarged_picture() throws IOException {
    open(file);
    WebElement mask = find("mask");
    long width = brushWidth();
    wheel(mask, -400);
    assertThat(brushWidth()).isGreaterThan(width);
    wheel(mask, 400);
    assertThat(brushWidth()).isEqualTo(width);

    click("larger");
    long top = number("return document.getElementById('stage').scrollTop");
    wheel(mask, 30);
    assertThat(brushWidth()).isEqualTo(width);
    await(
        "the picture moves",
        () -> number("return document.getElementById('stage').scrollTop") > top);
  }

  @Test
  void how_holes_are_filled_is_the_users_choice() throws IOException {
    site.close();
    List<Boolean> texture = new CopyOnWriteArrayList<>();
    serve(
        request -> {
          texture.add(request.texture());
          return new Filled(request.picture(), List.of());
        });
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill");
    awaitState("result");
    click("back");
    click("smooth");
    click("fill");
    awaitState("result");

    assertThat(texture).containsExactly(true, false);
  }

  @Test
  void the_keyboard_alone_is_enough() throws Exception {
    press(Keys.TAB, Keys.TAB, Keys.TAB);
    assertThat(focused()).isEqualTo("choose");
    press(Keys.TAB, Keys.ENTER); // the first sample
    awaitState("paint");
    assertThat(focused()).isEqualTo("mask");
    assertThat(find("status").getText()).contains("Made smaller, from 640 × 427");

    press(Keys.SPACE);
    int dab = count(painted());
    press("]", "]", Keys.SPACE);
    int wider = count(painted());
    press(Keys.ENTER, Keys.ARROW_LEFT, Keys.chord(Keys.SHIFT, Keys.ARROW_LEFT), Keys.ENTER);
    int line = count(painted());
    assertThat(dab).isPositive();
    assertThat(wider).isGreaterThan(dab);
    assertThat(line).isGreaterThan(wider);

    while (!focused().equals("fill")) {
      press(Keys.TAB);
    }
    press(Keys.ENTER);
    awaitState("result");
    assertThat(focused()).isEqualTo("split");
    press(Keys.END);
    assertThat(find("split").getDomProperty("value")).isEqualTo("1000");
    while (!focused().equals("back")) {
      press(Keys.TAB);
    }
    press(Keys.ENTER);
    awaitState("paint");
    assertThat(count(painted())).isEqualTo(line);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void on_a_phone_a_finger_paints_two_enlarge_and_the_result_is_seen_whole() throws IOException {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    open(file);
    long wide = number("return document.documentElement.scrollWidth");
    assertThat(wide).isEqualTo(390);
    assertThat(find("fill").getRect().getHeight()).isGreaterThanOrEqualTo(44);
    assertThat(number("return document.getElementById('fill').getBoundingClientRect().bottom"))
        .isLessThanOrEqualTo(844);

    long x = number("return document.getElementById('mask').getBoundingClientRect().left") + 100;
    long y = number("return document.getElementById('mask').getBoundingClientRect().top") + 100;
    touch("touchStart", x, y);
    touch("touchMove", x + 50, y + 20);
    touch("touchEnd");
    int painted = count(painted());
    assertThat(painted).isPositive();

    touch("touchStart", x, y);
    touch("touchStart", x, y, x + 50, y);
    touch("touchMove", x - 20, y, x + 80, y);
    touch("touchEnd");
    assertThat(count(painted())).isEqualTo(painted);
    assertThat(find("picture").getRect().getWidth()).isGreaterThan(600);

    click("fill");
    awaitState("result");
    assertThat(find("picture").getRect().getWidth()).isLessThan(390);
    assertThat(complaints()).isEmpty();
  }

  /** A phone on its side, and a screen of 1280 × 1024 pixels whose page is four times as large. */
  @ParameterizedTest
  @CsvSource({"568, 320", "320, 256", "320, 480"})
  void a_small_screen_shows_a_picture_and_what_fills_it(int width, int height) throws IOException {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true));
    open(file);
    for (String tools : List.of("paint", "result")) {
      awaitState(tools);
      assertThat(number("return document.getElementById('picture').clientHeight"))
          .isGreaterThan(height / 3);
      assertThat(number("return document.documentElement.scrollWidth")).isEqualTo(width);
      assertThat(
              number(
                  "const t = document.getElementById('tools'); return t.scrollWidth -"
                      + " t.clientWidth"))
          .isZero();
      if (tools.equals("paint")) {
        drag(find("mask"), -0.3, 0, 0.3, 0);
        click("fill");
      }
    }
    assertThat(complaints()).isEmpty();
  }

  @Test
  void before_and_after_are_named_on_their_own_sides_where_there_is_room() throws IOException {
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill");
    awaitState("result");
    assertThat(labels()).containsExactly("After");
    find("split").sendKeys(Keys.END);
    assertThat(labels()).containsExactly("Before");
    new Actions(browser).moveToElement(find("split")).click().perform();
    assertThat(labels()).containsExactly("Before", "After");
    browser.executeScript("document.getElementById('sheet').style.width = '60px'");
    assertThat(labels()).isEmpty();
  }

  @Test
  void forced_colours_show_which_tool_is_on() throws IOException {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "forced-colors", "value", "active"))));
    try {
      open(file);
      assertThat(find("paint").getCssValue("background-color"))
          .isNotEqualTo(find("erase").getCssValue("background-color"));
    } finally {
      browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }
  }

  @Test
  void a_result_that_is_not_downloaded_goes_only_if_the_user_agrees() throws Exception {
    open(Files.copy(file, folder.resolve("saved.png")));
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill");
    awaitState("result");

    find("file").sendKeys(file.toString());
    await("the question", () -> asks());
    assertThat(browser.switchTo().alert().getText()).contains("not downloaded");
    browser.switchTo().alert().dismiss();
    awaitState("result");

    download("saved-inpainted.png");
    find("file").sendKeys(file.toString());
    awaitState("paint");
    assertThat(count(painted())).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"drop", "paste"})
  void a_picture_is_dropped_or_pasted(String event) throws IOException {
    browser.executeScript(
        """
        const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], "picture.png", { type: "image/png" }));
        document.body.dispatchEvent(arguments[1] === "drop"
          ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        """,
        Base64.getEncoder().encodeToString(Files.readAllBytes(file)),
        event);
    awaitState("paint");
    assertThat(number("return document.getElementById('picture').width")).isEqualTo(WIDTH);
  }

  @Test
  void what_goes_wrong_is_told_and_nothing_painted_is_lost() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.png"), "no picture");
    find("file").sendKeys(text.toString());
    awaitComplaint("notes.png is not a picture");

    open(file);
    click("fill");
    awaitComplaint("Nothing is painted yet");
    drag(find("mask"), -0.3, 0, 0.3, 0);
    int painted = count(painted());

    int port = site.port();
    site.close();
    click("fill");
    awaitComplaint("The server doesn't answer");

    CountDownLatch goOn = new CountDownLatch(1);
    site = start(waiting(goOn), port, new Limits(1_000_000, 10_000, PATIENCE, 1, 0));
    click("fill");
    awaitState("busy");
    String other = browser.getWindowHandle();
    browser.switchTo().newWindow(WindowType.TAB);
    goTo(port);
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill");
    awaitComplaint("busy with other pictures. Try again in 1 second.");
    browser.close();
    browser.switchTo().window(other);
    await("the first second", () -> !find("clock").getText().isEmpty());
    click("cancel");
    awaitState("paint");
    goOn.countDown();
    site.close();

    site =
        start(
            request -> {
              throw new IOException("The picture is cut off.");
            },
            port,
            new Limits(1_000_000, 10_000, PATIENCE, 1, 0));
    click("fill");
    awaitComplaint("The picture is cut off.");
    assertThat(count(painted())).isEqualTo(painted);
    site.close();

    site =
        start(
            request -> new Filled(request.picture(), List.of("The mask is grey.")),
            port,
            new Limits(1_000_000, 10_000, PATIENCE, 1, 0));
    click("fill");
    awaitState("result");
    awaitComplaint("The mask is grey.");
    click("back");
    awaitState("paint");
    site.close();

    site = start(model, port, new Limits(1000, 10_000, PATIENCE, 1, 0));
    find("file").sendKeys(file.toString());
    awaitComplaint("this server takes up to 0.0 MB");
    assertThat(count(painted())).isEqualTo(painted);
  }

  @Test
  void a_double_click_fills_once() throws IOException {
    site.close();
    AtomicInteger begun = new AtomicInteger();
    serve(
        request -> {
          begun.incrementAndGet();
          return model.fill(request);
        });
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);

    new Actions(browser).doubleClick(find("fill")).perform();

    awaitState("result");
    assertThat(begun).hasValue(1);
  }

  @Test
  void another_picture_takes_the_place_of_a_painted_one_only_if_the_user_agrees()
      throws IOException {
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    int painted = count(painted());
    Path other = folder.resolve("other.png");
    ImageIO.write(noise(61, 97), "png", other.toFile());

    find("file").sendKeys(other.toString());
    await("the question", () -> asks());
    browser.switchTo().alert().dismiss();
    assertThat(count(painted())).isEqualTo(painted);

    find("file").sendKeys(other.toString());
    await("the question", () -> asks());
    browser.switchTo().alert().accept();
    await("the other picture", () -> find("status").getText().startsWith("61 × 97 pixels"));
    assertThat(count(painted())).isZero();
  }

  // ---- server

  private void serve(Filler filler) throws IOException {
    site = start(filler, 0, new Limits(1_000_000, 10_000, PATIENCE, 1, 4));
    goTo(site.port());
  }

  /** Opens the page and waits until its script has run. */
  private static void goTo(int port) {
    browser.get("http://localhost:" + port);
    await(
        "the page",
        () ->
            browser
                .executeScript("return location.port + ' ' + document.body.dataset.state")
                .equals(port + " start"));
  }

  private static InpaintingSite start(Filler filler, int port, Limits limits) throws IOException {
    return InpaintingSite.start(filler, limits, "localhost", port, List.of());
  }

  private static Filler waiting(CountDownLatch goOn) {
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

  private void open(Path picture) {
    find("file").sendKeys(picture.toString());
    awaitState("paint");
  }

  private static WebElement find(String id) {
    return browser.findElement(By.id(id));
  }

  private static void click(String id) {
    find(id).click();
  }

  private static void press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(browser).sendKeys(key).perform();
    }
  }

  /** Drags the mouse; places are shares of the element's size, from its middle. */
  private static void drag(WebElement on, double x, double y, double toX, double toY) {
    Dimension size = on.getSize();
    new Actions(browser)
        .moveToElement(on, (int) (x * size.width), (int) (y * size.height))
        .clickAndHold()
        .moveToElement(on, (int) (toX * size.width), (int) (toY * size.height))
        .release()
        .perform();
  }

  private static void wheel(WebElement on, int down) {
    new Actions(browser)
        .scrollFromOrigin(WheelInput.ScrollOrigin.fromElement(on), 0, down)
        .perform();
  }

  private static void touch(String type, long... places) {
    List<Map<String, Object>> points =
        IntStream.range(0, places.length / 2)
            .mapToObj(
                i -> Map.<String, Object>of("x", places[2 * i], "y", places[2 * i + 1], "id", i))
            .toList();
    browser.executeCdpCommand(
        "Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
  }

  private static BufferedImage download(String name) throws Exception {
    click("download");
    Path downloaded = folder.resolve("downloads").resolve(name);
    await("the download of " + name, () -> Files.exists(downloaded));
    return ImageIO.read(downloaded.toFile());
  }

  // ---- what a user sees

  private static void awaitState(String state) {
    WebElement body = browser.findElement(By.tagName("body"));
    await("the state " + state, () -> state.equals(body.getDomAttribute("data-state")));
  }

  private static void awaitComplaint(String words) {
    await("the message " + words, () -> find("error").getText().contains(words));
  }

  private static void await(String what, BooleanSupplier condition) {
    for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
      if (condition.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(20_000_000);
    }
    fail("This didn't come about: %s. The page says: %s", what, find("error").getText());
  }

  /** How much of the picture as it was is shown. */
  private static String before() {
    return (String)
        browser.executeScript(
            "return"
                + " getComputedStyle(document.getElementById('sheet')).getPropertyValue('--split')");
  }

  private static List<String> labels() {
    return browser.findElements(By.className("tag")).stream()
        .filter(WebElement::isDisplayed)
        .map(WebElement::getText)
        .toList();
  }

  private static boolean asks() {
    try {
      browser.switchTo().alert();
      return true;
    } catch (NoAlertPresentException e) {
      return false;
    }
  }

  private static String focused() {
    return browser.switchTo().activeElement().getDomProperty("id");
  }

  private static long number(String script) {
    return Math.round(((Number) browser.executeScript(script)).doubleValue());
  }

  /** What the browser's console tells: errors of the page, and of its security policy. */
  private static List<String> complaints() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().equals(Level.SEVERE))
        .map(Object::toString)
        .toList();
  }

  /** Which of the picture's pixels are painted over, row by row. */
  private static boolean[] painted() {
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

  private static long brushWidth() {
    return number("return document.getElementById('pixels').valueAsNumber");
  }

  /** A sum over the picture that is shown. */
  private static long pixels() {
    return number(
        """
        const canvas = document.getElementById("picture");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, value, i) => (31 * sum + value) % 1000003, 0);
        """);
  }

  private static int count(boolean[] painted) {
    return (int) IntStream.range(0, painted.length).filter(i -> painted[i]).count();
  }

  /** How many pixels differ from the picture, of those that are painted over or of the others. */
  private long differing(BufferedImage filled, boolean[] painted, boolean which) {
    int[] before = picture.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    int[] after = filled.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    return IntStream.range(0, before.length)
        .filter(i -> painted[i] == which && before[i] != after[i])
        .count();
  }

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
