package io.github.dl4jinpaint.examples;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A real browser without a window: Chrome or Chromium and its driver, where they are installed.
 * Nothing is downloaded.
 */
final class Browser {

  private static final List<String> BROWSERS =
      List.of("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome");

  private static final List<String> USUAL_PLACES =
      List.of(
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
          "/Applications/Chromium.app/Contents/MacOS/Chromium",
          "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
          "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe");

  /** Without them it looks for updates, and as root it doesn't start. */
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private Browser() {}

  /** Where the browser is: CHROME_BIN, the path, the usual places. */
  static Optional<Path> executable() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("CHROME_BIN")),
            Stream.concat(onPath(BROWSERS), USUAL_PLACES.stream()))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Where its driver is: CHROMEWEBDRIVER, as on GitHub's machines, or the path. */
  static Optional<Path> driver() {
    String folder = System.getenv("CHROMEWEBDRIVER");
    Stream<String> named =
        folder == null
            ? Stream.of()
            : Stream.of("chromedriver", "chromedriver.exe")
                .map(name -> Path.of(folder, name).toString());
    return Stream.concat(named, onPath(List.of("chromedriver")))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Stream<String> onPath(List<String> names) {
    return names.stream()
        .flatMap(
            name ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .filter(folder -> !folder.isBlank())
                    .flatMap(
                        folder -> Stream.of(folder + "/" + name, folder + "/" + name + ".exe")));
  }

  /**
   * Starts a browser.
   *
   * @param profile an empty folder
   * @param downloads where downloads go
   */
  static ChromeDriver start(Path profile, Path downloads) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(executable().orElseThrow().toFile());
    List<String> arguments = new ArrayList<>(ARGUMENTS);
    arguments.add("--user-data-dir=" + profile);
    options.addArguments(arguments);
    options.setExperimentalOption(
        "prefs",
        Map.of(
            "download.default_directory",
            downloads.toString(),
            "download.prompt_for_download",
            false,
            // of several files without a question
            "profile.default_content_setting_values.automatic_downloads",
            1));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver().orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    return new ChromeDriver(service, options);
  }
}
