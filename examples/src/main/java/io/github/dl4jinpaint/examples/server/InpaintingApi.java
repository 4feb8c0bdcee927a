package io.github.dl4jinpaint.examples.server;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What programs call: {@code POST /api/inpaint} and two questions to ask before. */
final class InpaintingApi {

  private static final Logger LOG = LoggerFactory.getLogger(InpaintingApi.class);

  /**
   * How much more than the limit is read of a request that is refused, to be heard by its sender.
   */
  private static final int PATIENCE = 4;

  /** The header that tells what is doubtful about a mask, once for each thing. */
  static final String WARNING = "Inpaint-Warning";

  private final Filler filler;
  private final Limits limits;
  private final WorkQueue queue;

  InpaintingApi(Filler filler, Limits limits, WorkQueue queue) {
    this.filler = filler;
    this.limits = limits;
    this.queue = queue;
  }

  void limits(Context context) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("uploadBytes", limits.uploadBytes());
    values.put("pixels", limits.pixels());
    values.put("seconds", limits.time().toSeconds());
    values.put("workers", limits.workers());
    values.put("waiting", limits.waiting());
    InpaintingSite.json(context, values);
  }

  void health(Context context) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("status", "ok");
    values.put("running", queue.running());
    values.put("waiting", queue.waiting());
    InpaintingSite.json(context, values);
  }

  void inpaint(Context context) throws InterruptedException {
    context.header("Cache-Control", "no-store");
    Client client = new Client(context);
    if (context.req().getContentLengthLong() > limits.uploadBytes()) {
      finishSending(client);
      throw tooLarge();
    }
    Optional<WorkQueue.Place> free = queue.enter();
    if (free.isEmpty()) {
      finishSending(client);
      context.header("Retry-After", Long.toString(queue.secondsToWait()));
      throw refusal(HttpStatus.SERVICE_UNAVAILABLE, "The server is busy with other pictures.");
    }
    try (WorkQueue.Place place = free.get()) {
      // Before the answer, the connection is asked whether it is still open.
      context.header("Connection", "close");
      Upload upload = receive(context, client);
      Filled filled = place.call(() -> upload.fill(filler), limits.time(), client::isGone);
      filled.warnings().forEach(warning -> context.res().addHeader(WARNING, warning));
      context.contentType("image/png").result(filled.png());
    } catch (TimeoutException e) {
      throw refusal(
          HttpStatus.GATEWAY_TIMEOUT,
          String.format(
              Locale.ROOT,
              "It took longer than the %d seconds that this server spends on a picture.",
              limits.time().toSeconds()));
    } catch (CancellationException | RejectedExecutionException e) {
      LOG.debug("Given up: {}", e.getMessage());
      throw refusal(HttpStatus.SERVICE_UNAVAILABLE, "The server is being stopped.");
    } catch (ExecutionException e) {
      throw explained(e.getCause());
    }
  }

  private void finishSending(Client client) {
    client.finishSending(PATIENCE * limits.uploadBytes(), limits.time());
  }

  /** A client that sends slowly holds a place that others wait for: its time is limited too. */
  private Upload receive(Context context, Client client) {
    Scheduler.Task tooSlow = client.closeAfter(limits.time());
    try {
      return Upload.of(context, this::tooLarge);
    } finally {
      tooSlow.cancel();
    }
  }

  private static HttpResponseException refusal(HttpStatus status, String reason) {
    return new HttpResponseException(status.getCode(), reason);
  }

  private HttpResponseException tooLarge() {
    return refusal(
        HttpStatus.CONTENT_TOO_LARGE,
        String.format(
            Locale.ROOT,
            "Picture and mask together may have %.1f MB on this server.",
            limits.uploadBytes() / 1e6));
  }

  /** What a client sent may be wrong; anything else is a bug. */
  private static RuntimeException explained(Throwable failure) {
    if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
      return refusal(HttpStatus.UNPROCESSABLE_CONTENT, failure.getMessage());
    }
    return new IllegalStateException(failure);
  }
}
