package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone cluster on this machine: a master and two workers with a core each, processes of
 * their own, and drivers as spark-submit starts them.
 */
final class Cluster implements AutoCloseable {

  private static final Path HOME = Path.of(System.getProperty("spark.test.home"));
  private static final String JAR = System.getProperty("spark.test.jar");
  private static final String JAVA = ProcessHandle.current().info().command().orElseThrow();
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

  private final Path folder;
  private final String master;
  private final List<Process> processes = new ArrayList<>();
  private final Process[] workers = new Process[2];

  /** Starts a cluster whose processes write into a folder. */
  Cluster(Path folder) throws IOException {
    this.folder = folder;
    Path log = folder.resolve("master.log");
    start(log, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0");
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
  Driver submit(String name, List<String> options, Class<?> main, String... args)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(JAVA, "-Xmx1g"));
    line.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().split(" ")));
    line.addAll(List.of("-cp", HOME.resolve("jars") + "/*"));
    line.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
    line.addAll(List.of("--executor-memory", "1g", "--conf", "spark.executorEnv.OMP_NUM_THREADS=1"));
    line.addAll(List.of("--conf", "spark.ui.enabled=false"));
    line.addAll(options);
    line.addAll(List.of("--class", main.getName(), "local:" + JAR));
    line.addAll(List.of(args));
    Path out = folder.resolve(name + ".out");
    Path log = folder.resolve(name + ".log");
    Process process = started(line, log, out);
    return new Driver(process, out, log);
  }

  private Process start(Path log, String... command) throws IOException {
    List<String> line = new ArrayList<>(List.of(JAVA, "-Xmx256m"));
    line.addAll(List.of("-cp", HOME.resolve("jars") + "/*"));
    line.addAll(List.of(command));
    return started(line, log, log);
  }

  private Process started(List<String> line, Path log, Path out) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.redirectOutput(out.toFile());
    if (log.equals(out)) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(log.toFile());
    }
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    processes.add(process);
    return process;
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
