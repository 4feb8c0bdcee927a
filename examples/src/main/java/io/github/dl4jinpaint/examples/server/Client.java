package io.github.dl4jinpaint.examples.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever sent a request. */
final class Client {

  private static final Logger LOG = LoggerFactory.getLogger(Client.class);
  private static final int MOST_IGNORED_AT_ONCE = 8192;

  private final Context request;
  private final EndPoint connection;
  private final Scheduler scheduler;

  Client(Context request) {
    this.request = request;
    ServletContextRequest jettys = ServletContextRequest.getServletContextRequest(request.req());
    this.connection = jettys.getConnectionMetaData().getConnection().getEndPoint();
    this.scheduler = jettys.getComponents().getScheduler();
  }

  /**
   * Closes the connection after a time. Whoever waits for the client to send something is woken.
   *
   * @return to be cancelled where the connection is to stay open
   */
  Scheduler.Task closeAfter(Duration time) {
    return scheduler.schedule(connection::close, time.toMillis(), TimeUnit.MILLISECONDS);
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

  /**
   * Reads a request to its end without keeping it. Browsers don't look at an answer before they
   * have sent everything; closing the connection earlier is an error without a reason to them.
   *
   * @param most bytes to read; a client that sends more gets its connection closed
   * @param longest time to read; a client that takes more gets its connection closed
   */
  void finishSending(long most, Duration longest) {
    if (request.header("Expect") != null) {
      return; // has sent nothing yet, and waits for the answer
    }
    Scheduler.Task tooSlow = closeAfter(longest);
    try {
      InputStream body = request.req().getInputStream();
      byte[] ignored = new byte[MOST_IGNORED_AT_ONCE];
      long left = most;
      int read;
      while (left > 0 && (read = body.read(ignored)) >= 0) {
        left -= read;
      }
    } catch (IOException e) {
      LOG.debug("A client that was refused hasn't sent everything: {}", e.getMessage());
    } finally {
      tooSlow.cancel();
    }
  }
}
