package io.github.dl4jinpaint.examples.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.staticfiles.Location;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.handler.GracefulHandler;
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

  /** For what is being filled when the server stops; Docker kills after ten seconds. */
  private static final Duration TO_FILL = Duration.ofSeconds(7);

  /** For answers on their way when the server stops. */
  private static final Duration TO_ANSWER = Duration.ofSeconds(2);

  /** Connections on which nothing happens for so long are closed when the server stops. */
  private static final Duration IDLE_AT_THE_END = Duration.ofMillis(200);

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cache-Control", "no-cache");

  private static final int MOST_PORT = 65_535;

  /** Time, client, method, path, status, bytes of the answer, milliseconds. */
  private static final String ACCESS_LOG =
      "%{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}t %{client}a %m %U %s %O %{ms}T";

  private final String name;
  private final Path uploads;
  private final WorkQueue queue;
  private final InpaintingApi api;
  private final Javalin javalin;
  private final AtomicBoolean closed = new AtomicBoolean();

  private InpaintingSite(
      String name, Path uploads, WorkQueue queue, InpaintingApi api, Javalin javalin) {
    this.name = name;
    this.uploads = uploads;
    this.queue = queue;
    this.api = api;
    this.javalin = javalin;
  }

  /**
   * Finds out whether a server can be started, as long as nothing else takes the port.
   *
   * @param host name or address to listen on
   * @param port to listen on; 0 is any that is free
   * @param allowedOrigins as {@link #start} takes them
   * @throws IllegalArgumentException where a port or an origin is none
   * @throws IOException where the host is unknown or the port is taken
   */
  public static void check(String host, int port, List<String> allowedOrigins) throws IOException {
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException(
          "A port is from 0, for any that is free, to %d; got %d".formatted(MOST_PORT, port));
    }
    allowedOrigins.forEach(SameOrigin::requireOrigin);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (UnknownHostException e) {
      throw new IOException("No address of this machine is called " + host, e);
    } catch (IOException e) {
      throw cantListen(host, port, e);
    }
  }

  private static IOException cantListen(String host, int port, Exception reason) {
    return new IOException(
        "The server can't listen on %s:%d: %s"
            .formatted(host, port, Answers.rootCause(reason).getMessage()),
        reason);
  }

  /**
   * Starts a server that doesn't log requests.
   *
   * @param filler as there
   * @param limits as there
   * @param host as there
   * @param port as there
   * @param allowedOrigins as there
   * @return the running server
   * @throws IOException as there
   */
  public static InpaintingSite start(
      Filler filler, Limits limits, String host, int port, List<String> allowedOrigins)
      throws IOException {
    return start(filler, limits, host, port, allowedOrigins, null);
  }

  /**
   * Starts a server.
   *
   * @param filler what fills the holes; called by as many threads as there are workers
   * @param limits what it takes on
   * @param host name or address to listen on
   * @param port to listen on; 0 is any that is free
   * @param allowedOrigins whose pages may call the API too, such as {@code https://example.org}
   * @param accessLog gets a line for each request that was answered; null for nobody
   * @return the running server
   * @throws IllegalArgumentException where a port or an origin is none
   * @throws IOException where it can't be started; the message says why
   */
  public static InpaintingSite start(
      Filler filler,
      Limits limits,
      String host,
      int port,
      List<String> allowedOrigins,
      Consumer<String> accessLog)
      throws IOException {
    check(host, port, allowedOrigins);
    InetAddress bound = InetAddress.getByName(host);
    String name = nameInUrls(host, bound);
    SameOrigin sameOrigin = new SameOrigin(name, bound, allowedOrigins);
    Path uploads = Files.createTempDirectory("inpaint-uploads-");
    WorkQueue queue = new WorkQueue(limits.workers(), limits.waiting());
    Metrics metrics = new Metrics();
    InpaintingApi api = new InpaintingApi(filler, limits, queue, metrics, uploads);
    metrics.gauge("inpaint_running", "Pictures that are being filled.", queue::running);
    metrics.gauge("inpaint_waiting", "Requests that wait for that.", queue::waiting);
    metrics.gauge("inpaint_receiving", "Uploads that aren't whole.", api::receiving);
    RequestLog log =
        accessLog == null
            ? metrics
            : new RequestLog.Collection(
                metrics, new CustomRequestLog(accessLog::accept, ACCESS_LOG));
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config);
              config.jetty.modifyServer(server -> server.setRequestLog(log));
              allow(config, allowedOrigins);
              config.routes.before(context -> HEADERS.forEach(context::header));
              config.routes.before(sameOrigin::check);
              read(config, "/api", context -> file(context, "page/api.html", "text/html"));
              read(
                  config,
                  "/api/openapi.json",
                  context -> file(context, "openapi.json", "application/json"));
              read(config, "/metrics", metrics::answer);
              read(config, "/api/models", api::models);
              read(config, "/api/queue/{ticket}", api::queue);
              read(config, "/api/limits", api::limits);
              read(config, "/api/health", api::health);
              config.routes.post("/api/inpaint", api::inpaint);
              config.routes.exception(HttpResponseException.class, Answers::refuse);
              config.routes.exception(Exception.class, Answers::apologise);
            });
    InpaintingSite site = new InpaintingSite(name, uploads, queue, api, javalin);
    try {
      javalin.start(host, port);
      for (Connector connector : javalin.jettyServer().server().getConnectors()) {
        ((AbstractConnector) connector).setShutdownIdleTimeout(IDLE_AT_THE_END.toMillis());
      }
    } catch (RuntimeException e) {
      site.close();
      throw cantListen(host, port, e);
    }
    return site;
  }

  private static void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.generateEtags = true;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.http.asyncTimeout = 0; // the API has limits of its own
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new JsonErrors());
          server.setHandler(new GracefulHandler());
          server.setStopTimeout(TO_ANSWER.toMillis());
        });
    config.staticFiles.add(
        files -> {
          files.directory = FILES;
          files.location = Location.CLASSPATH;
          files.headers = HEADERS;
        });
  }

  /** Javalin's own answer to HEAD has neither type nor length. */
  private static void read(JavalinConfig config, String path, Handler handler) {
    config.routes.get(path, handler);
    config.routes.head(path, handler);
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

  /** Paths that are answered by more than a file. */
  Set<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .filter(route -> Set.of(HandlerType.GET, HandlerType.POST).contains(route.endpoint.method))
        .map(route -> route.endpoint.path)
        .collect(Collectors.toSet());
  }

  /** Where uploaded files are while they are needed. */
  Path uploads() {
    return uploads;
  }

  /**
   * Stops the server, unless it is stopped already. What is being filled is answered if it takes a
   * few seconds at most; other requests are told that the server stops. Clients that don't take
   * their answer are cut off.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    queue.close(TO_FILL);
    api.stopReceiving();
    try {
      javalin.stop();
    } catch (JavalinException e) {
      // By then it has closed all connections.
      LOG.warn(
          "Cut off were clients that had not taken their answers after {} s: {}",
          TO_ANSWER.toSeconds(),
          Answers.rootCause(e).toString());
    }
    try (Stream<Path> files = Files.walk(uploads)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Uploaded files are left in " + uploads + ": " + e, e);
    }
  }

  private static void file(Context context, String name, String type) {
    context.contentType(type).result(InpaintingSite.class.getResourceAsStream(name));
  }
}
