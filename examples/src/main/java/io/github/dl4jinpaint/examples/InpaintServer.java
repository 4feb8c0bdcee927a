package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.examples.server.InpaintingSite;
import io.github.dl4jinpaint.examples.server.Limits;
import io.github.dl4jinpaint.examples.server.Models;
import io.github.dl4jinpaint.examples.server.UploadFiller;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Serves a web page on which holes are painted and filled, and an HTTP API that does the same for
 * programs. Needs no arguments; ends with Ctrl-C.
 */
@Command(
    name = "InpaintServer",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Serves a web page to paint over what should go from a picture, and an HTTP API.",
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --port 8080 --host 0.0.0.0")
public final class InpaintServer implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on, 0 for any.")
  private int port = 8080;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Address to listen on; 0.0.0.0 lets other machines in.")
  private String host = "localhost";

  @Mixin private PictureModelOptions model;

  @Option(
      names = "--max-upload",
      paramLabel = "MB",
      description = "Largest request, picture and mask together.")
  private int maxUpload = 40;

  @Option(
      names = "--max-megapixels",
      paramLabel = "MP",
      description = "Largest picture; the page makes larger ones smaller.")
  private int maxMegapixels = 16;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Longest time for a request, waiting included.")
  private int timeout = 120;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Pictures filled at the same time; one uses all cores already.")
  private int workers = 1;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      description = "Requests that may wait; further ones are told to come back.")
  private int waiting = 8;

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description = "Whose pages may call the API too, such as https://example.org; repeatable.")
  private List<String> allowedOrigins = List.of();

  @Option(
      names = "--access-log",
      description =
          "Print a line for each request: time, client, method, path, status, bytes, milliseconds.")
  private boolean accessLog;

  InpaintServer() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new InpaintServer(), args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (InpaintingSite site = start()) {
      CountDownLatch stopped = new CountDownLatch(1);
      Thread stop =
          new Thread(
              () -> {
                site.close();
                stopped.countDown();
              },
              "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      stopped.await();
    }
    return 0;
  }

  private InpaintingSite start() throws IOException {
    Commands.requirePositive(spec, "--max-upload", maxUpload);
    Commands.requirePositive(spec, "--max-megapixels", maxMegapixels);
    Commands.requirePositive(spec, "--timeout", timeout);
    Commands.requirePositive(spec, "--workers", workers);
    Commands.requireNotNegative(spec, "--waiting", waiting);
    requireListening();
    Backend.report();
    Models models = models();
    Limits limits =
        new Limits(
            maxUpload * 1_000_000L,
            maxMegapixels * 1_000_000L,
            Duration.ofSeconds(timeout),
            workers,
            waiting);
    InpaintingSite site =
        InpaintingSite.start(
            new UploadFiller(models, limits.pixels()),
            limits,
            host,
            port,
            allowedOrigins,
            accessLog ? System.out::println : null);
    System.out.println(site.url() + "   (Ctrl-C ends it)");
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      System.out.println("Other machines can reach it: anybody who does can have pictures filled.");
    }
    return site;
  }

  /** The model that was chosen, loaded, and those that ship. */
  private Models models() throws IOException {
    Inpainter chosen = model.inpainter();
    Models models = new Models(!model.smooth());
    model
        .modelFile()
        .ifPresent(file -> models.add("chosen", file.getFileName().toString(), () -> chosen));
    boolean ships = model.modelFile().isEmpty();
    return models
        .add("photographs", "Photographs", () -> ships ? chosen : shipped(Inpainter.pretrained()))
        .add("cifar10", "Pictures of 32 × 32 pixels", () -> shipped(Inpainter.cifar10()));
  }

  private Inpainter shipped(Inpainter inpainter) {
    return model.mirrorImages() ? inpainter.withMirrorImages() : inpainter;
  }

  /** Told before the model is loaded, which takes a while. */
  private void requireListening() throws IOException {
    try {
      InpaintingSite.check(host, port, allowedOrigins);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
