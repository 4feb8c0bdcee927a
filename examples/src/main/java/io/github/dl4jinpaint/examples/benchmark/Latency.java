package io.github.dl4jinpaint.examples.benchmark;

import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.examples.compare.Photo;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How long filling a picture takes, the first time and later ones, and how much memory, by the
 * picture's size.
 */
@Command(
    name = "Latency",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Times Inpainter by the picture's size, each size in a fresh JVM.",
      "The picture is a photograph that ships, enlarged or shrunk; a tenth of it are blobs of up to"
          + " 60 pixels."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --calls 2")
public final class Latency implements Callable<Integer> {

  private static final List<String> SIZES =
      List.of("32x32", "256x256", "512x512", "1024x1024", "4000x3000");
  private static final int MOST_BLOB = 60;
  private static final long SEED = 42;

  @Spec private CommandSpec spec;

  @Mixin private PictureModelOptions model;

  @Option(
      names = "--calls",
      paramLabel = "N",
      description = "How many calls after the first one, whose median is told.")
  private int calls = 5;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "The JVM's largest heap, as -Xmx takes it.")
  private String heap = "1g";

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "This size only, in this JVM: prints a row.")
  private String size;

  /** Not run yet. */
  public Latency() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new Latency(), args);
  }

  @Override
  public Integer call() throws Exception {
    Commands.requirePositive(spec, "--calls", calls);
    if (size != null) {
      measure(size);
      return 0;
    }
    System.out.printf(
        "%12s %14s %14s %14s %16s %12s%n",
        "pixels", "load model, s", "first call, s", "later, s", "JVM to first, s", "peak, MB");
    for (String each : SIZES) {
      Process process = new ProcessBuilder(command(each)).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new IOException("Filling a picture of " + each + " pixels failed, see above");
      }
    }
    return 0;
  }

  private List<String> command(String each) throws URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", classPath(), Latency.class.getName()));
    command.addAll(List.of("--size", each, "--calls", String.valueOf(calls)));
    command.addAll(model.arguments());
    return command;
  }

  /** Under Maven's exec:java the classes are in a loader of their own. */
  private static String classPath() throws URISyntaxException {
    if (!(Latency.class.getClassLoader() instanceof URLClassLoader loader)) {
      return System.getProperty("java.class.path");
    }
    List<String> entries = new ArrayList<>();
    for (URL url : loader.getURLs()) {
      entries.add(Path.of(url.toURI()).toString());
    }
    return String.join(System.getProperty("path.separator"), entries);
  }

  private void measure(String wanted) throws IOException {
    String[] sides = wanted.split("x");
    if (!wanted.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
      throw new ParameterException(
          spec.commandLine(), "--size must be like 640x480, width x height, got " + wanted);
    }
    int width = Integer.parseInt(sides[0]);
    int height = Integer.parseInt(sides[1]);
    BufferedImage picture = resized(Photo.shipped().get(0).picture(), width, height);
    int widest = Math.max(2, Math.min(MOST_BLOB, Math.min(width, height) / 3));
    BufferedImage mask =
        Masks.blobs(Math.max(2, widest / 3), widest, 0.1, 0.1)
            .generate(height, width, SEED)
            .toImage();
    long start = System.nanoTime();
    Inpainter inpainter = model.inpainter();
    double load = secondsSince(start);
    double first = seconds(inpainter, picture, mask);
    double sinceStart =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
    double[] later = new double[calls];
    for (int i = 0; i < calls; i++) {
      later[i] = seconds(inpainter, picture, mask);
    }
    Arrays.sort(later);
    System.out.printf(
        Locale.ROOT,
        "%12s %14.2f %14.2f %14.3f %16.2f %12s%n",
        wanted,
        load,
        first,
        later[calls / 2],
        sinceStart,
        peakMegabytes());
  }

  private static double seconds(Inpainter inpainter, BufferedImage picture, BufferedImage mask) {
    long start = System.nanoTime();
    inpainter.inpaint(picture, mask);
    return secondsSince(start);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static BufferedImage resized(BufferedImage picture, int width, int height) {
    BufferedImage resized = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = resized.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(picture, 0, 0, width, height, null);
    g.dispose();
    return resized;
  }

  /** The most resident memory that the process had; told by Linux only. */
  private static String peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return "-";
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\D", ""))
        .map(kilobytes -> String.valueOf(Long.parseLong(kilobytes) / 1024))
        .findFirst()
        .orElse("-");
  }
}
