package io.github.dl4jinpaint.examples.spark;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** This machine's files, of which every fifth call fails; a write amid the file. */
public final class FlakyFileSystem extends RawLocalFileSystem {

  static final String SCHEME = "flaky";
  static final String FAILURE = "injected failure";

  private static final AtomicInteger CALLS = new AtomicInteger();

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  private static boolean fails() {
    return CALLS.incrementAndGet() % 5 == 0;
  }

  private static void mayFail(String call) throws IOException {
    if (fails()) {
      throw new IOException(FAILURE + " of " + call);
    }
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    mayFail("open " + file);
    return super.open(file, bufferSize);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path file,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream whole =
        super.createNonRecursive(
            file, permission, flags, bufferSize, replication, blockSize, progress);
    return fails() ? new FSDataOutputStream(new Breaking(whole, file), null) : whole;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    mayFail("rename to " + to);
    return super.rename(from, to);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    mayFail("list " + folder);
    return super.listStatus(folder);
  }

  private static final class Breaking extends FilterOutputStream {
    private final Path file;
    private int written;

    Breaking(OutputStream out, Path file) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      if (++written > 100) {
        throw new IOException(FAILURE + " amid " + file);
      }
      super.write(b);
    }
  }
}
