package io.github.dl4jinpaint.examples.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.ImageScores;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** An evaluation as one HTML file that needs nothing else: the template evaluation.html, filled. */
final class EvaluationPage {

  private static final String TEMPLATE = "evaluation.html";
  private static final Figure ERROR = new Figure(StandardMetric.L2, Region.HOLES);

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

  private final Map<String, Object> about;
  private final Evaluation evaluation;

  /**
   * An evaluation of its first method.
   *
   * @param about what was evaluated with what, by name; has a "title"
   */
  EvaluationPage(Map<String, Object> about, Evaluation evaluation) {
    this.about = about;
    this.evaluation = evaluation;
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
    String evaluated = evaluation.methods().get(0);
    double error = evaluation.of(evaluated).value(ERROR);
    double referenceError = evaluation.of(reference).value(ERROR);
    List<Figure> all = evaluation.figures();
    List<Figure> ranking = all.stream().filter(Figure::ranks).toList();
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("title", about.get("title"));
    page.put("evaluated", evaluated);
    page.put("reference", reference);
    page.put("error", ERROR.text(error));
    page.put("referenceError", ERROR.text(referenceError));
    page.put("ratio", text("%.2f", error / referenceError));
    page.put("holeRatio", percent(evaluation.holeRatio()));
    page.put("about", about(about, ""));
    page.put("measures", measures(all));
    page.put("places", places(all));
    page.put("methods", rows(evaluation, all));
    page.put("binMeasures", measures(ranking));
    page.put("binPlaces", places(ranking));
    page.put("bins", bins(ranking));
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
      columns.merge(figure.metric().label(), 1, Integer::sum);
    }
    return columns.entrySet().stream().map(e -> new Measure(e.getKey(), e.getValue())).toList();
  }

  private static List<String> places(List<Figure> figures) {
    return figures.stream().map(figure -> figure.region().label()).toList();
  }

  private List<Bin> bins(List<Figure> figures) {
    List<Bin> bins = new ArrayList<>();
    evaluation
        .byHoleRatio()
        .forEach(
            (bin, part) -> {
              List<Row> rows = rows(part, figures);
              bins.add(new Bin(bin.toString(), part.images().size(), rows.size(), rows));
            });
    return bins;
  }

  /** A row for each method. */
  private static List<Row> rows(Evaluation part, List<Figure> figures) {
    List<Row> rows = new ArrayList<>();
    for (String name : part.methods()) {
      List<Cell> cells = new ArrayList<>();
      for (Figure figure : figures) {
        double value = part.of(name).value(figure);
        cells.add(new Cell(figure.text(value), figure.ranks() && isBest(part, figure, value)));
      }
      rows.add(new Row(name, cells, text("%.2f", part.millisPerImage(name))));
    }
    return rows;
  }

  private static boolean isBest(Evaluation part, Figure figure, double value) {
    return part.methods().stream()
        .noneMatch(other -> figure.isBetter(part.of(other).value(figure), value));
  }

  private List<Group> groups(int samples, IntFunction<Map<String, BufferedImage>> pictures)
      throws IOException {
    List<Integer> ranked = bestFirst();
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

  /** The numbers of the images with holes, those that the evaluated method fills best at first. */
  private List<Integer> bestFirst() {
    List<ImageScores> scores = evaluation.of(evaluation.methods().get(0)).images();
    return IntStream.range(0, scores.size())
        .boxed()
        .filter(i -> scores.get(i).holes() > 0)
        .sorted(Comparator.comparingDouble(i -> error(scores.get(i))))
        .toList();
  }

  private static double error(ImageScores scores) {
    return scores.value(ERROR.metric(), ERROR.region());
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
      String label = evaluation.images().get(number).label();
      samples.add(new Sample(number, label, percent(evaluation.holeRatio(number)), shown));
    }
    return samples;
  }

  /** Of a picture that is titled with a method's name: the error in its holes. */
  private String error(String title, int number) {
    return evaluation.methods().contains(title)
        ? text("%.5f", error(evaluation.of(title).images().get(number)))
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
