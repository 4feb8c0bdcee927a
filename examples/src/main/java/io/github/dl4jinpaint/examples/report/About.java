package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.ModelFile;
import io.github.dl4jinpaint.examples.command.ModelOptions;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.examples.command.Versions;
import io.github.dl4jinpaint.model.Provenance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What was evaluated with what: enough to repeat it. */
public final class About {

  private About() {}

  /**
   * An evaluation of a model.
   *
   * @param file that the options loaded
   * @param images whose file's checksum is told
   * @param settings of the evaluation, by name
   * @return by name: title, time, model with its provenance, data, settings and versions
   */
  public static Map<String, Object> of(
      String title,
      ModelFile file,
      ModelOptions model,
      ImageSource images,
      Map<String, Object> settings)
      throws IOException {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("title", title);
    about.put("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    about.put("model", fileAndSum(file.name(), file.sha256()));
    about.put("mirror images", model.mirrorImages());
    Optional<Provenance> provenance = model.provenance();
    if (provenance.isPresent()) {
      about.put("provenance", new ObjectMapper().readTree(provenance.get().toString()));
    }
    Path data = Path.of(URI.create(images.uri(0).toString().split("#")[0]));
    about.put("data", fileAndSum(data.getFileName().toString(), Sha256.of(data)));
    about.putAll(settings);
    about.put("versions", Versions.inUse());
    return about;
  }

  private static Map<String, String> fileAndSum(String name, String sha256) {
    Map<String, String> file = new LinkedHashMap<>();
    file.put("file", name);
    file.put("sha256", sha256);
    return file;
  }
}
