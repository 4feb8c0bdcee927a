package io.github.dl4jinpaint.examples.server;

import io.javalin.http.Context;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/** What Prometheus asks a server for, of its own registry: each server counts for itself. */
final class Metrics implements RequestLog {

  /**
   * Paths that are told apart; whatever else is asked for is "other", as anybody may ask for
   * anything.
   */
  private static final Set<String> PATHS =
      Set.of("/", "/api", "/api/inpaint", "/api/health", "/api/limits", "/api/models", "/metrics");

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  private final Counter requests =
      Counter.builder()
          .name("inpaint_http_requests_total")
          .help("Answered requests.")
          .labelNames("method", "path", "status")
          .register(registry);

  private final Counter sent =
      Counter.builder()
          .name("inpaint_http_sent_bytes_total")
          .help("Bytes of answers, without their headers.")
          .register(registry);

  private final Histogram filling =
      Histogram.builder()
          .name("inpaint_filling_seconds")
          .help("Time that pictures take to be read, filled and written, without waiting.")
          .classicUpperBounds(0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100)
          .classicOnly()
          .register(registry);

  /** Tells a number whenever it is asked for. */
  void gauge(String name, String help, IntSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsInt()))
        .register(registry);
  }

  /** Does work and counts its time, whether it succeeds or fails. */
  <T> T timed(Callable<T> work) throws Exception {
    long start = System.nanoTime();
    try {
      return work.call();
    } finally {
      filling.observe((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1));
    }
  }

  /** Counts every request that is answered, those that Jetty itself refuses, too. */
  @Override
  public void log(Request request, Response response) {
    String path = Request.getPathInContext(request);
    requests
        .labelValues(
            METHODS.contains(request.getMethod()) ? request.getMethod() : "other",
            PATHS.contains(path) ? path : "other",
            Integer.toString(response.getStatus()))
        .inc();
    sent.inc(Response.getContentBytesWritten(response));
  }

  void answer(Context context) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, registry.scrape());
    context.contentType(writer.getContentType()).result(text.toByteArray());
  }
}
