package io.github.dl4jinpaint.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.github.dl4jinpaint.data.Cifar10Archive.DataFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10DownloadTest {
  private static final byte[] BYTES = TestImages.cifarBytes();
  private static final byte[] TRAIN = Arrays.copyOf(BYTES, 30 * 3073);
  private static final byte[] TEST = Arrays.copyOfRange(BYTES, 30 * 3073, 50 * 3073);
  private static final List<DataFile> TRAIN_FILES =
      List.of(new DataFile("train.bin", 30, TestImages.md5(TRAIN)));
  private static final List<DataFile> TEST_FILES =
      List.of(new DataFile("test.bin", 20, TestImages.md5(TEST)));

  @TempDir Path root;

  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Path cache;

  @BeforeEach
  void startServer() throws IOException {
    cache = root.resolve("cache/cifar-10");
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** An archive being put together. */
  private static final class Packer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    Packer() throws IOException {
      tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes));
    }

    Packer file(String name, byte[] content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    }

    Packer link(String name, byte type, String to) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, type);
      entry.setLinkName(to);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
      return this;
    }

    byte[] done() throws IOException {
      tar.close();
      return bytes.toByteArray();
    }
  }

  private static Packer good() throws IOException {
    return new Packer()
        .file("cifar-10-batches-bin/train.bin", TRAIN)
        .file("cifar-10-batches-bin/test.bin", TEST)
        .file("cifar-10-batches-bin/batches.meta.txt", "cat\n".getBytes(StandardCharsets.UTF_8))
        .file("cifar-10-batches-bin/readme.html", new byte[10]);
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          requests.incrementAndGet();
          handler.handle(exchange);
        });
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Cifar10Archive archive(byte[] packed) {
    return new Cifar10Archive(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/archive.tar.gz"),
        packed.length,
        TestImages.md5(packed),
        new Patience(Duration.ofSeconds(2), List.of()),
        TRAIN_FILES,
        TEST_FILES);
  }

  private void open(Cifar10Archive archive) {
    archive.downloaded(archive.test(), cache).open(0, 20);
  }

  private List<String> everything() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private void assertFails(Cifar10Archive archive, String reason) throws IOException {
    assertThatThrownBy(() -> open(archive))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(archive.uri().toString())
        .hasMessageContaining("by hand and unpack it in " + cache);
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void theArchiveIsFetchedThroughARedirectAndOnlyOnce() throws IOException {
    byte[] packed = good().done();
    serve("/moved.tar.gz", exchange -> answer(exchange, packed));
    serve(
        "/archive.tar.gz",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/moved.tar.gz");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    Cifar10Archive archive = archive(packed);

    ImageSource test = archive.downloaded(archive.test(), cache);
    assertThat(requests).hasValue(0);
    test.open(0, 20);
    archive.downloaded(archive.train(), cache).open(0, 30);
    open(archive);

    assertThat(requests).hasValue(2);
    byte[] rgb = new byte[3072];
    test.read(0, rgb);
    assertThat(rgb).isEqualTo(Arrays.copyOfRange(TEST, 1, 3073));
    assertThat(everything())
        .containsExactly(
            "cache/cifar-10/cifar-10-batches-bin/batches.meta.txt",
            "cache/cifar-10/cifar-10-batches-bin/test.bin",
            "cache/cifar-10/cifar-10-batches-bin/train.bin");
  }

  @Test
  void threadsThatNeedTheArchiveAtOnceFetchItOnce() throws Exception {
    byte[] packed = good().done();
    serve("/archive.tar.gz", exchange -> answer(exchange, packed));
    Cifar10Archive archive = archive(packed);

    var all =
        threads.invokeAll(
            IntStream.range(0, 4).mapToObj(i -> Executors.callable(() -> open(archive))).toList());
    for (var one : all) {
      one.get(20, TimeUnit.SECONDS);
    }

    assertThat(requests).hasValue(1);
  }

  @Test
  void anArchiveWithAnotherChecksumIsRefused() throws IOException {
    byte[] packed = good().done();
    byte[] altered = packed.clone();
    altered[packed.length / 2] ^= 1;
    serve("/archive.tar.gz", exchange -> answer(exchange, altered));

    assertFails(
        archive(packed),
        "MD5 checksum " + TestImages.md5(altered) + " instead of " + TestImages.md5(packed));
  }

  @Test
  void aCutConnectionIsReported() throws IOException {
    byte[] packed = good().done();
    serve(
        "/archive.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed, 0, packed.length / 2);
          exchange.getResponseBody().flush();
          // Closes the connection, as the announced bytes haven't come.
          exchange.close();
        });

    assertFails(archive(packed), "the connection broke");
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws IOException {
    byte[] packed = good().done();
    serve(
        "/archive.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed, 0, 1000);
          exchange.getResponseBody().flush();
          waitForTheEnd();
        });

    assertFails(archive(packed), "no data for 2 seconds");
  }

  private void waitForTheEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAnswerOfAnotherSizeIsRefused() throws IOException {
    byte[] packed = good().done();
    serve("/archive.tar.gz", exchange -> answer(exchange, "<html>".getBytes()));
    assertFails(archive(packed), "6 bytes came instead of " + packed.length);

    server.removeContext("/archive.tar.gz");
    serve("/archive.tar.gz", exchange -> answer(exchange, Arrays.copyOf(packed, 10_000_000)));
    assertFails(archive(packed), "more than the expected " + packed.length + " bytes came");
  }

  @Test
  void anAnswerThatIsAnErrorIsReported() throws IOException {
    serve(
        "/archive.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });

    assertFails(archive(good().done()), "status 404");
  }

  @Test
  void aServerThatIsNotThereIsReported() throws IOException {
    Cifar10Archive archive = archive(good().done());
    server.stop(0);

    assertFails(archive, "ConnectException");
  }

  @Test
  void whatElseAnArchiveHoldsStaysInIt() throws IOException {
    byte[] packed =
        good()
            .file("../escaped.bin", new byte[10])
            .file("cifar-10-batches-bin/../../escaped.bin", new byte[10])
            .file("/tmp/../cifar-10-batches-bin/train.bin", new byte[10])
            .link("cifar-10-batches-bin/link", TarConstants.LF_SYMLINK, "/etc/passwd")
            .link("cifar-10-batches-bin/hard", TarConstants.LF_LINK, "/etc/passwd")
            .done();
    serve("/archive.tar.gz", exchange -> answer(exchange, packed));

    open(archive(packed));

    assertThat(everything())
        .containsExactly(
            "cache/cifar-10/cifar-10-batches-bin/batches.meta.txt",
            "cache/cifar-10/cifar-10-batches-bin/test.bin",
            "cache/cifar-10/cifar-10-batches-bin/train.bin");
  }

  @Test
  void anArchiveWithoutTheExpectedFilesIsRefused() throws IOException {
    byte[] linked =
        new Packer()
            .link("cifar-10-batches-bin/train.bin", TarConstants.LF_SYMLINK, "/etc/passwd")
            .file("cifar-10-batches-bin/test.bin", TEST)
            .done();
    serve("/archive.tar.gz", exchange -> answer(exchange, linked));
    assertFails(archive(linked), "doesn't hold [cifar-10-batches-bin/train.bin]");

    byte[] tooLong =
        new Packer().file("cifar-10-batches-bin/train.bin", new byte[TRAIN.length + 1]).done();
    server.removeContext("/archive.tar.gz");
    serve("/archive.tar.gz", exchange -> answer(exchange, tooLong));
    assertFails(archive(tooLong), "has 92191 bytes in the archive instead of 92190");

    byte[] wrong = TRAIN.clone();
    wrong[100] ^= 1;
    byte[] altered =
        new Packer()
            .file("cifar-10-batches-bin/train.bin", wrong)
            .file("cifar-10-batches-bin/test.bin", TEST)
            .done();
    server.removeContext("/archive.tar.gz");
    serve("/archive.tar.gz", exchange -> answer(exchange, altered));
    assertFails(archive(altered), TestImages.md5(wrong) + " instead of " + TestImages.md5(TRAIN));
  }

  @Test
  void theCacheFolderIsTheOneThatThePropertyNames() throws IOException {
    Files.createDirectories(cache);
    Files.write(cache.resolve("test_batch.bin"), TEST);
    String before = System.setProperty(Cifar10.CACHE_PROPERTY, cache.toString());
    try {
      assertThatThrownBy(() -> Cifar10.test().open(0, 1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(cache.resolve("test_batch.bin") + " has 61460 bytes");
    } finally {
      if (before == null) {
        System.clearProperty(Cifar10.CACHE_PROPERTY);
      } else {
        System.setProperty(Cifar10.CACHE_PROPERTY, before);
      }
    }
  }
}
