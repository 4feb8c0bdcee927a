package io.github.dl4jinpaint.data.cifar10;

import static io.github.dl4jinpaint.data.cifar10.SmallCifar10.FOLDER;
import static io.github.dl4jinpaint.data.cifar10.SmallCifar10.TEST;
import static io.github.dl4jinpaint.data.cifar10.SmallCifar10.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.dl4jinpaint.data.cifar10.SmallCifar10.Packer;
import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class Cifar10DownloadTest {
  @TempDir Path root;

  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Path cache;
  private Path packedFile;

  /** What the server has. */
  private byte[] packed;

  @BeforeEach
  void startServer() throws IOException {
    cache = root.resolve("cache/cifar-10");
    packedFile = cache.resolve("archive.tar.gz");
    packed = SmallCifar10.packed();
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/archive.tar.gz",
        exchange -> {
          try (exchange) {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
          }
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/archive.tar.gz");
  }

  private Cifar10Archive archive() {
    return SmallCifar10.archive(uri(), packed, new Patience(Duration.ofSeconds(10), List.of()));
  }

  private void open() {
    open(archive());
  }

  private void open(Cifar10Archive archive) {
    try (ImageSource images = archive.downloaded(archive.test(), cache)) {
      images.open(0, 20);
    }
  }

  private List<String> filesInCache() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> root.resolve("cache/cifar-10").relativize(file).toString())
          .map(name -> name.replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private void assertComplete() throws IOException {
    assertThat(filesInCache()).containsExactly(FOLDER + "test.bin", FOLDER + "train.bin");
    assertThat(cache.resolve(FOLDER + "test.bin")).hasBinaryContent(TEST);
    assertThat(cache.resolve(FOLDER + "train.bin")).hasBinaryContent(TRAIN);
  }

  /** Fails to take the files out of the archive; those that were right may stay. */
  private void assertRefused(byte[] wrong, String reason) throws IOException {
    packed = wrong;
    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("test.bin is missing")
        .hasMessageContaining("can't be downloaded from " + uri())
        .hasMessageContaining("download it by hand as " + packedFile)
        .hasMessageContaining("the system property dl4jinpaint.cifar10.url");
    assertThat(filesInCache()).isSubsetOf(".lock", FOLDER + "train.bin");
    Files.deleteIfExists(cache.resolve(FOLDER + "train.bin"));
  }

  private static void withProperty(String name, Object value, Runnable action) {
    String before = System.setProperty(name, value.toString());
    try {
      action.run();
    } finally {
      if (before == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, before);
      }
    }
  }

  @Test
  void theArchiveIsFetchedWhenItIsNeededAndOnlyOnce() throws IOException {
    Cifar10Archive archive = archive();
    ImageSource test = archive.downloaded(archive.test(), cache);
    assertThat(requests).hasValue(0);

    byte[] rgb = new byte[3072];
    test.read(3, rgb);
    test.close();
    try (ImageSource train = archive.downloaded(archive.train(), cache)) {
      train.open(0, 30);
    }
    open();

    assertThat(requests).hasValue(1);
    assertThat(rgb).isEqualTo(Arrays.copyOfRange(TEST, 3 * 3073 + 1, 4 * 3073));
    assertComplete();
  }

  @Test
  void threadsThatNeedTheArchiveAtOnceFetchItOnce() throws Exception {
    Cifar10Archive archive = archive();

    var all =
        threads.invokeAll(
            IntStream.range(0, 4).mapToObj(i -> Executors.callable(() -> open(archive))).toList());
    for (var one : all) {
      one.get(20, TimeUnit.SECONDS);
    }

    assertThat(requests).hasValue(1);
    assertComplete();
  }

  @Test
  void aFailedDownloadSaysWhatToDo() throws IOException {
    server.removeContext("/archive.tar.gz");

    assertRefused(packed, "status 404");
  }

  @Test
  void whatElseAnArchiveHoldsStaysInIt() throws IOException {
    packed =
        new Packer()
            .file("../escaped.bin", new byte[10])
            .file(FOLDER + "../../escaped.bin", new byte[10])
            .file("/tmp/../cifar-10-batches-bin/train.bin", new byte[10])
            .file(FOLDER + "./train.bin", new byte[10])
            .empty(FOLDER + "link", TarConstants.LF_SYMLINK, "/etc/passwd")
            .empty(FOLDER + "hard", TarConstants.LF_LINK, "/etc/passwd")
            .empty(FOLDER + "train.bin", TarConstants.LF_SYMLINK, root + "/escaped.bin")
            .empty(FOLDER + "train.bin", TarConstants.LF_LINK, root + "/escaped.bin")
            .empty(FOLDER + "train.bin/", TarConstants.LF_DIR, "")
            .empty(FOLDER + "train.bin", TarConstants.LF_FIFO, "")
            .good()
            .file(FOLDER + "train.bin", new byte[TRAIN.length])
            .done();

    open();

    assertComplete();
  }

  @Test
  void anArchiveWithoutTheExpectedFilesIsRefused() throws IOException {
    assertRefused(
        new Packer()
            .empty(FOLDER + "test.bin", TarConstants.LF_SYMLINK, "/etc/passwd")
            .empty(FOLDER + "test.bin/", TarConstants.LF_DIR, "")
            .file(FOLDER + "train.bin", TRAIN)
            .done(),
        "doesn't hold [cifar-10-batches-bin/test.bin]");
    assertRefused(new Packer().done(), "doesn't hold [cifar-10-batches-bin/");

    byte[] tooLong = new byte[TRAIN.length + 1];
    assertRefused(
        new Packer().file(FOLDER + "train.bin", tooLong).good().done(),
        "has 92191 bytes in the archive instead of 92190");

    byte[] wrong = TRAIN.clone();
    wrong[100] ^= 1;
    assertRefused(
        new Packer().file(FOLDER + "train.bin", wrong).good().done(),
        DigestUtils.md5Hex(wrong) + " in the archive instead of " + DigestUtils.md5Hex(TRAIN));
  }

  @Test
  void anArchiveThatIsCutOrNoneIsRefused() throws IOException {
    byte[] whole = new Packer().good().done();
    for (int end : new int[] {1, 9, 500, whole.length / 2, whole.length - 4000}) {
      assertRefused(Arrays.copyOf(whole, end), "the archive is damaged");
    }
    assertRefused(new byte[1000], "the archive is damaged");

    ByteArrayOutputStream cutTar = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(cutTar);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      TarArchiveEntry entry = new TarArchiveEntry(FOLDER + "test.bin");
      entry.setSize(TEST.length);
      tar.putArchiveEntry(entry);
      tar.write(TEST, 0, 1000);
      tar.flush();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("unclosed");
    }
    assertRefused(cutTar.toByteArray(), "the archive is damaged");
  }

  @Test
  void anArchiveThatUnpacksToMuchMoreIsRefused() throws IOException {
    byte[] zeros = new byte[2_000_000];
    assertRefused(
        new Packer().file(FOLDER + "zeros", zeros).good().done(),
        "the archive holds too much: cifar-10-batches-bin/zeros has 2000000 bytes");

    ByteArrayOutputStream huge = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(huge)) {
      TarArchiveEntry entry = new TarArchiveEntry(FOLDER + "train.bin");
      entry.setSize((8L << 30) - 1);
      byte[] header = new byte[512];
      entry.writeEntryHeader(header);
      out.write(header);
      out.write(zeros);
    }
    assertRefused(huge.toByteArray(), "cifar-10-batches-bin/train.bin has 8589934591 bytes");

    // What comes after the last of the files isn't even read.
    packed = new Packer().good().file(FOLDER + "zeros", zeros).done();
    open();
    assertComplete();
  }

  @Test
  void aFilledCacheNeedsNoServerAndIsNotWrittenTo() throws IOException {
    Cifar10Archive archive = archive();
    open();
    server.stop(0);
    FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(cache, longAgo);

    open(archive);

    assertThat(Files.getLastModifiedTime(cache)).isEqualTo(longAgo);
    assertComplete();
  }

  @Test
  void aDamagedFileInTheCacheIsFetchedAgain() throws IOException {
    open();
    Path train = cache.resolve(FOLDER + "train.bin");
    FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(train, longAgo);
    byte[] altered = TEST.clone();
    altered[100] ^= 1;

    for (byte[] damaged : List.of(altered, new byte[0], Arrays.copyOf(TEST, 100))) {
      Path test = Files.write(cache.resolve(FOLDER + "test.bin"), damaged);
      Path stillOpenElsewhere = Files.createLink(root.resolve("link"), test);
      open();
      assertThat(stillOpenElsewhere).hasBinaryContent(damaged);
      Files.delete(stillOpenElsewhere);
      assertComplete();
    }

    assertThat(requests).hasValue(4);
    assertThat(Files.getLastModifiedTime(train)).isEqualTo(longAgo);
  }

  @Test
  void aDamagedFileThatCannotBeFetchedAgainIsNamed() throws IOException {
    Cifar10Archive archive = archive();
    open();
    server.stop(0);
    Path test = Files.write(cache.resolve(FOLDER + "test.bin"), new byte[5]);

    assertThatThrownBy(() -> open(archive))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(test + " has 5 bytes instead of 61460")
        .hasMessageContaining("can't be downloaded from " + uri());

    assertThat(test).hasBinaryContent(new byte[5]);
  }

  @Test
  void aDamagedFileThatTheUserPutThereIsNotReplaced() throws IOException {
    Cifar10Archive archive = archive();
    Files.createDirectories(cache.resolve(FOLDER));
    for (String name : List.of("test.bin", FOLDER + "test.bin")) {
      Path test = Files.write(cache.resolve(name), new byte[5]);
      ImageSource images =
          name.equals("test.bin")
              ? archive.downloaded(archive.test(), cache)
              : archive.present(archive.test(), cache);

      assertThatThrownBy(() -> images.open(0, 20))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(test + " has 5 bytes instead of 61460")
          .hasMessageContaining("delete it and fetch it again");

      assertThat(test).hasBinaryContent(new byte[5]);
      Files.delete(test);
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void anArchiveThatWasFetchedByHandIsTaken() throws IOException {
    Cifar10Archive archive = archive();
    Files.createDirectories(cache);
    Files.write(packedFile, packed);
    server.stop(0);

    open(archive);

    assertComplete();
  }

  @Test
  void aWrongArchiveThatWasFetchedByHandIsNamedAndStays() throws IOException {
    Files.createDirectories(cache);
    Files.write(packedFile, new byte[10]);

    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(packedFile + " has the MD5 checksum")
        .hasMessageContaining("; delete it");

    assertThat(packedFile).hasBinaryContent(new byte[10]);
  }

  @Test
  void whatADeadRunLeftIsCleanedUp() throws IOException {
    Files.createDirectories(cache.resolve(FOLDER));
    Files.write(cache.resolve(".lock"), new byte[0]);
    Files.write(packedFile, packed);
    Files.write(cache.resolve(FOLDER + "train.bin"), TRAIN);
    Files.write(cache.resolve(FOLDER + "test.bin.part"), Arrays.copyOf(TEST, 1000));

    open();

    assertComplete();
    assertThat(requests).hasValue(0);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need privileges")
  void theCacheFolderMayBeALink() throws IOException {
    Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Files.createDirectory(cache.getParent());
    Files.createSymbolicLink(cache, elsewhere);

    open();

    assertThat(elsewhere.resolve(FOLDER + "test.bin")).hasBinaryContent(TEST);
    assertThat(requests).hasValue(1);
  }

  @Test
  void aCacheFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.write(root.resolve("cache"), new byte[1]);

    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("CIFAR-10 can't be stored in " + cache)
        .hasMessageContaining("The system property dl4jinpaint.cache names another folder");

    Files.delete(root.resolve("cache"));
    Files.createDirectories(cache.getParent());
    Files.write(cache, new byte[1]);
    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("CIFAR-10 can't be stored in " + cache);
    assertThat(requests).hasValue(0);
  }

  @Test
  void aFolderInAFilesPlaceIsReported() throws IOException {
    Files.createDirectories(cache.resolve(FOLDER + "test.bin/sub"));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("CIFAR-10 can't be stored in " + cache)
          .hasMessageContaining("test.bin");
    }

    assertThat(requests).hasValue(1);
    Files.delete(cache.resolve(FOLDER + "test.bin/sub"));
    Files.delete(cache.resolve(FOLDER + "test.bin"));
    open();
    assertComplete();
  }

  @Test
  void anotherAddressMayBeNamed() throws IOException {
    Cifar10Archive archive =
        SmallCifar10.archive(
            URI.create("http://official.invalid/archive.tar.gz"),
            packed,
            new Patience(Duration.ofSeconds(10), List.of()));

    for (String wrong : List.of("", "file:///tmp/x", "ftp://host/x", "https://", "http://a|b/")) {
      withProperty(
          Cifar10.URL_PROPERTY,
          wrong,
          () ->
              assertThatThrownBy(() -> open(archive))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("dl4jinpaint.cifar10.url is '" + wrong + "'"));
    }

    withProperty(Cifar10.URL_PROPERTY, uri(), () -> open(archive));
    assertComplete();
    assertThat(requests).hasValue(1);
  }

  @Test
  void theCacheFolderIsTheOneThatThePropertyNames() throws IOException {
    Files.createDirectories(cache);
    Files.write(cache.resolve("test_batch.bin"), TEST);

    withProperty(
        Cifar10.CACHE_PROPERTY,
        cache,
        () ->
            assertThatThrownBy(() -> Cifar10.test().open(0, 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(cache.resolve("test_batch.bin") + " has 61460 bytes"));
  }
}
