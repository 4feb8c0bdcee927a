package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.data.internal.WholeFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/**
 * Where on this machine a run's data is, by option, so that it needn't be told again to resume the
 * run. It lies beside the checkpoints and not in them: models are passed on, and paths mean nothing
 * elsewhere.
 */
final class RunPlaces extends BaseTrainingListener {

  private static final String NAME = "places.properties";

  private final Path folder;
  private final Map<String, String> places;

  /**
   * Places that are written when training begins.
   *
   * @param folder the run's
   * @param places by the option's name; none: nothing is written
   */
  RunPlaces(Path folder, Map<String, String> places) {
    this.folder = folder;
    this.places = Map.copyOf(places);
  }

  /** {@return the places that a run was told, by the option's name} */
  static Map<String, String> of(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return Map.of();
    }
    Properties read = new Properties();
    read.load(new StringReader(Files.readString(file)));
    Map<String, String> places = new HashMap<>();
    read.stringPropertyNames().forEach(name -> places.put(name, read.getProperty(name)));
    return places;
  }

  @Override
  public void onEpochStart(Model model) {
    if (places.isEmpty()) {
      return;
    }
    Properties written = new Properties();
    written.putAll(places);
    StringWriter text = new StringWriter();
    try {
      written.store(text, "Where this run's data is, on the machine that it runs on");
      WholeFile.write(folder.resolve(NAME), text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
