package io.github.dl4jinpaint.examples.spark;

import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** Tells when executors had too little memory, and what to set. */
final class OutOfMemory {

  /**
   * Java's and JavaCPP's error; how executors end that the system or a container's limit killed.
   */
  private static final Pattern SIGNS =
      Pattern.compile(
          "OutOfMemoryError|OOMKilled|exceeding (physical )?memory limits"
              + "|exit(ed with)? code:? (52|137)\\b",
          Pattern.CASE_INSENSITIVE);

  private OutOfMemory() {}

  /**
   * What a job's failure says to a user.
   *
   * @param less what takes less memory, such as "a smaller --batch"
   * @return to be thrown, with the failure as its cause; a failure of another kind stays as it is
   */
  static RuntimeException told(Exception failure, SparkConf conf, String less) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (SIGNS.matcher(String.valueOf(cause)).find()) {
        return new IllegalStateException(
            "An executor ran out of memory with --executor-memory %s and spark.executor.memoryOverhead %s. %s"
                .formatted(
                    conf.get("spark.executor.memory", "1g"),
                    conf.get("spark.executor.memoryOverhead", "unset"),
                    advice(less)),
            failure);
      }
    }
    // Scala throws checked exceptions without declaring them.
    return failure instanceof RuntimeException other ? other : new IllegalStateException(failure);
  }

  /** What to set. */
  static String advice(String less) {
    return "Raise --executor-memory; ND4J's arrays are outside of Java's heap and may take four"
        + " times as much, so on YARN and Kubernetes raise spark.executor.memoryOverhead as"
        + " well. Or take "
        + less;
  }
}
