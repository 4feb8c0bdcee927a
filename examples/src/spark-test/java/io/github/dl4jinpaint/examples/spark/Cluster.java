package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A standalone cluster on this machine: a master and two workers with a core each, processes of
 * their own, and drivers as spark-submit starts them.
 */
final class Cluster implements AutoCloseable {

  private static final Path HOME = Path.of(System.getProperty("spark.test.home"));
  private static final String JAR = System.getProperty("spark.test.jar");
  private static final String JAVA = ProcessHandle.current().info().command().orElseThrow();

  /** Processes that live for seconds begin sooner than with the compiler for those that stay. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  private static final String TEST_CLASSES = System.getProperty("spark.test.classes");

  /** Options of a driver that is to use {@link FlakyFileSystem}. */
  static final List<String> FLAKY =
      List.of(
          "--driver-class-path",
          TEST_CLASSES,
          "--conf",
          "spark.executor.extraClassPath=" + TEST_CLASSES,
          "--conf",
          "spark.hadoop.fs.flaky.impl=" + FlakyFileSystem.class.getName());

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

  private final Path folder;
  private final String master;
  private final List<Process> processes = new ArrayList<>();
  private final Process[] workers = new Process[2];

  /** Starts a cluster whose processes write into a folder. */
  Cluster(Path folder) throws IOException {
    this.folder = folder;
    Path log = folder.resolve("master.log");
    start(
        log,
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0");
    until("the master is there", () -> MASTER.matcher(text(log)).find());
    Matcher address = MASTER.matcher(text(log));
    assertThat(address.find()).isTrue();
    master = address.group(1);
    startWorker(0);
    startWorker(1);
    until("two workers are there", () -> text(log).split("Registering worker").length == 3);
  }

  /** A driver, and what it writes. */
  record Driver(Process process, Path out, Path log) {

    /** {@return its exit status} */
    int await() throws InterruptedException {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("driver ends, see " + log).isTrue();
      return process.exitValue();
    }

    String printed() {
      return text(out);
    }

    String errors() {
      return text(log);
    }
  }

  void startWorker(int number) throws IOException {
    workers[number] =
        start(
            folder.resolve("worker-" + number + ".log"),
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "2g",
            "--work-dir",
            folder.resolve("work-" + number).toString(),
            master);
  }

  /** Kills a worker and its executors, as a power failure does. */
  void kill(int number) throws InterruptedException {
    List<ProcessHandle> executors = workers[number].descendants().toList();
    workers[number].destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Submits a main.
   *
   * @param options of spark-submit, as it would get them
   * @param args of the main
   */
  Driver submit(String name, List<String> options, Class<?> main, List<String> args)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit"));
    line.addAll(List.of("--master", master, "--driver-java-options", QUICK));
    line.addAll(List.of("--conf", "spark.executor.defaultJavaOptions=" + QUICK));
    line.addAll(List.of("--conf", "spark.executorEnv.OMP_NUM_THREADS=1"));
    line.addAll(List.of("--conf", "spark.ui.enabled=false"));
    line.addAll(options);
    line.addAll(List.of("--class", main.getName(), "local:" + JAR));
    line.addAll(args);
    Path out = folder.resolve(name + ".out");
    Path log = folder.resolve(name + ".log");
    Process process = started(launched(line), log, out);
    return new Driver(process, out, log);
  }

  /** What the script spark-submit would run. */
  private static List<String> launched(List<String> submit) throws IOException {
    List<String> line =
        new ArrayList<>(List.of(JAVA, "-Xmx128m", "-cp", HOME.resolve("jars") + "/*"));
    line.add("org.apache.spark.launcher.Main");
    line.addAll(submit);
    ProcessBuilder builder = builder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    try (InputStream out = builder.start().getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      // Before the command it prints what its script waits for: an empty line of its own.
      return Arrays.stream(printed.substring(printed.indexOf("\n") + 1).split("\0")).toList();
    }
  }

  private Process start(Path log, String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of(JAVA, "-Xmx256m", QUICK));
    line.addAll(List.of("-cp", HOME.resolve("jars") + "/*"));
    line.addAll(List.of(command));
    return started(line, log, log);
  }

  private Process started(List<String> line, Path log, Path out) throws IOException {
    ProcessBuilder builder = builder(line).redirectOutput(out.toFile());
    if (log.equals(out)) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(log.toFile());
    }
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static ProcessBuilder builder(List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder;
  }

  /** What executors wrote. */
  String executorLogs() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith("stderr"))
          .map(Cluster::text)
          .collect(Collectors.joining());
    }
  }

  /** Waits for a condition. */
  static void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!holds.getAsBoolean()) {
      assertThat(end - System.nanoTime()).as(what).isPositive();
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
