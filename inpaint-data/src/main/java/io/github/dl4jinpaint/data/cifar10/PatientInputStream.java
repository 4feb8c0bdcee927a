package io.github.dl4jinpaint.data.cifar10;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stream whose reads fail with {@link TransferException} when the connection breaks or no data
 * comes for a time: {@link java.net.http.HttpClient} knows no timeout for a pause within a
 * response's body. For reading in large pieces.
 */
final class PatientInputStream extends FilterInputStream {
  private final Duration patience;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "download");
            thread.setDaemon(true);
            return thread;
          });

  PatientInputStream(InputStream in, Duration patience) {
    super(in);
    this.patience = patience;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Future<Integer> count = reader.submit(() -> in.read(bytes, offset, length));
    try {
      return count.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw TransferException.passing("no data for " + patience.toSeconds() + " seconds", e);
    } catch (ExecutionException e) {
      throw TransferException.passing("the connection broke (" + e.getCause() + ")", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() throws IOException {
    reader.shutdown();
    super.close();
  }
}
