package io.github.dl4jinpaint.examples.server;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnsupportedMediaTypeResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What programs call: {@code POST /api/inpaint}, and questions to ask before and meanwhile. */
final class InpaintingApi {

  private static final Logger LOG = LoggerFactory.getLogger(InpaintingApi.class);

  /**
   * How much more than the limit is read of a request that is refused, to be heard by its sender.
   */
  private static final int PATIENCE = 4;

  private static final Pattern TICKET = Pattern.compile("[A-Za-z0-9_-]{8,64}");

  /** The header that tells what is doubtful about a mask, once for each thing. */
  static final String WARNING = "Inpaint-Warning";

  private final Filler filler;
  private final Limits limits;
  private final WorkQueue queue;
  private final Metrics metrics;
  private final MultiPartConfig parts;
  private final AtomicInteger receiving = new AtomicInteger();

  /** Clients whose requests aren't whole, be they wanted or refused. */
  private final Set<Client> sending = ConcurrentHashMap.newKeySet();

  /**
   * @param uploads folder for files that are received, until they are filled
   */
  InpaintingApi(Filler filler, Limits limits, WorkQueue queue, Metrics metrics, Path uploads) {
    this.filler = filler;
    this.limits = limits;
    this.queue = queue;
    this.metrics = metrics;
    this.parts =
        new MultiPartConfig.Builder()
            .location(uploads)
            .maxMemoryPartSize(0)
            .maxPartSize(limits.uploadBytes())
            .maxSize(limits.uploadBytes())
            .build();
  }

  void limits(Context context) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("uploadBytes", limits.uploadBytes());
    values.put("pixels", limits.pixels());
    values.put("seconds", limits.time().toSeconds());
    values.put("workers", limits.workers());
    values.put("waiting", limits.waiting());
    Answers.json(context, values);
  }

  void health(Context context) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("status", queue.isClosed() ? "stopping" : "ok");
    values.put("running", queue.running());
    values.put("waiting", queue.waiting());
    values.put("receiving", receiving.get());
    Answers.json(context, values);
  }

  void models(Context context) {
    Offer offer = filler.offer();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("texture", offer.texture());
    values.put("models", offer.models());
    Answers.json(context, values);
  }

  /** Where a request stands that was sent with a ticket. */
  void queue(Context context) {
    context.header("Cache-Control", "no-store");
    Optional<WorkQueue.Standing> standing = queue.standing(context.pathParam("ticket"));
    String state = standing.map(s -> s.running() ? "running" : "waiting").orElse("unknown");
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("state", state);
    values.put("before", standing.map(WorkQueue.Standing::before).orElse(0));
    values.put("seconds", standing.map(WorkQueue.Standing::seconds).orElse(0L));
    Answers.json(context, values);
  }

  /** Uploads that have begun to come and aren't whole. */
  int receiving() {
    return receiving.get();
  }

  void inpaint(Context context) {
    context.header("Cache-Control", "no-store");
    requireTicket(context.queryParam("ticket"));
    Client client = new Client(context, limits.time());
    if (context.req().getContentLengthLong() > limits.uploadBytes()) {
      refuse(context, client, tooLarge());
    } else if (queue.isClosed()) {
      refuse(context, client, stopping());
    } else if (queue.isFull()) {
      refuse(context, client, busy(context));
    } else if (!context.isMultipartFormData()) {
      throw new UnsupportedMediaTypeResponse(
          "Content-Type has to be multipart/form-data, with the parts image, mask and holes.");
    } else {
      // Before the answer, the connection is asked whether it is still open.
      context.header("Connection", "close");
      context.future(() -> answer(context, client));
    }
  }

  private static void requireTicket(String ticket) {
    if (ticket != null && !TICKET.matcher(ticket).matches()) {
      throw new BadRequestResponse(
          "A ticket is a name of the caller's choice, of 8 to 64 letters, digits, - or _.");
    }
  }

  /** Tells why, once the client listens. */
  private void refuse(Context context, Client client, HttpResponseException reason) {
    context.future(
        () ->
            whileItSends(client, client.finishSending(PATIENCE * limits.uploadBytes()))
                .thenRun(
                    () -> {
                      client.isAnswered();
                      throw reason;
                    }));
  }

  /** A request takes a place when it is whole, so that nobody waits for a client that is slow. */
  private CompletableFuture<Void> answer(Context context, Client client) {
    receiving.incrementAndGet();
    return whileItSends(client, client.parts(parts))
        .whenComplete((received, failure) -> receiving.decrementAndGet())
        .exceptionally(this::notReceived)
        .thenApplyAsync(received -> fill(received, context, client), client.executor())
        .whenComplete((filled, failure) -> client.isAnswered())
        .thenAccept(filled -> send(filled, context));
  }

  private <T> CompletableFuture<T> whileItSends(Client client, CompletableFuture<T> end) {
    sending.add(client);
    return end.whenComplete((sent, failure) -> sending.remove(client));
  }

  /** Tells everybody who is still sending that the server stops, which doesn't wait for them. */
  void stopReceiving() {
    sending.forEach(client -> client.giveUp(stopping()));
  }

  private MultiPartFormData.Parts notReceived(Throwable failure) {
    Throwable reason = Answers.rootCause(failure);
    if (reason instanceof HttpResponseException refusal) {
      throw refusal;
    }
    if (reason instanceof IllegalStateException && reason.getMessage().startsWith("max")) {
      throw tooLarge();
    }
    throw new BadRequestResponse(
        "The parts of the request can't be read: %s.".formatted(reason.getMessage()));
  }

  private Filled fill(MultiPartFormData.Parts received, Context context, Client client) {
    try (received;
        WorkQueue.Place place = queue.enter().orElseThrow(() -> busy(context))) {
      Upload upload = Upload.of(received);
      return place.call(
          context.queryParam("ticket"),
          () -> metrics.timed(() -> upload.fill(filler)),
          client.timeLeft(),
          client::isGone);
    } catch (TimeoutException e) {
      throw refusal(
          HttpStatus.GATEWAY_TIMEOUT,
          String.format(
              Locale.ROOT,
              "It took longer than the %d seconds that this server spends on a picture.",
              limits.time().toSeconds()));
    } catch (InterruptedException | CancellationException | RejectedExecutionException e) {
      LOG.debug("Given up: {}", e.getMessage());
      throw stopping();
    } catch (ExecutionException e) {
      throw explained(e.getCause());
    }
  }

  private static void send(Filled filled, Context context) {
    filled.warnings().forEach(warning -> context.res().addHeader(WARNING, warning));
    context.contentType("image/png").result(filled.png());
  }

  private static HttpResponseException stopping() {
    return refusal(HttpStatus.SERVICE_UNAVAILABLE, "The server is being stopped.");
  }

  private HttpResponseException busy(Context context) {
    context.header("Retry-After", Long.toString(queue.secondsToWait()));
    return refusal(HttpStatus.SERVICE_UNAVAILABLE, "The server is busy with other pictures.");
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
