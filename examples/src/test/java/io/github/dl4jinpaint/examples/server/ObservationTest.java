package io.github.dl4jinpaint.examples.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server tells of itself: to who waits, to who looks after it, and to its log. */
class ObservationTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<String> log = new CopyOnWriteArrayList<>();
  private InpaintingSite site;

  @BeforeEach
  void start() throws IOException {
    Limits limits = new Limits(10_000, 1000, Duration.ofMinutes(1), 1, 2);
    site = InpaintingSite.start(this::fill, limits, "localhost", 0, List.of(), log::add);
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    site.close();
  }

  @Test
  void whoWaitsIsToldHowManyPicturesComeBeforeAndThatItIsFilled() throws Exception {
    CompletableFuture<HttpResponse<String>> first = post("wait", "ticket-1");
    eventually("the first is filled", () -> standing("ticket-1").contains("running"));
    CompletableFuture<HttpResponse<String>> second = post("at once", "ticket-2");
    eventually("the second waits", () -> standing("ticket-2").contains("waiting"));
    CompletableFuture<HttpResponse<String>> third = post("at once", "ticket-3");
    eventually("the third waits", () -> standing("ticket-3").contains("waiting"));

    assertThat(standing("ticket-2"))
        .isEqualTo("{\"state\":\"waiting\",\"before\":1,\"seconds\":1}");
    assertThat(standing("ticket-3"))
        .isEqualTo("{\"state\":\"waiting\",\"before\":2,\"seconds\":2}");
    second.cancel(true);
    eventually("one less", () -> standing("ticket-3").contains("\"before\":1"));
    goOn.countDown();
    assertThat(first.get().statusCode()).isEqualTo(200);
    assertThat(third.get().statusCode()).isEqualTo(200);
    assertThat(standing("ticket-1")).contains("\"unknown\"");
  }

  @Test
  void prometheusIsToldWhatWasAnsweredAndWhatIsDone() throws Exception {
    CompletableFuture<HttpResponse<String>> running = post("wait", "ticket-1");
    eventually("it is filled", () -> standing("ticket-1").contains("running"));
    get("/nothing/of/the/kind");

    String busy = get("/metrics").body();
    goOn.countDown();
    running.get();

    assertThat(busy)
        .contains("inpaint_running 1.0", "inpaint_waiting 0.0", "inpaint_receiving 0.0")
        .contains("inpaint_http_requests_total{method=\"GET\",path=\"other\",status=\"404\"} 1.0")
        .doesNotContain("of/the/kind");
    eventually(
        "the answer is counted",
        () ->
            get("/metrics")
                .body()
                .contains(
                    "inpaint_http_requests_total{method=\"POST\",path=\"/api/inpaint\",status=\"200\"}"
                        + " 1.0"));
    assertThat(get("/metrics").body())
        .contains("inpaint_filling_seconds_count 1", "inpaint_running 0.0");
    assertThat(get("/metrics").headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain");
  }

  @Test
  void aLineTellsOfEachRequest() throws Exception {
    goOn.countDown();
    post("picture", "ticket-1").get();
    get("/nothing");

    String time = "\\[?\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ ";
    eventually("both are logged", () -> log.size() == 2);
    assertThat(log.get(0)).matches(time + "127\\.0\\.0\\.1 POST /api/inpaint 200 7 \\d+");
    assertThat(log.get(1)).matches(time + "127\\.0\\.0\\.1 GET /nothing 404 \\d+ \\d+");
  }

  private Filled fill(FillRequest request) {
    if (new String(request.picture(), US_ASCII).equals("wait")) {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new Filled(request.picture(), List.of());
  }

  private URI at(String path) {
    return URI.create("http://localhost:" + site.port() + path);
  }

  private CompletableFuture<HttpResponse<String>> post(String picture, String ticket) {
    Multipart request =
        new Multipart()
            .file("image", picture.getBytes(US_ASCII))
            .file("mask", "mask".getBytes(US_ASCII))
            .field("holes", "white");
    return client.sendAsync(
        request.post(at("/api/inpaint?ticket=" + ticket)).build(), BodyHandlers.ofString());
  }

  private String standing(String ticket) {
    return get("/api/queue/" + ticket).body();
  }

  private HttpResponse<String> get(String path) {
    try {
      return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void eventually(String what, BooleanSupplier condition)
      throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(20);
    }
    fail("This didn't come about: " + what);
  }
}
