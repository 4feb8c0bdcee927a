package io.github.dl4jinpaint.model;

import io.github.dl4jinpaint.model.internal.Json;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where a trained network comes from: kept within its file, and read with {@link
 * ModelFiles#provenance}.
 *
 * @param settings what it was trained with: data and their checksum, seed, batch size…, as {@link
 *     InpaintingTrainer.Builder#setting} got them
 * @param epochs how many it was trained
 * @param iterations how many training steps
 * @param errors by name: the epoch's training loss and errors on the validation images, and what
 *     {@link #withError} added
 * @param versions of this library, Deeplearning4j, its backend, Java and the operating system
 * @param written when, UTC
 */
public record Provenance(
    Map<String, String> settings,
    int epochs,
    int iterations,
    Map<String, Double> errors,
    Map<String, String> versions,
    String written) {

  /**
   * Copies the maps; they keep their order.
   *
   * @param settings by name
   * @param epochs how many were done
   * @param iterations how many were done
   * @param errors by name
   * @param versions by name
   * @param written a point in time as ISO 8601 has it
   */
  public Provenance {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /**
   * Where a network comes from that is written now.
   *
   * @param settings what it was trained with, by name
   * @param epochs how many were done
   * @param iterations how many were done
   * @param errors by name
   * @return with the versions in use and the present time
   */
  public static Provenance now(
      Map<String, String> settings, int epochs, int iterations, Map<String, Double> errors) {
    String written = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new Provenance(settings, epochs, iterations, errors, versionsInUse(), written);
  }

  /**
   * Adds an error that was measured later.
   *
   * @param name for example "test hole pixels"
   * @param value of the error
   * @return a copy
   */
  public Provenance withError(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(errors);
    more.put(name, value);
    return new Provenance(settings, epochs, iterations, more, versions, written);
  }

  /**
   * For people.
   *
   * @return JSON, as it stands in the file
   */
  @Override
  public String toString() {
    return new String(Json.write(this), StandardCharsets.UTF_8);
  }

  /**
   * What a network that is trained now is trained with.
   *
   * @return versions by name: "dl4j-inpaint", "deeplearning4j", "backend", "java", "system"
   */
  public static Map<String, String> versionsInUse() {
    Map<String, String> versions = versionsBuiltWith();
    versions.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    versions.put("java", System.getProperty("java.version"));
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  /**
   * What this library was built with, which starts no backend.
   *
   * @return versions by name: "dl4j-inpaint", "deeplearning4j"
   */
  public static Map<String, String> versionsBuiltWith() {
    Properties built = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("versions.properties")) {
      built.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    Map<String, String> versions = new LinkedHashMap<>();
    for (String library : new String[] {"dl4j-inpaint", "deeplearning4j"}) {
      versions.put(library, built.getProperty(library));
    }
    return versions;
  }
}
