package io.github.dl4jinpaint.examples.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Whoever sends a request. No thread waits for what is sent: a client that is slow costs a
 * connection, and loses that where it is too slow.
 */
final class Client {

  /** What a client has to send on average, once its first moments are over. */
  private static final long LEAST_BYTES_PER_SECOND = 10_000;

  /** How much of the time that a client has is over before its speed counts: 10 s of 2 min. */
  private static final int SHARE_TO_BEGIN = 12;

  private static final int MOST_IGNORED_AT_ONCE = 8192;

  private final Context context;
  private final ServletContextRequest request;
  private final EndPoint connection;
  private final Scheduler scheduler;
  private final Duration longest;
  private final long start = System.nanoTime();
  private final Received received;

  /** Complete when all was sent. */
  private volatile CompletableFuture<?> sending = new CompletableFuture<>();

  /** Jetty's limit on a time without a byte, which would count while the picture is filled too. */
  private final long usualSilence;

  /**
   * @param longest from now to the answer; a client that sends longer gets its connection closed
   */
  Client(Context context, Duration longest) {
    this.context = context;
    this.request = ServletContextRequest.getServletContextRequest(context.req());
    this.connection = request.getConnectionMetaData().getConnection().getEndPoint();
    this.scheduler = request.getComponents().getScheduler();
    this.longest = longest;
    this.received = new Received(request);
    this.usualSilence = connection.getIdleTimeout();
  }

  /** To be called before the answer: a client that doesn't take it is cut off after a while. */
  void isAnswered() {
    connection.setIdleTimeout(usualSilence);
  }

  /** What is left of the time that a request has from its arrival on. */
  Duration timeLeft() {
    return longest.minusNanos(System.nanoTime() - start);
  }

  /** Threads for what follows when all was sent. */
  Executor executor() {
    return request.getComponents().getExecutor();
  }

  /**
   * Whether the client has closed the connection. To be asked after the whole request was read, and
   * only where the connection isn't used for another one: what else the client sends is lost.
   */
  boolean isGone() {
    // Empty, as Jetty sees it: between position and limit is what was read.
    ByteBuffer ignored = ByteBuffer.allocate(MOST_IGNORED_AT_ONCE).limit(0);
    try {
      return !connection.isOpen() || connection.fill(ignored) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Reads the parts of a form, which whoever gets them has to close. */
  CompletableFuture<MultiPartFormData.Parts> parts(MultiPartConfig config) {
    CompletableFuture<MultiPartFormData.Parts> parts = new CompletableFuture<>();
    MultiPartFormData.onParts(
        received,
        new Attributes.Mapped(),
        context.contentType(),
        config,
        Promise.Invocable.toPromise(parts));
    return whileItSends(parts);
  }

  /**
   * Reads a request to its end without keeping it. Browsers don't look at an answer before they
   * have sent everything; closing the connection earlier is an error without a reason to them.
   *
   * @param most bytes to read; a client that sends more gets its connection closed
   */
  CompletableFuture<Void> finishSending(long most) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    if (context.header("Expect") != null) {
      end.complete(null); // has sent nothing yet, and waits for the answer
    } else {
      ignore(most, end);
    }
    return whileItSends(end);
  }

  private void ignore(long most, CompletableFuture<Void> end) {
    while (received.bytes.get() < most) {
      Content.Chunk chunk = received.read();
      if (chunk == null) {
        received.demand(() -> ignore(most, end));
        return;
      }
      chunk.release();
      if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
        break;
      }
    }
    end.complete(null);
  }

  /** Waits no longer for what the client sends. */
  void giveUp(RuntimeException reason) {
    sending.completeExceptionally(reason);
  }

  /** Closes the connection of a client that is too slow, which ends what waits for it. */
  private <T> CompletableFuture<T> whileItSends(CompletableFuture<T> end) {
    connection.setIdleTimeout(0);
    sending = end;
    watch(end);
    return end;
  }

  private void watch(CompletableFuture<?> end) {
    long check = Math.min(1000, longest.toMillis() / SHARE_TO_BEGIN);
    scheduler.schedule(
        () -> {
          if (!end.isDone() && isTooSlow()) {
            connection.close();
          } else if (!end.isDone()) {
            watch(end);
          }
        },
        check,
        TimeUnit.MILLISECONDS);
  }

  private boolean isTooSlow() {
    double seconds = (System.nanoTime() - start) / 1e9;
    double begun = seconds - longest.toMillis() / 1e3 / SHARE_TO_BEGIN;
    return seconds * 1000 > longest.toMillis()
        || received.bytes.get() < begun * LEAST_BYTES_PER_SECOND;
  }

  /** A request's content, counted. */
  private static final class Received implements Content.Source {
    private final Content.Source content;
    private final AtomicLong bytes = new AtomicLong();

    Received(Content.Source content) {
      this.content = content;
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = content.read();
      if (chunk != null) {
        bytes.addAndGet(chunk.remaining());
      }
      return chunk;
    }

    @Override
    public long getLength() {
      return content.getLength();
    }

    @Override
    public void demand(Runnable whenThere) {
      content.demand(whenThere);
    }

    @Override
    public void fail(Throwable reason) {
      content.fail(reason);
    }
  }
}
