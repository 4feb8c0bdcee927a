package io.github.dl4jinpaint.examples.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InpaintingSiteTest {

  private static final int UPLOAD_LIMIT = 100_000;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private InpaintingSite site;

  @AfterEach
  void stop() {
    goOn.countDown();
    if (site != null) {
      site.close();
    }
  }

  @Test
  void a_picture_and_its_mask_are_answered_with_a_picture() throws Exception {
    start(
        request ->
            filled(
                (new String(request.picture(), US_ASCII)
                        + new String(request.mask(), US_ASCII)
                        + request.whiteHoles()
                        + request.texture())
                    .getBytes(US_ASCII)));

    HttpResponse<String> white = send(request("picture ", "mask ", "white").post(inpaint()));
    HttpResponse<String> black = send(request("picture ", "mask ", "black").post(inpaint()));
    HttpResponse<String> smooth =
        send(request("picture ", "mask ", "white").field("texture", "false"));

    assertThat(white.body()).isEqualTo("picture mask truenull");
    assertThat(black.body()).isEqualTo("picture mask falsenull");
    assertThat(smooth.body()).isEqualTo("picture mask truefalse");
    assertThat(white.statusCode()).isEqualTo(200);
    assertThat(white.headers().firstValue("Content-Type")).contains("image/png");
    eventually("uploads are deleted", this::nothingUploaded);
  }

  @Test
  void what_is_doubtful_about_a_mask_is_told_beside_the_picture() throws Exception {
    start(request -> filled(request.picture(), "It is grey.", "It is large."));

    HttpResponse<String> answer = send(request("picture", "mask", "white").post(inpaint()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().allValues("Inpaint-Warning"))
        .containsExactly("It is grey.", "It is large.");
  }

  @Test
  void what_is_missing_or_wrong_is_told() throws Exception {
    start(this::echo);
    byte[] file = {1};

    assertError(new Multipart().field("holes", "white").post(inpaint()), 400, "part image");
    assertError(new Multipart().file("image", file).post(inpaint()), 400, "part mask");
    assertError(
        new Multipart().file("image", file).file("mask", file).post(inpaint()),
        400,
        "it is missing");
    assertError(request("", "", "green").post(inpaint()), 400, "\\\"green\\\"");
    assertError(request("", "", "white").field("texture", "no").post(inpaint()), 400, "\\\"no\\\"");
    assertError(
        request("", "", "x".repeat(5000)).post(inpaint()), 400, " \\\"xxxxxxxxxxxxxxxxxxxx…");
    assertError(
        HttpRequest.newBuilder(inpaint())
            .header("Content-Type", Multipart.CONTENT_TYPE)
            .POST(HttpRequest.BodyPublishers.ofString("nothing of the kind")),
        400,
        "parts");
    assertError(
        HttpRequest.newBuilder(inpaint()).POST(HttpRequest.BodyPublishers.ofString("{}")),
        415,
        "multipart/form-data");
    assertError(HttpRequest.newBuilder(inpaint()).GET(), 405, "");
    assertError(HttpRequest.newBuilder(at("/api/nothing")).GET(), 404, "");
    assertAnswers();
  }

  @Test
  void a_request_that_is_no_http_is_told_as_any_other_error() throws Exception {
    start(this::echo);

    assertThat(raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("Content-Type: application/json")
        .contains("{\"error\":\"");
    assertThat(raw("GET / HTTP/1.1\r\nno header\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"error\":\"");
    assertAnswers();
  }

  @Test
  void why_a_picture_cant_be_filled_is_told_but_not_what_a_bug_says() throws Exception {
    start(
        request -> {
          switch (request.picture()[0]) {
            case 'i' -> throw new IOException("It is cut off.");
            case 'a' -> throw new IllegalArgumentException("The sizes differ.");
            case 'o' -> throw new OutOfMemoryError("secret");
            default -> throw new IllegalStateException("secret");
          }
        });

    assertError(request("io", "", "white").post(inpaint()), 422, "It is cut off.");
    assertError(request("argument", "", "white").post(inpaint()), 422, "The sizes differ.");
    for (String bug : List.of("bug", "out of memory")) {
      HttpResponse<String> answer = send(request(bug, "", "white").post(inpaint()));
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("its log says more").doesNotContain("secret");
    }
  }

  @Test
  void uploads_over_the_limit_are_refused_whether_they_tell_their_length_or_not() throws Exception {
    start(this::echo);
    Multipart large = request("x".repeat(3 * UPLOAD_LIMIT), "", "white");

    assertError(large.post(inpaint()), 413, "0.1 MB");
    assertError(
        large
            .post(inpaint())
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(large.bytes()))),
        413,
        "0.1 MB");
    assertAnswers();
    assertThat(begun).hasValue(0);
    eventually("uploads are deleted", this::nothingUploaded);
  }

  @Test
  void an_error_reads_the_same_wherever_the_server_is() throws Exception {
    Locale here = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      start(this::echo);
      assertError(
          request("x".repeat(3 * UPLOAD_LIMIT), "", "white").post(inpaint()), 413, "0.1 MB");
    } finally {
      Locale.setDefault(here);
    }
  }

  @Test
  void of_a_hundred_requests_at_once_as_many_are_answered_as_there_are_places() throws Exception {
    start(this::echoWhenToldTo, LONG, 1, 4);

    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 100)
            .mapToObj(i -> request("picture " + i, "", "white").post(inpaint()).build())
            .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
            .toList();
    eventually("95 are refused", () -> answers.stream().filter(a -> a.isDone()).count() == 95);
    goOn.countDown();

    List<Integer> statuses = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      HttpResponse<String> response = answer.get();
      statuses.add(response.statusCode());
      if (response.statusCode() == 503) {
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.body()).contains("busy");
      }
    }
    assertThat(statuses).containsOnly(200, 503);
    assertThat(statuses.stream().filter(status -> status == 200)).hasSize(5);
    assertThat(begun).hasValue(5);
    eventually("uploads are deleted", this::nothingUploaded);
    assertAnswers();
  }

  @Test
  void what_takes_too_long_is_given_up_and_what_waited_is_not_begun() throws Exception {
    start(this::echoWhenToldToAndNotBefore, Duration.ofSeconds(3), 1, 1);

    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(
            request("1", "", "white").post(inpaint()).build(), BodyHandlers.ofString());
    eventually("the first is begun", () -> begun.get() == 1);
    assertError(request("2", "", "white").post(inpaint()), 504, "took longer");

    assertThat(first.get().statusCode()).isEqualTo(504);
    assertThat(begun).hasValue(1);
    goOn.countDown();
    assertAnswers();
  }

  @Test
  void a_client_that_goes_away_frees_its_place() throws Exception {
    start(this::echoWhenToldTo, LONG, 1, 1);
    try (Socket running = post(request("1", "", "white").bytes(), 0)) {
      eventually("the first is begun", () -> begun.get() == 1);
      try (Socket waiting = post(request("2", "", "white").bytes(), 0)) {
        eventually("the second waits", () -> health().contains("\"waiting\":1"));
        waiting.shutdownOutput();
      }
      eventually("nothing waits", () -> health().contains("\"waiting\":0"));
      running.shutdownOutput();
    }
    try (Socket halfSent = post(request("3", "x".repeat(50_000), "white").bytes(), 20_000)) {
      halfSent.shutdownOutput();
    }
    eventually("nothing runs", () -> health().contains("\"running\":0"));
    eventually("uploads are deleted", this::nothingUploaded);
    goOn.countDown();

    assertThat(begun).hasValue(1);
    for (int i = 0; i < 5; i++) {
      assertThat(send(request("4", "", "white").post(inpaint())).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void clients_that_have_not_sent_everything_take_no_place() throws Exception {
    start(this::echo, LONG, 1, 1);
    byte[] body = request("1", "x".repeat(50_000), "white").bytes();
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 9; i++) {
        slow.add(post(body, 10));
      }
      eventually("all have begun", () -> health().contains("\"receiving\":9"));
      assertThat(send(request("2", "", "white")).statusCode()).isEqualTo(200);
      assertThat(health()).contains("\"running\":0", "\"waiting\":0");

      slow.get(0).getOutputStream().write(body, 10, body.length - 10);
      assertThat(slow.get(0).getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    eventually("nothing is received", () -> health().contains("\"receiving\":0"));
    eventually("uploads are deleted", this::nothingUploaded);
  }

  @Test
  void three_hundred_clients_that_announce_too_much_stop_nothing() throws Exception {
    start(this::echo);
    List<Socket> many = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        many.add(post(new byte[2 * UPLOAD_LIMIT], 10));
      }
      assertThat(send(request("1", "", "white")).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : many) {
        socket.close();
      }
    }
  }

  /** A twelfth of the time is free, after that 10 kB a second are expected. */
  @Test
  void a_client_that_sends_too_slowly_is_cut_off_long_before_the_time_is_over() throws Exception {
    start(this::echo, Duration.ofSeconds(12), 1, 0);
    long start = System.nanoTime();
    try (Socket slow = post(request("1", "x".repeat(50_000), "white").bytes(), 1000)) {
      eventually("it is cut off", () -> dripped(slow));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    eventually("uploads are deleted", this::nothingUploaded);
  }

  @Test
  void a_request_that_announces_too_much_is_cut_off_however_slowly_it_comes() throws Exception {
    start(this::echo, Duration.ofSeconds(2), 1, 0);
    try (Socket tooLarge = post(new byte[2 * UPLOAD_LIMIT], 1000)) {
      assertThat(send(request("1", "", "white")).statusCode()).isEqualTo(200);
      eventually("it is cut off", () -> dripped(tooLarge));
    }
  }

  @Test
  void a_client_that_is_refused_is_cut_off_however_slowly_it_sends() throws Exception {
    start(this::echoWhenToldTo, Duration.ofSeconds(2), 1, 0);
    try (Socket running = post(request("1", "", "white").bytes(), 0)) {
      eventually("the only place is taken", () -> begun.get() == 1);
      try (Socket refused = post(new byte[UPLOAD_LIMIT], 1000)) {
        eventually("it is cut off", () -> dripped(refused));
      }
    }
  }

  @Test
  void a_server_that_stops_answers_what_it_fills_and_refuses_what_waits() throws Exception {
    start(this::echoWhenToldTo, LONG, 1, 1);
    CompletableFuture<HttpResponse<String>> running =
        client.sendAsync(
            request("1", "", "white").post(inpaint()).build(), BodyHandlers.ofString());
    eventually("the first is begun", () -> begun.get() == 1);
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(
            request("2", "", "white").post(inpaint()).build(), BodyHandlers.ofString());
    eventually("the second waits", () -> health().contains("\"waiting\":1"));

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(site::close);

    assertThat(waiting.get().statusCode()).isEqualTo(503);
    assertThat(waiting.get().body()).contains("being stopped");
    assertThat(health()).contains("stopping");
    assertError(request("3", "", "white").post(inpaint()), 503, "being stopped");
    goOn.countDown();
    assertThat(running.get().statusCode()).isEqualTo(200);
    stopped.get();
    assertThat(begun).hasValue(1);
  }

  @Test
  void a_server_that_stops_tells_it_to_those_who_are_still_sending() throws Exception {
    start(this::echo);
    try (Socket wanted = post(request("1", "x".repeat(50_000), "white").bytes(), 1000);
        Socket refused = post(new byte[2 * UPLOAD_LIMIT], 1000)) {
      eventually("the first has begun", () -> health().contains("\"receiving\":1"));

      site.close();

      for (Socket client : List.of(wanted, refused)) {
        assertThat(client.getInputStream().readAllBytes())
            .asString()
            .startsWith("HTTP/1.1 503")
            .contains("being stopped");
      }
    }
  }

  @Test
  void a_client_that_takes_its_answer_too_slowly_does_not_keep_a_server_from_stopping()
      throws Exception {
    byte[] moreThanIsTakenInTime = new byte[100_000_000];
    start(request -> filled(moreThanIsTakenInTime));
    try (Socket slow = post(request("1", "", "white").bytes(), 0)) {
      assertThat(slow.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(() -> takeSlowly(slow));

      site.close();

      assertThat(site.uploads()).doesNotExist();
      assertThat(taken.get()).isLessThan(moreThanIsTakenInTime.length);
    }
  }

  @Test
  void what_takes_too_long_when_the_queue_closes_is_cancelled() throws Exception {
    WorkQueue queue = new WorkQueue(1, 0);
    CompletableFuture<Filled> running =
        CompletableFuture.supplyAsync(
            () -> {
              try (WorkQueue.Place place = queue.enter().orElseThrow()) {
                return place.call(
                    null,
                    () -> echoWhenToldTo(new FillRequest(null, null, true, true, null)),
                    LONG,
                    () -> false);
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            });
    eventually("it is begun", () -> begun.get() == 1);

    queue.close(Duration.ofMillis(50));

    assertThatThrownBy(running::get).hasRootCauseInstanceOf(CancellationException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/inpaint, POST",
    "PUT, /api/inpaint, POST",
    "POST, /api/limits, 'GET, HEAD'",
    "DELETE, /api/health, 'GET, HEAD'",
    "POST, /api, 'GET, HEAD'",
    "POST, /, 'GET, HEAD'",
    "PUT, /app.js, 'GET, HEAD'",
  })
  void a_method_that_a_path_does_not_have_is_told_with_those_that_it_has(
      String method, String path, String allowed) throws Exception {
    start(this::echo);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(path)).method(method, HttpRequest.BodyPublishers.noBody());

    assertError(request, 405, method);
    assertThat(send(request).headers().firstValue("Allow")).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/api", "/api/limits", "/api/health", "/nothing"})
  void head_tells_what_get_would(String path) throws Exception {
    start(this::echo);

    HttpResponse<String> get = send(HttpRequest.newBuilder(at(path)));
    HttpResponse<String> head =
        send(HttpRequest.newBuilder(at(path)).method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.body()).isEmpty();
    for (String header : List.of("Content-Type", "Content-Length", "Content-Security-Policy")) {
      assertThat(head.headers().firstValue(header)).isEqualTo(get.headers().firstValue(header));
    }
  }

  @Test
  void pages_of_other_sites_are_refused_unless_allowed() throws Exception {
    start(this::echo);
    Multipart request = request("p", "m", "white");

    assertError(
        request.post(inpaint()).header("Origin", "https://evil.example"), 403, "evil.example");
    assertError(request.post(inpaint()).header("Origin", "null"), 403, "null");
    assertThat(send(request.post(inpaint()).header("Origin", at("").toString())).statusCode())
        .isEqualTo(200);
    assertThat(raw("GET / HTTP/1.1\r\nHost: rebound.example:%d\r\n".formatted(site.port())))
        .startsWith("HTTP/1.1 403")
        .contains("answers to localhost");
    assertThat(raw("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n")).startsWith("HTTP/1.1 200");

    site.close();
    site =
        InpaintingSite.start(
            this::echo, limits(LONG, 1, 1), "localhost", 0, List.of("https://good.example"));
    HttpResponse<String> allowed =
        send(request.post(inpaint()).header("Origin", "https://good.example"));
    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://good.example");
    assertThat(allowed.headers().firstValue("Access-Control-Expose-Headers"))
        .contains("Inpaint-Warning");
    assertError(request.post(inpaint()).header("Origin", "https://evil.example"), 403, "evil");
  }

  /** 127.1 leads to this machine as its own name does, which may be 127.0.1.1's. */
  @Test
  void a_server_answers_to_the_name_that_it_was_told_to_listen_on() throws Exception {
    site = InpaintingSite.start(this::echo, limits(LONG, 1, 1), "127.1", 0, List.of());

    assertThat(site.url()).isEqualTo("http://127.1:" + site.port());
    for (String name : List.of("127.1", "localhost")) {
      assertThat(raw("GET / HTTP/1.1\r\nHost: %s:%d\r\n".formatted(name, site.port())))
          .startsWith("HTTP/1.1 200");
    }
    assertThat(raw("GET / HTTP/1.1\r\nHost: rebound.example\r\n")).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,localhost",
    "::,localhost",
    "::1,[::1]",
    "[::1],[::1]",
    "127.0.0.2,127.0.0.2"
  })
  void a_browser_understands_the_name_of_the_server(String host, String name) throws IOException {
    assertThat(InpaintingSite.nameInUrls(host, InetAddress.getByName(host))).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../WorkQueue.class",
        "/..%2fWorkQueue.class",
        "/%2e%2e/WorkQueue.class",
        "/samples/../../WorkQueue.class",
        "/samples/..%5c..%5cWorkQueue.class",
        "//WorkQueue.class",
        "/%2fetc/passwd",
        "/../../../../../../../etc/passwd"
      })
  void paths_that_climb_out_of_the_folder_lead_nowhere(String path) throws Exception {
    start(this::echo);

    assertThat(raw("GET %s HTTP/1.1\r\nHost: localhost\r\n".formatted(path)))
        .matches("(?s)HTTP/1\\.1 4\\d\\d .*")
        .doesNotContain("root:")
        .doesNotContain("LineNumberTable");
    assertAnswers();
  }

  @Test
  void the_page_is_served_but_not_the_servers_classes() throws Exception {
    start(this::echo);

    assertThat(send(HttpRequest.newBuilder(at("/app.js"))).statusCode()).isEqualTo(200);
    assertError(HttpRequest.newBuilder(at("/WorkQueue.class")).GET(), 404, "");
  }

  @Test
  void the_page_loads_nothing_from_elsewhere() throws Exception {
    start(this::echo);

    for (String page : List.of("/", "/api")) {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(at(page)));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.body()).doesNotContain("src=\"http").doesNotContain("href=\"http");
    }
    assertThat(send(HttpRequest.newBuilder(at("/api/limits"))).body())
        .isEqualTo(
            "{\"uploadBytes\":100000,\"pixels\":1000,\"seconds\":60,\"workers\":1,\"waiting\":1}");
  }

  @Test
  void a_stopped_server_leaves_nothing_behind() throws Exception {
    start(this::echo);
    int port = site.port();
    Path uploads = site.uploads();
    send(request("p", "m", "white").post(inpaint()));

    site.close();
    site.close(); // as Ctrl-C does

    assertThat(uploads).doesNotExist();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
    site = InpaintingSite.start(this::echo, limits(LONG, 1, 1), "localhost", port, List.of());
    assertThatThrownBy(
            () ->
                InpaintingSite.start(this::echo, limits(LONG, 1, 1), "localhost", port, List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("localhost:" + port);
  }

  // ---- fillers

  private static Filled filled(byte[] picture, String... warnings) {
    return new Filled(picture, List.of(warnings));
  }

  private Filled echo(FillRequest request) {
    begun.incrementAndGet();
    return filled(request.picture());
  }

  private Filled echoWhenToldTo(FillRequest request) {
    begun.incrementAndGet();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return filled(request.picture());
  }

  /** Doesn't look whether it is interrupted, as a network that computes. */
  private Filled echoWhenToldToAndNotBefore(FillRequest request) {
    begun.incrementAndGet();
    while (goOn.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
    return filled(request.picture());
  }

  // ---- server

  private void start(Filler filler) throws IOException {
    start(filler, LONG, 1, 1);
  }

  private void start(Filler filler, Duration time, int workers, int waiting) throws IOException {
    site = InpaintingSite.start(filler, limits(time, workers, waiting), "localhost", 0, List.of());
  }

  private static Limits limits(Duration time, int workers, int waiting) {
    return new Limits(UPLOAD_LIMIT, 1000, time, workers, waiting);
  }

  private boolean nothingUploaded() {
    try (Stream<Path> files = Files.list(site.uploads())) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  // ---- requests

  private URI at(String path) {
    return URI.create("http://localhost:" + site.port() + path);
  }

  private URI inpaint() {
    return at("/api/inpaint");
  }

  private static Multipart request(String picture, String mask, String holes) {
    return new Multipart()
        .file("image", picture.getBytes(US_ASCII))
        .file("mask", mask.getBytes(US_ASCII))
        .field("holes", holes);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(Multipart request) {
    try {
      return send(request.post(inpaint()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String health() {
    try {
      return send(HttpRequest.newBuilder(at("/api/health"))).body();
    } catch (Exception e) {
      return e.toString();
    }
  }

  /** Sends a request's beginning, or all of it where no length is given. */
  private Socket post(byte[] body, int length) throws IOException {
    Socket socket = new Socket("localhost", site.port());
    OutputStream out = socket.getOutputStream();
    out.write(
        "POST /api/inpaint HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(Multipart.CONTENT_TYPE, body.length)
            .getBytes(US_ASCII));
    out.write(body, 0, length == 0 ? body.length : length);
    out.flush();
    return socket;
  }

  /** Sends one byte more, and tells whether that failed as the server has closed the connection. */
  private static boolean dripped(Socket slow) {
    try {
      slow.getOutputStream().write('.');
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Takes what is sent, at most 20 MB a second, and tells how much came. */
  private static int takeSlowly(Socket slow) {
    int taken = 0;
    try {
      InputStream in = slow.getInputStream();
      for (int n; (n = in.readNBytes(100_000).length) > 0; taken += n) {
        Thread.sleep(5);
      }
    } catch (IOException e) {
      return taken; // it is cut off
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return taken;
  }

  /** Sends a request as it is, which HttpClient would mend. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", site.port())) {
      socket.getOutputStream().write((request + "Connection: close\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private void assertError(HttpRequest.Builder request, int status, String words) throws Exception {
    HttpResponse<String> answer = send(request);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).startsWith("{\"error\":\"").contains(words);
  }

  private void assertAnswers() throws Exception {
    assertThat(send(HttpRequest.newBuilder(at("/api/health"))).body()).contains("ok");
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
