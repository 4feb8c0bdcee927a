package io.github.dl4jinpaint.examples.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's answers are what its OpenAPI description promises: all of them, and no others. */
class OpenApiTest {

  private static final int UPLOAD_LIMIT = 10_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private InpaintingSite site;
  private Contract contract;

  @BeforeEach
  void start() throws Exception {
    Limits limits = new Limits(UPLOAD_LIMIT, 1000, Duration.ofSeconds(2), 1, 0);
    site = InpaintingSite.start(new Fillers(), limits, "localhost", 0, List.of());
    contract = new Contract(send(HttpRequest.newBuilder(at("/api/openapi.json"))).body());
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    site.close();
  }

  @Test
  void everyPathIsDescribed() {
    assertThat(site.routes()).containsExactlyInAnyOrderElementsOf(contract.paths());
  }

  @Test
  void everyAnswerIsAsDescribedAndEveryDescribedAnswerIsGiven() throws Exception {
    for (String path : contract.paths()) {
      URI uri = at(path.replace("{ticket}", "some-ticket"));
      if (!path.equals("/api/inpaint")) {
        check(path, HttpRequest.newBuilder(uri));
        check(path, HttpRequest.newBuilder(uri).method("HEAD", BodyPublishers.noBody()));
        check(path, HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()));
      }
      check(path, HttpRequest.newBuilder(uri).DELETE().header("Origin", "http://elsewhere"));
    }
    checkInpaint();
    assertThat(contract.promised()).allMatch(this::wasSeen);
  }

  /** What is promised for a method that a path has was seen with it, or with another method. */
  private boolean wasSeen(String promise) {
    String rest = promise.substring(promise.indexOf(' '));
    boolean refusal = rest.endsWith(" 403") || rest.endsWith(" 405");
    return refusal
        ? contract.seen().stream().anyMatch(seen -> seen.endsWith(rest))
        : contract.seen().contains(promise);
  }

  private void checkInpaint() throws Exception {
    checkInpaint(200, request("picture"));
    checkInpaint(200, request("doubtful"));
    checkInpaint(400, new Multipart().field("holes", "white"));
    checkInpaint(413, request("x".repeat(2 * UPLOAD_LIMIT)));
    checkInpaint(422, request("wrong"));
    checkInpaint(500, request("bug"));
    checkInpaint(504, request("long"));
    check("/api/inpaint", HttpRequest.newBuilder(inpaint()).GET());
    check("/api/inpaint", HttpRequest.newBuilder(inpaint()).POST(BodyPublishers.ofString("{}")));
    check("/api/inpaint", request("picture").post(URI.create(inpaint() + "?ticket=a%20b")));

    begun.set(0);
    CompletableFuture<HttpResponse<String>> running =
        client.sendAsync(
            request("wait").post(URI.create(inpaint() + "?ticket=the-first")).build(),
            BodyHandlers.ofString());
    while (begun.get() == 0) {
      Thread.sleep(10);
    }
    HttpResponse<String> standing = send(HttpRequest.newBuilder(at("/api/queue/the-first")));
    contract.check("/api/queue/{ticket}", standing);
    assertThat(standing.body()).contains("\"running\"");
    checkInpaint(503, request("picture"));
    goOn.countDown();
    contract.check("/api/inpaint", running.get());
  }

  private void checkInpaint(int status, Multipart request) throws Exception {
    HttpResponse<String> answer = send(request.post(inpaint()));
    assertThat(answer.statusCode()).isEqualTo(status);
    contract.check("/api/inpaint", answer);
  }

  private void check(String path, HttpRequest.Builder request) throws Exception {
    contract.check(path, send(request));
  }

  /** What a request's picture says is what happens. */
  private final class Fillers implements Filler {
    @Override
    public Filled fill(FillRequest request) throws IOException {
      begun.incrementAndGet();
      switch (new String(request.picture(), US_ASCII)) {
        case "wrong" -> throw new IOException("It is cut off.");
        case "bug" -> throw new IllegalStateException("a bug");
        case "doubtful" -> {
          return new Filled(request.picture(), List.of("It is grey."));
        }
        case "long", "wait" -> await();
        default -> {}
      }
      return new Filled(request.picture(), List.of());
    }

    private void await() {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Offer offer() {
      return new Offer(true, List.of(new Offer.Model("a", "A", true)));
    }
  }

  private static Multipart request(String picture) {
    return new Multipart()
        .file("image", picture.getBytes(US_ASCII))
        .file("mask", "mask".getBytes(US_ASCII))
        .field("holes", "white");
  }

  private URI at(String path) {
    return URI.create("http://localhost:" + site.port() + path);
  }

  private URI inpaint() {
    return at("/api/inpaint");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
