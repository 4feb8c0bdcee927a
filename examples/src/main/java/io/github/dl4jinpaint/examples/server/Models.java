package io.github.dl4jinpaint.examples.server;

import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What fills holes: models by their names, of which the first fills where none is named. */
public final class Models {

  private final boolean texture;
  private final Map<String, Model> models = new LinkedHashMap<>();

  /** Models with texture, or smooth ones, where a request doesn't say which. */
  public Models(boolean texture) {
    this.texture = texture;
  }

  /**
   * Adds a model.
   *
   * @param name by which requests ask for it
   * @param title for people
   * @param inpainter is asked for it when it is needed first
   * @return this
   */
  public Models add(String name, String title, Supplier<Inpainter> inpainter) {
    models.put(name, new Model(title, inpainter));
    return this;
  }

  /** What a client may choose from. */
  Offer offer() {
    List<Offer.Model> offered = new ArrayList<>();
    models.forEach(
        (name, model) -> offered.add(new Offer.Model(name, model.title, offered.isEmpty())));
    return new Offer(texture, offered);
  }

  /**
   * What fills a picture.
   *
   * @param name of a model; null for the first
   * @param withTexture null for what is usual here
   * @throws IllegalArgumentException where no model is called so
   */
  Inpainter inpainter(String name, Boolean withTexture) {
    Model model = name == null ? models.values().iterator().next() : models.get(name);
    if (model == null) {
      throw new IllegalArgumentException(
          "No model is called \"%s\"; there are %s."
              .formatted(
                  name,
                  models.keySet().stream()
                      .map(each -> "\"" + each + "\"")
                      .collect(Collectors.joining(", "))));
    }
    Inpainter inpainter = model.inpainter();
    boolean textured = withTexture == null ? texture : withTexture;
    return textured ? inpainter.withTexture() : inpainter.withoutTexture();
  }

  private static final class Model {
    private final String title;
    private final Supplier<Inpainter> supplier;
    private Inpainter loaded;

    Model(String title, Supplier<Inpainter> supplier) {
      this.title = title;
      this.supplier = supplier;
    }

    synchronized Inpainter inpainter() {
      if (loaded == null) {
        loaded = supplier.get();
      }
      return loaded;
    }
  }
}
