package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.server.Filled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Axe finds nothing on the page, in any of its states. */
class InpaintServerAxeTest extends PageTest {

  /** Of axe's rules those of WCAG 2.2, levels A and AA, and what its authors think best. */
  private static final String AXE =
      """
      const told = arguments[arguments.length - 1];
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      axe.run({ runOnly: tags }).then(({ violations, passes }) => told([passes.length].concat(
        violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html + " " + n.failureSummary)))));
      """;

  private final List<String> found = new ArrayList<>();

  @AfterEach
  void usualScreen() {
    browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "1200, 800, light",
    "1200, 800, dark",
    "390, 844, light",
    "568, 320, dark",
    "320, 256, light"
  })
  void nothing_is_found(int width, int height, String colours) throws IOException {
    site.close();
    serve(request -> new Filled(request.picture(), List.of()));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    try (InputStream axe = getClass().getResourceAsStream("/axe.min.js")) {
      browser.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    look("start");
    Path second = folder.resolve("second.png");
    ImageIO.write(picture, "png", second.toFile());
    find("file").sendKeys(file + "\n" + second);
    awaitState("paint");
    browser.executeScript("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    look("paint");
    click("fill");
    awaitComplaint("Nothing is painted yet");
    look("message");
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill");
    awaitState("result");
    look("result");
    click("back");
    click("fill-all");
    await("all are done", () -> find("series-status").getText().startsWith("2 of 2"));
    look("series");

    assertThat(found).isEmpty();
  }

  @SuppressWarnings("unchecked") // what the script returns is what stands in it
  private void look(String state) {
    List<Object> result = (List<Object>) browser.executeAsyncScript(AXE);
    assertThat((Long) result.get(0)).as("rules that were looked at").isGreaterThan(15);
    result.subList(1, result.size()).forEach(each -> found.add(state + ": " + each));
  }
}
