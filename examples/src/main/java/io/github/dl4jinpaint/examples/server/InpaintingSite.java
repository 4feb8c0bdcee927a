package io.github.dl4jinpaint.examples.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page and the API, on a port. */
public final class InpaintingSite implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InpaintingSite.class);
  private static final String FILES = "/io/github/dl4jinpaint/examples/server/page";

  /** Everything that a page loads comes from here; pictures may come from its own memory. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src"
          + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cache-Control", "no-cache");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path uploads;
  private final WorkQueue queue;
  private final Javalin javalin;
  private final AtomicBoolean closed = new AtomicBoolean();

  private InpaintingSite(String name, Path uploads, WorkQueue queue, Javalin javalin) {
    this.name = name;
    this.uploads = uploads;
    this.queue = queue;
    this.javalin = javalin;
  }

  /**
   * Starts a server.
   *
   * @param filler what fills the holes; called by as many threads as there are workers
   * @param limits what it takes on
   * @param host name or address to listen on
   * @param port to listen on; 0 is any that is free
   * @param allowedOrigins whose pages may call the API too, such as {@code https://example.org}
   * @return the running server
   * @throws IOException where it can't be started; the message says why
   */
  public static InpaintingSite start(
      Filler filler, Limits limits, String host, int port, List<String> allowedOrigins)
      throws IOException {
    InetAddress bound = InetAddress.getByName(host);
    String name = nameInUrls(host, bound);
    SameOrigin sameOrigin = new SameOrigin(name, bound, allowedOrigins);
    Path uploads = Files.createTempDirectory("inpaint-uploads-");
    WorkQueue queue = new WorkQueue(limits.workers(), limits.waiting());
    InpaintingApi api = new InpaintingApi(filler, limits, queue);
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, limits, uploads);
              allow(config, allowedOrigins);
              config.routes.before(context -> HEADERS.forEach(context::header));
              config.routes.before(sameOrigin::check);
              config.routes.get("/api", InpaintingSite::documentation);
              config.routes.post("/api/inpaint", api::inpaint);
              config.routes.get("/api/limits", api::limits);
              config.routes.get("/api/health", api::health);
              config.routes.exception(HttpResponseException.class, InpaintingSite::refuse);
              config.routes.exception(Exception.class, InpaintingSite::apologise);
            });
    InpaintingSite site = new InpaintingSite(name, uploads, queue, javalin);
    try {
      javalin.start(host, port);
    } catch (RuntimeException e) {
      site.close();
      throw new IOException(
          "The server can't listen on " + host + ":" + port + ": " + rootCause(e).getMessage(), e);
    }
    return site;
  }

  private static void configure(JavalinConfig config, Limits limits, Path uploads) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.generateEtags = true;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrors()));
    config.jetty.multipartConfig.cacheDirectory(uploads.toString());
    config.jetty.multipartConfig.maxInMemoryFileSize(0, SizeUnit.BYTES);
    config.jetty.multipartConfig.maxFileSize(limits.uploadBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(limits.uploadBytes(), SizeUnit.BYTES);
    config.staticFiles.add(
        files -> {
          files.directory = FILES;
          files.location = Location.CLASSPATH;
          files.headers = HEADERS;
        });
  }

  private static void allow(JavalinConfig config, List<String> origins) {
    if (!origins.isEmpty()) {
      config.bundledPlugins.enableCors(
          cors ->
              cors.addRule(
                  rule -> {
                    origins.forEach(origin -> rule.allowHost(origin));
                    rule.exposeHeader(InpaintingApi.WARNING);
                  }));
    }
  }

  /** What a browser on this machine calls a server that listens on a host. */
  static String nameInUrls(String host, InetAddress bound) {
    if (bound.isAnyLocalAddress()) {
      return "localhost";
    }
    boolean bare = host.contains(":") && !host.startsWith("[");
    return bare ? "[" + host + "]" : host;
  }

  /**
   * Where a browser on this machine finds the page.
   *
   * @return the address, such as {@code http://localhost:8080}
   */
  public String url() {
    return "http://" + name + ":" + port();
  }

  /**
   * The port that the server listens on.
   *
   * @return the port
   */
  public int port() {
    return javalin.port();
  }

  /** Where uploaded files are while they are needed. */
  Path uploads() {
    return uploads;
  }

  /** Stops the server, unless it is stopped already. Requests that run are broken off. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    queue.close();
    javalin.stop();
    try (Stream<Path> files = Files.walk(uploads)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Uploaded files are left in " + uploads + ": " + e, e);
    }
  }

  private static void documentation(Context context) {
    context
        .contentType("text/html")
        .result(InpaintingSite.class.getResourceAsStream(FILES + "/api.html"));
  }

  private static void refuse(HttpResponseException refusal, Context context) {
    answer(context, HttpStatus.forStatus(refusal.getStatus()), refusal.getMessage());
  }

  private static void apologise(Exception bug, Context context) {
    LOG.error("{} {} failed", context.method(), context.path(), bug);
    answer(
        context,
        HttpStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong in the server; its log says more.");
  }

  static void answer(Context context, HttpStatus status, String error) {
    context.status(status);
    json(context, error(error));
  }

  /** What the API answers where something is wrong. */
  static Map<String, String> error(String message) {
    return Map.of("error", message);
  }

  static void json(Context context, Map<String, ?> values) {
    context.contentType("application/json").result(jsonOf(values));
  }

  static String jsonOf(Map<String, ?> values) {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
