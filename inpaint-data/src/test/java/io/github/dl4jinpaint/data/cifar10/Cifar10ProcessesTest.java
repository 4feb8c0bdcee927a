package io.github.dl4jinpaint.data.cifar10;

import static io.github.dl4jinpaint.data.cifar10.SmallCifar10.FOLDER;
import static io.github.dl4jinpaint.data.cifar10.SmallCifar10.TEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.dl4jinpaint.data.cifar10.Cifar10Archive.DataFile;
import io.github.dl4jinpaint.data.cifar10.SmallCifar10.Packer;
import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads in processes of their own: several at once, killed ones, and on small disks. */
@Timeout(60)
class Cifar10ProcessesTest {
  @TempDir Path root;

  /** The first bytes that were asked for. */
  private final List<Integer> requests = new CopyOnWriteArrayList<>();

  /** The first answer stops in the middle until then. */
  private final CountDownLatch goOn = new CountDownLatch(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Process> processes = new ArrayList<>();
  private HttpServer server;
  private Path cache;
  private byte[] packed;
  private Cifar10Archive archive;

  /** What a process runs: opens the test images, says how that went and what is in the cache. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      Cifar10Archive archive;
      try (ObjectInputStream in =
          new ObjectInputStream(Files.newInputStream(Path.of(arguments[0])))) {
        archive = (Cifar10Archive) in.readObject();
      }
      Path cache = Path.of(arguments[1]);
      System.out.println("started");
      try {
        ImageSource images = archive.downloaded(archive.test(), cache);
        images.open(0, images.size());
        System.out.println("opened");
      } catch (UncheckedIOException e) {
        System.out.println(e.getMessage());
      }
      System.out.println("left: " + filesIn(cache));
    }
  }

  private static List<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @BeforeEach
  void startServer() throws IOException {
    cache = root.resolve("cache");
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            requests.add(from);
            int last = packed.length - 1;
            exchange
                .getResponseHeaders()
                .add("Content-Range", "bytes " + from + "-" + last + "/" + packed.length);
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, packed.length - from);
            int middle = (from + packed.length) / 2;
            exchange.getResponseBody().write(packed, from, middle - from);
            exchange.getResponseBody().flush();
            goOn.await();
            exchange.getResponseBody().write(packed, middle, packed.length - middle);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    packed = SmallCifar10.packed();
    archive = SmallCifar10.archive(uri(), packed, new Patience(Duration.ofSeconds(30), List.of()));
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/archive.tar.gz");
  }

  @AfterEach
  void stopServer() {
    goOn.countDown();
    processes.forEach(Process::destroyForcibly);
    server.stop(0);
    threads.shutdownNow();
  }

  private Process start(String... before) throws IOException {
    Path file = Files.createTempFile(root, "archive", null);
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
      out.writeObject(archive);
    }
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            file.toString(),
            cache.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(root.resolve("stderr").toFile()).start();
    processes.add(process);
    return process;
  }

  /** Starts a process that sees the cache folder after a mount command, on Linux where allowed. */
  private Process startMounted(String mount) throws IOException, InterruptedException {
    Files.createDirectories(cache);
    String script = "mount " + mount + " && exec \"$@\"";
    String[] unshare = {"unshare", "-rm", "sh", "-c", script, "sh"};
    try {
      List<String> trial = new ArrayList<>(List.of(unshare));
      trial.add("true");
      assumeTrue(new ProcessBuilder(trial).start().waitFor() == 0, "mounting isn't allowed");
    } catch (IOException e) {
      assumeTrue(false, "there is no unshare");
    }
    return start(unshare);
  }

  private static List<String> output(Process process) throws IOException {
    try (BufferedReader reader = process.inputReader()) {
      return reader.lines().toList();
    }
  }

  /** Kills the process as soon as a file is there. */
  private static void killAt(Path file, Process process) throws Exception {
    while (process.isAlive() && (Files.notExists(file) || Files.size(file) == 0)) {
      Thread.sleep(1);
    }
    process.destroyForcibly().waitFor();
  }

  private void openHere() {
    try (ImageSource images = archive.downloaded(archive.test(), cache)) {
      images.open(0, images.size());
    }
  }

  @Test
  void ofTwoProcessesOneDownloadsAndTheOtherWaits() throws Exception {
    Process one = start();
    Process two = start();
    try (BufferedReader first = one.inputReader();
        BufferedReader second = two.inputReader()) {
      assertThat(first.readLine()).isEqualTo("started");
      assertThat(second.readLine()).isEqualTo("started");
      // Time enough to run into the other one; it is right without it, too.
      Thread.sleep(500);
      goOn.countDown();

      String left = "left: [" + FOLDER + "test.bin, " + FOLDER + "train.bin]";
      assertThat(first.lines()).containsExactly("opened", left);
      assertThat(second.lines()).containsExactly("opened", left);
    }
    assertThat(requests).containsExactly(0);
  }

  @Test
  void aDownloadThatWasKilledIsContinued() throws Exception {
    Path part = cache.resolve("archive.tar.gz.part");
    killAt(part, start());
    int came = (int) Files.size(part);
    assertThat(came).isBetween(1, packed.length / 2);
    assertThat(filesIn(cache)).containsExactly(".lock", "archive.tar.gz.part");

    goOn.countDown();
    openHere();

    assertThat(requests).containsExactly(0, came);
    assertThat(filesIn(cache)).containsExactly(FOLDER + "test.bin", FOLDER + "train.bin");
  }

  @Test
  void unpackingThatWasKilledIsDoneAgain() throws Exception {
    goOn.countDown();
    byte[] image = Arrays.copyOf(TEST, 3073);
    List<DataFile> files =
        IntStream.range(0, 200)
            .mapToObj(i -> new DataFile("%03d.bin".formatted(i), 1, DigestUtils.md5Hex(image)))
            .toList();
    Packer packer = new Packer();
    for (DataFile file : files) {
      packer.file(FOLDER + file.name(), image);
    }
    packed = packer.done();
    archive =
        new Cifar10Archive(
            uri(),
            packed.length,
            DigestUtils.md5Hex(packed),
            archive.patience(),
            List.of(files.get(0)),
            List.copyOf(files.subList(1, 200)));

    killAt(cache.resolve(FOLDER + "000.bin"), start());
    assertThat(filesIn(cache)).contains("archive.tar.gz").hasSizeLessThan(200);
    for (DataFile file : files) {
      Path unpacked = cache.resolve(FOLDER + file.name());
      assertThat(Files.notExists(unpacked) || Arrays.equals(Files.readAllBytes(unpacked), image))
          .as(file.name())
          .isTrue();
    }

    openHere();

    assertThat(requests).containsExactly(0);
    assertThat(filesIn(cache))
        .containsExactlyElementsOf(files.stream().map(file -> FOLDER + file.name()).toList());
  }

  @Test
  void aDiskThatIsTooSmallIsNoticedBefore() throws Exception {
    goOn.countDown();

    List<String> output = output(startMounted("-t tmpfs -o size=200k none " + cache));

    assertThat(output.get(1))
        .contains("CIFAR-10 can't be stored in " + cache)
        .contains("0 MB are free, 1 MB needed")
        .contains("It takes 1 MB there, and 1 MB more while it is unpacked")
        .contains("dl4jinpaint.cache names another folder");
    assertThat(output.get(2)).isEqualTo("left: [.lock]");
    assertThat(requests).isEmpty();
  }

  @Test
  void aDiskThatIsFullWhileUnpackingKeepsTheArchive() throws Exception {
    goOn.countDown();

    // Enough bytes, but room for five files only: two folders, the lock, the archive, train.bin.
    List<String> output = output(startMounted("-t tmpfs -o size=4m,nr_inodes=5 none " + cache));

    assertThat(output.get(1))
        .contains("CIFAR-10 can't be stored in " + cache)
        .contains("No space left on device");
    assertThat(output.get(2)).isEqualTo("left: [.lock, archive.tar.gz, " + FOLDER + "train.bin]");
  }

  @Test
  void aCacheThatIsReadOnlyIsEnoughIfItIsFilled() throws Exception {
    goOn.countDown();
    String readOnly = "--bind -o ro " + cache + " " + cache;
    List<String> empty = output(startMounted(readOnly));
    assertThat(empty.get(1))
        .contains("CIFAR-10 can't be stored in " + cache)
        .contains("Read-only file system");
    assertThat(requests).isEmpty();

    openHere();

    assertThat(output(startMounted(readOnly))).contains("opened");
  }
}
