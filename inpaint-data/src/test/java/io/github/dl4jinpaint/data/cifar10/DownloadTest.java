package io.github.dl4jinpaint.data.cifar10;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DownloadTest {
  private static final int SIZE = 200_000;
  private static final byte[] CONTENT = random(SIZE, 1);
  private static final Patience ONE_TRY = patience(0);

  @TempDir Path folder;

  /** The Range headers of the requests, "" where there was none. */
  private final List<String> ranges = new CopyOnWriteArrayList<>();

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
  private final PrintStream err = System.err;
  private volatile HttpServer server;
  private Path file;
  private Path part;

  @BeforeEach
  void startServer() throws IOException {
    file = folder.resolve("file.bin");
    part = folder.resolve("file.bin.part");
    server = started(HttpServer.create(anyPort(), 0));
    System.setErr(new PrintStream(progress, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopServer() {
    System.setErr(err);
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Patience patience(int furtherTries) {
    return new Patience(
        Duration.ofSeconds(10), Collections.nCopies(furtherTries, Duration.ofMillis(1)));
  }

  private static Patience patience(Duration silence) {
    return new Patience(silence, List.of());
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private <T extends HttpServer> T started(T unstarted) {
    unstarted.setExecutor(threads);
    unstarted.start();
    return unstarted;
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void serve(HttpHandler handler) {
    serve(server, "/file.bin", handler);
  }

  /** Answers as asked, but for the first time. */
  private void serveAfter(HttpHandler first) {
    serve(
        exchange -> {
          if (ranges.size() == 1) {
            first.handle(exchange);
          } else {
            answerUpTo(exchange, SIZE);
          }
        });
  }

  private void serve(HttpServer from, String path, HttpHandler handler) {
    from.createContext(
        path,
        exchange -> {
          try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            handler.handle(exchange);
          }
        });
  }

  private static long firstByte(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Long.parseLong(range.replaceAll("\\D", ""));
  }

  /** Answers as asked, but closes the connection before a byte of the file is reached. */
  private void answerUpTo(HttpExchange exchange, int end) throws IOException {
    int from = (int) firstByte(exchange);
    if (from > 0) {
      String range = "bytes %d-%d/%d".formatted(from, SIZE - 1, SIZE);
      exchange.getResponseHeaders().add("Content-Range", range);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, SIZE - from);
    if (end > from) {
      exchange.getResponseBody().write(CONTENT, from, end - from);
    }
    exchange.getResponseBody().flush();
    if (end < SIZE) {
      waitForReceived(end);
    }
  }

  /** A connection that breaks right after data was sent may take some of it along. */
  private void waitForReceived(int end) throws IOException {
    while (over.getCount() > 0 && end > 0 && (Files.notExists(part) || Files.size(part) < end)) {
      sleep(1);
    }
  }

  private static void answerWhole(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    status(exchange, 302);
  }

  private Download download(URI uri, Patience patience) {
    return new Download(uri, SIZE, DigestUtils.md5Hex(CONTENT), patience, file);
  }

  private void run(Patience patience) throws IOException {
    download(uri("/file.bin"), patience).run();
  }

  private void assertFails(Patience patience, String reason) {
    assertThatThrownBy(() -> run(patience))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining(reason);
    assertThat(file).doesNotExist();
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private void assertComplete() throws IOException {
    assertThat(file).hasBinaryContent(CONTENT);
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  private void waitForTheEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aBrokenConnectionIsContinuedWhereItBroke() throws IOException {
    serve(exchange -> answerUpTo(exchange, ranges.size() == 1 ? 100_000 : SIZE));

    run(patience(1));

    assertComplete();
    assertThat(ranges).containsExactly("", "bytes=100000-");
  }

  @Test
  void aLineThatBreaksAgainAndAgainIsNotGivenUpWhileItBringsMore() throws IOException {
    serve(exchange -> answerUpTo(exchange, Math.min(SIZE, 20_000 * ranges.size())));

    run(patience(1));

    assertComplete();
    assertThat(ranges).hasSize(10);
  }

  @Test
  void aLineThatBringsNothingMoreIsGivenUp() throws IOException {
    serve(exchange -> answerUpTo(exchange, 100_000));

    assertFails(patience(3), "the connection broke");

    assertThat(ranges).containsExactly("", "bytes=100000-", "bytes=100000-", "bytes=100000-");
    assertThat(part).hasBinaryContent(Arrays.copyOf(CONTENT, 100_000));
  }

  @Test
  void aServerThatStartsAgainEachTimeIsGivenUp() throws IOException {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, SIZE);
          int end = ranges.size() % 2 == 0 ? 90_000 : 50_000;
          exchange.getResponseBody().write(CONTENT, 0, end);
          exchange.getResponseBody().flush();
          waitForReceived(end);
        });

    assertFails(patience(3), "the connection broke");

    assertThat(ranges).hasSize(5);
  }

  @Test
  void theNextRunGoesOnWhereTheLastOneEndedAndShowsIt() throws IOException {
    serve(
        exchange -> {
          answerUpTo(exchange, 100_000);
          if (ranges.size() == 2) {
            while (!progress.toString(StandardCharsets.UTF_8).contains("file.bin  50%")) {
              sleep(1);
            }
            exchange.getResponseBody().write(CONTENT, 100_000, 100_000);
          }
        });
    assertFails(ONE_TRY, "; 100000 of 200000 bytes are kept in " + part + " for the next run");
    progress.reset();

    run(ONE_TRY);

    assertComplete();
    assertThat(ranges).containsExactly("", "bytes=100000-");
    assertThat(progress.toString(StandardCharsets.UTF_8))
        .contains("file.bin 100%")
        .doesNotContain("\r")
        .doesNotContain("\u001b");
  }

  @Test
  void aServerThatKnowsNoRangesSendsEverythingAgain() throws IOException {
    Files.write(part, Arrays.copyOf(CONTENT, 150_000));
    serve(exchange -> answerWhole(exchange, CONTENT));

    run(ONE_TRY);

    assertComplete();
  }

  @Test
  void aServerThatAnswersWithAnotherRangeIsAskedForEverything() throws IOException {
    Files.write(part, Arrays.copyOf(CONTENT, 1000));
    serveAfter(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Range", "bytes 500-199999/200000");
          exchange.sendResponseHeaders(206, 0);
          exchange.getResponseBody().write(CONTENT, 500, SIZE - 500);
        });

    run(patience(1));

    assertComplete();
    assertThat(ranges).containsExactly("bytes=1000-", "");
  }

  @Test
  void aServerWhoseFileIsShorterThanWhatCameIsAskedForEverything() throws IOException {
    Files.write(part, random(150_000, 2));
    serveAfter(exchange -> status(exchange, 416));

    run(patience(1));

    assertComplete();
    assertThat(ranges).containsExactly("bytes=150000-", "");
  }

  @Test
  void aServerWhoseFileHasAnotherSizeIsRefused() throws IOException {
    Files.write(part, Arrays.copyOf(CONTENT, 1000));
    serve(
        exchange -> {
          if (firstByte(exchange) > 0) {
            exchange.getResponseHeaders().add("Content-Range", "bytes 1000-299999/300000");
            exchange.sendResponseHeaders(206, 299_000);
            exchange.getResponseBody().write(new byte[299_000]);
          } else {
            answerWhole(exchange, new byte[300_000]);
          }
        });

    assertFails(patience(3), "the server announces 300000 bytes instead of 200000");

    assertThat(ranges).containsExactly("bytes=1000-", "");
    assertNothingIsLeft();
  }

  @Test
  void whatAnEarlierRunLeftIsNotTrusted() throws IOException {
    serve(exchange -> answerUpTo(exchange, SIZE));

    Files.write(part, random(SIZE + 1, 3));
    run(ONE_TRY);
    assertComplete();
    assertThat(ranges).containsExactly("");

    for (int size : new int[] {1000, SIZE - 1, SIZE}) {
      Files.delete(file);
      ranges.clear();
      Files.write(part, random(size, 3));
      run(patience(1));
      assertComplete();
      assertThat(ranges).endsWith("");
    }

    Files.delete(file);
    Files.write(part, random(1000, 3));
    assertFails(ONE_TRY, "instead of " + DigestUtils.md5Hex(CONTENT) + " after it came in parts");
    assertNothingIsLeft();
  }

  @Test
  void whatIsThereNeedsNoServer() throws IOException {
    server.stop(0);
    Files.write(part, CONTENT);
    run(ONE_TRY);
    assertComplete();
    run(ONE_TRY);

    Files.write(file, random(SIZE, 2));
    assertThatThrownBy(() -> run(ONE_TRY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " has the MD5 checksum")
        .hasMessageContaining("; delete it");
    assertThat(file).hasBinaryContent(random(SIZE, 2));
  }

  @Test
  void aFileWithAnotherChecksumIsRefusedAtOnce() throws IOException {
    serve(exchange -> answerWhole(exchange, random(SIZE, 2)));

    assertFails(
        patience(3),
        "%s has the MD5 checksum %s instead of %s"
            .formatted(
                uri("/file.bin"),
                DigestUtils.md5Hex(random(SIZE, 2)),
                DigestUtils.md5Hex(CONTENT)));

    assertThat(ranges).hasSize(1);
    assertNothingIsLeft();
  }

  @Test
  void anotherPageInItsPlaceIsRefusedAndKeepsWhatCame() throws IOException {
    Files.write(part, Arrays.copyOf(CONTENT, 1000));
    serve(exchange -> answerWhole(exchange, "<html>".getBytes(StandardCharsets.UTF_8)));

    assertFails(patience(3), "the server announces 6 bytes instead of 200000");

    assertThat(ranges).hasSize(1);
    assertThat(part).hasBinaryContent(Arrays.copyOf(CONTENT, 1000));
  }

  @Test
  void anAnswerOfUnannouncedLengthHasToHaveTheRightOne() throws IOException {
    byte[] tooMuch = random(50 * SIZE, 1);
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(tooMuch, 0, ranges.size() == 1 ? SIZE : 50 * SIZE);
        });
    run(ONE_TRY);
    assertComplete();
    Files.delete(file);

    assertFails(patience(3), "more than the expected 200000 bytes came");

    assertThat(ranges).hasSize(2);
    assertNothingIsLeft();
  }

  @Test
  void anAnswerOfUnannouncedLengthThatEndsTooEarlyIsContinued() throws IOException {
    serveAfter(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
        });

    run(patience(1));

    assertComplete();
    assertThat(ranges).containsExactly("", "bytes=1000-");
  }

  @Test
  void aServerThatIsSilentIsGivenUp() throws IOException {
    serve(exchange -> waitForTheEnd());
    assertFails(patience(Duration.ofMillis(250)), "no answer for ");
    assertNothingIsLeft();

    server.removeContext("/file.bin");
    serve(
        exchange -> {
          answerUpTo(exchange, 1000);
          waitForTheEnd();
        });
    assertFails(patience(Duration.ofSeconds(1)), "no data for 1 seconds; 1000 of 200000 bytes");
  }

  @Test
  void aServerThatFallsSilentIsAskedAgain() throws IOException {
    serve(
        exchange -> {
          if (ranges.size() == 1) {
            waitForTheEnd();
          }
          answerUpTo(exchange, ranges.size() == 2 ? 1000 : SIZE);
          if (ranges.size() == 2) {
            waitForTheEnd();
          }
        });

    Duration moment = Duration.ofMillis(300);
    download(uri("/file.bin"), new Patience(moment, patience(2).pauses())).run();

    assertComplete();
    assertThat(ranges).containsExactly("", "", "bytes=1000-");
  }

  @Test
  void aSlowServerIsWaitedFor() throws IOException {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, SIZE);
          for (int from = 0; from < SIZE; from += SIZE / 10) {
            exchange.getResponseBody().write(CONTENT, from, SIZE / 10);
            exchange.getResponseBody().flush();
            sleep(120);
          }
        });

    run(patience(Duration.ofSeconds(1)));

    assertComplete();
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aStatusThatMayPassIsWaitedFor(int status) throws IOException {
    serve(
        exchange -> {
          if (ranges.size() < 3) {
            status(exchange, status);
          } else {
            answerUpTo(exchange, SIZE);
          }
        });

    assertFails(ONE_TRY, "status " + status);
    run(patience(1));

    assertComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304, 401, 403, 404, 407, 410, 451, 501})
  void anyOtherStatusIsReportedAtOnce(int status) throws IOException {
    serve(exchange -> status(exchange, status));

    assertThatThrownBy(() -> run(patience(3)))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("status " + status);

    assertThat(ranges).hasSize(1);
    assertNothingIsLeft();
  }

  @Test
  void redirectsAreFollowedToAnotherHostAndKeepTheRange() throws IOException {
    HttpServer other = started(HttpServer.create(anyPort(), 0));
    Files.write(part, Arrays.copyOf(CONTENT, 1000));
    String there = "http://localhost:" + other.getAddress().getPort() + "/there";
    serve(exchange -> redirect(exchange, there));
    serve(other, "/there", exchange -> answerUpTo(exchange, SIZE));

    run(ONE_TRY);

    other.stop(0);
    assertComplete();
    assertThat(ranges).containsExactly("bytes=1000-", "bytes=1000-");
  }

  @Test
  void redirectsInCirclesEnd() throws IOException {
    serve(exchange -> redirect(exchange, "/file.bin"));

    assertFails(patience(3), "status 302, to /file.bin");

    assertThat(ranges).hasSizeLessThan(10);
    assertNothingIsLeft();
  }

  @Test
  void aRedirectFromHttpsToHttpIsNotFollowed() throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLContext.setDefault(selfSigned());
    HttpsServer secure = HttpsServer.create(anyPort(), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(SSLContext.getDefault()));
    started(secure);
    URI uri = URI.create("https://127.0.0.1:" + secure.getAddress().getPort() + "/");
    serve(secure, "/downgrade", exchange -> redirect(exchange, uri("/file.bin").toString()));
    serve(secure, "/good", exchange -> answerUpTo(exchange, SIZE));
    serve(exchange -> answerUpTo(exchange, SIZE));
    try {
      assertThatThrownBy(() -> download(uri.resolve("/downgrade"), patience(3)).run())
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("status 302, to http://");
      assertThat(ranges).hasSize(1);

      download(uri.resolve("/good"), ONE_TRY).run();
      assertComplete();

      Files.delete(file);
      SSLContext.setDefault(before);
      assertThatThrownBy(() -> download(uri.resolve("/good"), patience(3)).run())
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("SSLHandshakeException");
      assertNothingIsLeft();
    } finally {
      SSLContext.setDefault(before);
      secure.stop(0);
    }
  }

  /** What trusts, and is, a certificate of this machine's own. */
  private SSLContext selfSigned() throws Exception {
    Path keys = Files.createTempFile("keys", ".p12");
    Files.delete(keys);
    String options =
        "-genkeypair -alias a -keyalg EC -storetype PKCS12 -storepass secret -dname CN=127.0.0.1"
            + " -ext san=ip:127.0.0.1 -keystore";
    List<String> command = new ArrayList<>(List.of(options.split(" ")));
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add(keys.toString());
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    KeyStore store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
    Files.delete(keys);
    KeyManagerFactory key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    key.init(store, "secret".toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(key.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void theProxyOfTheSystemPropertiesIsUsed() throws IOException {
    serve(
        exchange -> {
          assertThat(exchange.getRequestURI()).hasHost("cifar.invalid");
          answerUpTo(exchange, SIZE);
        });
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", String.valueOf(server.getAddress().getPort()));
    try {
      download(URI.create("http://cifar.invalid/file.bin"), ONE_TRY).run();
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }

    assertComplete();
  }

  @Test
  void aContentEncodingChangesNothing() throws IOException {
    serve(
        exchange -> {
          assertThat(exchange.getRequestHeaders()).doesNotContainKey("Accept-Encoding");
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          answerUpTo(exchange, SIZE);
        });

    run(ONE_TRY);

    assertComplete();
  }

  @Test
  void whoCannotBeReachedIsNotWaitedFor() throws IOException {
    server.stop(0);
    Patience stubborn = new Patience(Duration.ofSeconds(10), List.of(Duration.ofHours(1)));

    assertThatThrownBy(() -> run(stubborn))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("no connection to 127.0.0.1:")
        .hasMessageContaining("is this machine online, and does it need a proxy?");
    assertThatThrownBy(() -> download(URI.create("http://cifar.invalid/file.bin"), stubborn).run())
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("no connection to cifar.invalid");
    assertNothingIsLeft();
  }

  @Test
  void whoWasThereAMomentAgoIsWaitedFor() throws IOException {
    InetSocketAddress address = server.getAddress();
    serve(
        exchange -> {
          answerUpTo(exchange, 1000);
          server.stop(0);
          sleep(100);
          server = started(HttpServer.create(address, 0));
          serve(again -> answerUpTo(again, SIZE));
        });

    Duration pause = Duration.ofMillis(20);
    download(
            uri("/file.bin"), new Patience(Duration.ofSeconds(10), Collections.nCopies(500, pause)))
        .run();

    assertComplete();
    assertThat(ranges).containsExactly("", "bytes=1000-");
  }

  @Test
  void anInterruptEndsTheDownloadAndKeepsWhatCame() throws IOException {
    Thread downloading = Thread.currentThread();
    serve(
        exchange -> {
          answerUpTo(exchange, ranges.size() == 1 ? 1000 : SIZE);
          if (ranges.size() == 1) {
            downloading.interrupt();
            waitForTheEnd();
          }
        });

    assertThatThrownBy(() -> run(patience(3))).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part).hasSize(1000);

    run(ONE_TRY);
    assertComplete();
  }

  @Test
  void aFullDiskIsReportedAtOnce() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Files.createSymbolicLink(part, full);
    serve(exchange -> answerUpTo(exchange, SIZE));

    assertThatThrownBy(() -> run(patience(3)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(TransferException.class)
        .hasMessageContaining("No space left on device");

    assertThat(ranges).hasSize(1);
    assertNothingIsLeft();
  }

  /** Whatever way answers break in, the file is right or not there. */
  @Test
  void answersThatBreakAnywhereNeverEndInAWrongFile() throws IOException {
    Random random = new Random(4);
    serve(
        exchange -> {
          int from = (int) firstByte(exchange);
          int end = from + random.nextInt(SIZE - from + 1);
          switch (random.nextInt(6)) {
            case 0 -> answerUpTo(exchange, end);
            case 1 -> answerUpTo(exchange, SIZE);
            case 2 -> {
              exchange.sendResponseHeaders(200, SIZE);
              exchange.getResponseBody().write(CONTENT, 0, end);
              exchange.getResponseBody().flush();
            }
            case 3 -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(random(end, 5));
            }
            case 4 -> {
              exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-9/*");
              exchange.sendResponseHeaders(206, SIZE - from);
              exchange.getResponseBody().write(random(SIZE - from, 5));
            }
            default -> status(exchange, random.nextBoolean() ? 416 : 503);
          }
        });

    int complete = 0;
    for (int run = 0; run < 30; run++) {
      try {
        run(patience(2));
        assertComplete();
        Files.delete(file);
        complete++;
      } catch (TransferException e) {
        assertThat(file).doesNotExist();
      }
    }
    assertThat(complete).isBetween(3, 27);
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
    for (String answer :
        List.of(
            "",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1.1 200",
            head + "ten\r\n\r\n0123456789",
            head + "-1\r\n\r\n",
            head + "99999999999999999999\r\n\r\n",
            head + SIZE + "\r\nContent-Length: 5\r\n\r\n01234",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n01234",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01",
            "HTTP/1.0 200 OK\r\n\r\n01234")) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        threads.submit(() -> answerOnce(socket, answer));
        URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/file.bin");

        assertThatThrownBy(() -> download(uri, patience(Duration.ofMillis(300))).run())
            .as(answer)
            .isInstanceOf(TransferException.class);
        assertThat(file).doesNotExist();
      }
    }
  }

  private static Void answerOnce(ServerSocket server, String answer) throws IOException {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      for (int last = 0, now = in.read(); last != '\n' || now != '\r'; now = in.read()) {
        last = now;
      }
      in.read();
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }
    return null;
  }
}
