package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.server.Filled;
import io.github.dl4jinpaint.examples.server.Limits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;

/** The page, as a user paints, fills and compares. */
class InpaintServerPageTest extends PageTest {

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
  void an_enlarged_picture_is_moved_by_the_middle_button_and_with_the_space_bar_held()
      throws IOException {
    open(file);
    WebElement mask = find("mask");
    click("larger");
    click("larger");
    for (boolean space : List.of(false, true)) {
      long left = number("return document.getElementById('stage').scrollLeft");
      new Actions(browser)
          .moveToElement(find("stage"), 5, 5)
          .moveToElement(find("stage"))
          .perform();
      if (space) {
        new Actions(browser).keyDown(Keys.SPACE).perform();
      }
      PointerInput mouse = new PointerInput(PointerInput.Kind.MOUSE, "default mouse");
      int button = space ? 0 : 1;
      browser.perform(
          List.of(
              new Sequence(mouse, 0)
                  .addAction(mouse.createPointerDown(button))
                  .addAction(
                      mouse.createPointerMove(
                          Duration.ofMillis(50), PointerInput.Origin.pointer(), -40, 0))
                  .addAction(mouse.createPointerUp(button))));
      new Actions(browser).keyUp(Keys.SPACE).perform();
      assertThat(number("return document.getElementById('stage').scrollLeft")).isEqualTo(left + 40);
    }
    assertThat(count(painted())).isZero();
    drag(mask, -0.05, 0, 0.05, 0);
    assertThat(count(painted())).isPositive();
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
}
