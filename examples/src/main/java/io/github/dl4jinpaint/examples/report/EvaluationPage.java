package io.github.dl4jinpaint.examples.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.dl4jinpaint.data.mask.HoleRatioBin;
import io.github.dl4jinpaint.model.evaluation.ImageErrors;
import io.github.dl4jinpaint.model.evaluation.InpaintingErrors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import javax.imageio.ImageIO;

/** An evaluation as one HTML file that needs nothing else: the template evaluation.html, filled. */
final class EvaluationPage {

  private static final String TEMPLATE = "evaluation.html";
  private static final List<Figure> ALL = List.of(Figure.values());
  private static final List<Figure> RANKING = ALL.stream().filter(Figure::ranks).toList();

  /** An entry of a list of names and values. */
  record Entry(String name, String value) {}

  /** A cell of a table. */
  record Cell(String text, boolean best) {}

  /** A method's row. */
  record Row(String name, List<Cell> cells, String millis) {}

  /** All methods' rows for a hole ratio. */
  record Bin(String bin, int images, int count, List<Row> rows) {}

  /** Titles that a measure's columns share. */
  record Measure(String name, int columns) {}

  /** A picture with its title and, where it has one, its error. */
  record Picture(String title, String data, String error) {}

  /** All pictures of an image. */
  record Sample(int number, String label, String holes, List<Picture> pictures) {
    boolean labelled() {
      return !label.isEmpty();
    }
  }

  /** Images that belong together. */
  record Group(String title, List<Sample> samples) {}

  private final Evaluation evaluation;
  private final Comparison comparison;

  EvaluationPage(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.comparison = evaluation.comparison();
  }

  /**
   * The page.
   *
   * @param reference the method that the evaluated one is measured by
   * @param samples how many of the best pictures, of the worst, and of those in between
   * @param pictures of an image, by their titles: composites by their method's name
   */
  String html(String reference, int samples, IntFunction<Map<String, BufferedImage>> pictures)
      throws IOException {
    String evaluated = comparison.names().get(0);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("title", evaluation.about().get("title"));
    page.put("evaluated", evaluated);
    page.put("reference", reference);
    page.put("error", Figure.L2_HOLES.text(comparison.errors(evaluated)));
    page.put("referenceError", Figure.L2_HOLES.text(comparison.errors(reference)));
    page.put(
        "ratio",
        text(
            "%.2f",
            comparison.errors(evaluated).overHoles() / comparison.errors(reference).overHoles()));
    page.put("holeRatio", percent(comparison.any().holeRatio()));
    page.put("about", about(evaluation.about(), ""));
    page.put("measures", measures(ALL));
    page.put("figures", ALL);
    page.put("methods", rows(null, ALL));
    page.put("binMeasures", measures(RANKING));
    page.put("binFigures", RANKING);
    page.put("bins", bins());
    page.put("groups", groups(samples, pictures));
    return template().execute(page);
  }

  private static Template template() throws IOException {
    try (InputStream in = EvaluationPage.class.getResourceAsStream(TEMPLATE)) {
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      return Mustache.compiler().compile(reader);
    }
  }

  private static List<Entry> about(Map<?, ?> about, String within) {
    List<Entry> entries = new ArrayList<>();
    about.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> parts) {
            entries.addAll(about(parts, within + name + ": "));
          } else if (!name.equals("title")) {
            entries.add(new Entry(within + name, value.toString()));
          }
        });
    return entries;
  }

  private static List<Measure> measures(List<Figure> figures) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (Figure figure : figures) {
      columns.merge(figure.measure(), 1, Integer::sum);
    }
    return columns.entrySet().stream().map(e -> new Measure(e.getKey(), e.getValue())).toList();
  }

  private List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    comparison
        .errorsByHoleRatio(comparison.names().get(0))
        .forEach(
            (bin, errors) -> {
              List<Row> rows = rows(bin, RANKING);
              bins.add(new Bin(bin.toString(), errors.images().size(), rows.size(), rows));
            });
    return bins;
  }

  /** A row for each method: of a hole ratio's images, or of all. */
  private List<Row> rows(HoleRatioBin bin, List<Figure> figures) {
    Map<String, InpaintingErrors> errors = new LinkedHashMap<>();
    for (String name : comparison.names()) {
      errors.put(
          name,
          bin == null ? comparison.errors(name) : comparison.errorsByHoleRatio(name).get(bin));
    }
    List<Row> rows = new ArrayList<>();
    errors.forEach(
        (name, ofMethod) -> {
          List<Cell> cells = new ArrayList<>();
          for (Figure figure : figures) {
            boolean best =
                figure.ranks()
                    && errors.values().stream()
                        .noneMatch(other -> figure.isBetter(figure.of(other), figure.of(ofMethod)));
            cells.add(new Cell(figure.text(ofMethod), best));
          }
          rows.add(new Row(name, cells, text("%.2f", comparison.millisPerImage(name))));
        });
    return rows;
  }

  private List<Group> groups(int samples, IntFunction<Map<String, BufferedImage>> pictures)
      throws IOException {
    List<Integer> ranked = evaluation.bestFirst();
    int size = ranked.size();
    int count = Math.min(samples, size);
    List<Integer> worst = new ArrayList<>(ranked.subList(size - count, size));
    Collections.reverse(worst);
    int middle = (size - count) / 2;
    return List.of(
        new Group("The worst", samples(worst, pictures)),
        new Group("The median", samples(ranked.subList(middle, middle + count), pictures)),
        new Group("The best", samples(ranked.subList(0, count), pictures)));
  }

  private List<Sample> samples(
      List<Integer> numbers, IntFunction<Map<String, BufferedImage>> pictures) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int number : numbers) {
      List<Picture> shown = new ArrayList<>();
      for (Map.Entry<String, BufferedImage> picture : pictures.apply(number).entrySet()) {
        String title = picture.getKey();
        shown.add(new Picture(title, dataUri(picture.getValue()), error(title, number)));
      }
      ImageErrors any = comparison.any().images().get(number);
      samples.add(
          new Sample(number, evaluation.labels().get(number), percent(any.holeRatio()), shown));
    }
    return samples;
  }

  /** Of a picture that is titled with a method's name: the error in its holes. */
  private String error(String title, int number) {
    return comparison.names().contains(title)
        ? text("%.5f", comparison.errors(title).images().get(number).overHoles())
        : null;
  }

  private static String dataUri(BufferedImage picture) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(picture, "png", png)) {
      throw new IOException("No PNG writer");
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }

  private static String percent(double ratio) {
    return text("%.1f %%", 100 * ratio);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
