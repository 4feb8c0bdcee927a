package io.github.dl4jinpaint.model.training;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps other runs out of a folder; the system gives it back when this process dies. */
final class FolderLock implements Closeable {

  /**
   * What this process has locked. A file that is locked mustn't be opened once more here: closing
   * it would give the lock back.
   */
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Locks a folder.
   *
   * @throws NoSuchFileException where there is no such folder
   * @throws IllegalStateException where it is locked
   */
  static FolderLock of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString(), null, "no folder of a run here");
    }
    Path real = folder.toRealPath();
    if (!LOCKED.add(real)) {
      throw inUse(folder);
    }
    try {
      return new FolderLock(real, locked(real.resolve("lock"), folder));
    } catch (IOException | RuntimeException e) {
      LOCKED.remove(real);
      throw e;
    }
  }

  private static FileChannel locked(Path file, Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(folder);
    }
    return channel;
  }

  private static IllegalStateException inUse(Path folder) {
    return new IllegalStateException("Another run goes on in " + folder);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      LOCKED.remove(folder);
    }
  }
}
