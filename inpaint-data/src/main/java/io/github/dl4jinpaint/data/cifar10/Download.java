package io.github.dl4jinpaint.data.cifar10;

import io.github.dl4jinpaint.data.internal.Progress;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import me.tongfei.progressbar.ProgressBar;

/**
 * The download of one file whose size and checksum are known. What has come is kept beside the file
 * in one that ends in {@code .part}, and the next try goes on from there, in this run or in another
 * one. The checksum decides in the end, so what an earlier run left is never trusted.
 */
final class Download {
  private static final Set<Integer> PASSING_STATUS = Set.of(408, 429, 500, 502, 503, 504);

  private final URI uri;
  private final long size;
  private final String md5;
  private final Patience patience;
  private final Path file;
  private final Path part;
  private final HttpClient client;
  private boolean answered;

  Download(URI uri, long size, String md5, Patience patience, Path file) {
    this.uri = uri;
    this.size = size;
    this.md5 = md5;
    this.patience = patience;
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.silence())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /** How many bytes are still to come. */
  long missing() throws IOException {
    return Files.exists(file) ? 0 : Math.max(0, size - received());
  }

  /**
   * Brings the file, unless somebody put it there.
   *
   * @throws TransferException if it can't be had, or if the one that is there is wrong
   * @throws IOException if it can't be written
   */
  void run() throws IOException {
    if (Files.exists(file)) {
      checkGiven();
      return;
    }
    try {
      tryUntilComplete();
    } catch (InterruptedIOException e) {
      // Closing the progress bar may have cleared it.
      Thread.currentThread().interrupt();
      throw e;
    } finally {
      if (received() == 0) {
        Files.deleteIfExists(part);
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void checkGiven() throws IOException {
    String found = Checksums.md5(file);
    if (!found.equals(md5)) {
      throw TransferException.lasting(
          file + " has the MD5 checksum " + found + " instead of " + md5 + "; delete it", null);
    }
  }

  /** A line that breaks again and again but brings more each time isn't given up. */
  private void tryUntilComplete() throws IOException {
    long furthest = received();
    int failures = 0;
    while (true) {
      try {
        complete();
        return;
      } catch (TransferException e) {
        failures = received() > furthest + size / 100 ? 1 : failures + 1;
        furthest = Math.max(furthest, received());
        if (!e.isPassing() || failures > patience.pauses().size()) {
          throw received() == 0 ? e : TransferException.lasting(e.getMessage() + kept(), e);
        }
        pause(patience.pauses().get(failures - 1));
      }
    }
  }

  private String kept() throws IOException {
    return "; " + received() + " of " + size + " bytes are kept in " + part + " for the next run";
  }

  private long received() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static void pause(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  private void complete() throws IOException {
    if (received() > size) {
      Files.delete(part);
    }
    boolean allAtOnce = received() < size && receive();
    String found = Checksums.md5(part);
    if (!found.equals(md5)) {
      Files.delete(part);
      String wrong = uri + " has the MD5 checksum " + found + " instead of " + md5;
      throw allAtOnce
          ? TransferException.lasting(wrong, null)
          : TransferException.passing(wrong + " after it came in parts", null);
    }
  }

  /** Returns whether everything came, not only what was missing. */
  private boolean receive() throws IOException {
    long have = received();
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream body = new PatientInputStream(response.body(), patience.silence())) {
      long from = firstByte(response, have);
      save(body, from);
      return from == 0;
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    // Not HttpRequest.timeout: newer JDKs count the time that the body takes as well.
    Duration limit = patience.silence().multipliedBy(2);
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      HttpResponse<InputStream> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      answered = true;
      return response;
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw TransferException.passing("no answer for " + limit.toSeconds() + " seconds", e);
    } catch (ExecutionException e) {
      throw unanswered(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted();
    }
  }

  private TransferException unanswered(Throwable cause) {
    boolean unreachable =
        cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLHandshakeException;
    if (!unreachable) {
      return TransferException.passing("the connection broke (" + cause + ")", cause);
    }
    String message =
        "no connection to %s (%s), is this machine online, and does it need a proxy?"
            .formatted(uri.getAuthority(), cause);
    // Who was there a moment ago may come back; who never was isn't waited for.
    return answered
        ? TransferException.passing(message, cause)
        : TransferException.lasting(message, cause);
  }

  /** Where in the file the answer's body belongs. */
  private long firstByte(HttpResponse<?> response, long have) throws IOException {
    int status = response.statusCode();
    if (status == 200) {
      long announced = response.headers().firstValueAsLong("Content-Length").orElse(size);
      if (announced != size) {
        throw TransferException.lasting(
            "the server announces " + announced + " bytes instead of " + size, null);
      }
      return 0;
    }
    if (status == 206) {
      String range = response.headers().firstValue("Content-Range").orElse("no range");
      if (range.matches("bytes " + have + "-\\d+/(" + size + "|\\*)")) {
        return have;
      }
      throw restart(
          "the server answers with %s when asked for bytes from %d on".formatted(range, have));
    }
    if (status == 416) {
      throw restart("the server has no bytes from %d on".formatted(have));
    }
    String where = response.headers().firstValue("Location").map(to -> ", to " + to).orElse("");
    String message = "the server answered with status " + status + where;
    throw PASSING_STATUS.contains(status)
        ? TransferException.passing(message, null)
        : TransferException.lasting(message, null);
  }

  private TransferException restart(String message) throws IOException {
    Files.deleteIfExists(part);
    return TransferException.passing(message, null);
  }

  private void save(InputStream body, long from) throws IOException {
    long at = from;
    try (OutputStream out = new FileOutputStream(part.toFile(), from > 0);
        ProgressBar progress =
            Progress.of(file.getFileName().toString(), size)
                .setUnit(" MB", 1_000_000)
                .startsFrom(from, Duration.ZERO)
                .build()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = body.read(buffer); n >= 0 && at <= size; n = body.read(buffer)) {
        out.write(buffer, 0, n);
        at += n;
        progress.stepTo(at);
      }
    }
    if (at > size) {
      Files.delete(part);
      throw TransferException.lasting("more than the expected " + size + " bytes came", null);
    }
    if (at < size) {
      throw TransferException.passing("the answer ended after byte " + at + " of " + size, null);
    }
  }
}
