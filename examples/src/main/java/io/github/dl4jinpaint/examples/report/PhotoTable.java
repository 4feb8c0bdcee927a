package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.FeatureMetric;
import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.ImageScores;
import io.github.dl4jinpaint.model.evaluation.Metric;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An evaluation of photographs as a table: means over the photographs (L1 over all of their hole
 * pixels), the mean time of one, and in how many of them the first method has less error in the
 * holes than each other one.
 */
public final class PhotoTable {

  private static final String TIME = "time";
  private static final Figure HOLE_ERROR = new Figure(StandardMetric.L2, Region.HOLES);

  /** What is told of every method, beside its time. */
  private static final List<Column> COLUMNS =
      List.of(
          new Column(
              new Figure(StandardMetric.MEAN_PSNR, Region.HOLES),
              "PSNR on holes",
              "%.2f dB",
              "PSNR on holes",
              "%.3f"),
          new Column(
              new Figure(StandardMetric.SSIM, Region.HOLES),
              "SSIM there",
              "%.4f",
              "SSIM at holes",
              "%.4f"),
          new Column(
              new Figure(StandardMetric.L1, Region.HOLES), "L1", "%.4f", "L1 on holes", "%.5f"),
          new Column(
              new Figure(FeatureMetric.PERCEPTUAL_DISTANCE, Region.HOLES),
              "perceptual",
              "%.4f",
              "perceptual distance",
              "%.5f"),
          new Column(
              new Figure(FeatureMetric.STYLE_DISTANCE, Region.HOLES),
              "style",
              "%.4f",
              "style distance",
              "%.5f"));

  /** A figure on the console and as CSV. */
  private record Column(
      Figure figure, String title, String format, String csvTitle, String csvFormat) {

    String cell(String text) {
      return cell(text, title);
    }

    /** To the right, below a title. */
    static String cell(String text, String title) {
      return ("%" + (Math.max(8, title.length()) + 2) + "s").formatted(text);
    }
  }

  private final Evaluation evaluation;

  /**
   * A table.
   *
   * @param evaluation of {@link #metrics}; its images' groups are kinds of damage, their labels
   *     photographs
   */
  public PhotoTable(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** {@return what has to be measured} */
  public static List<Metric> metrics() {
    return Stream.concat(Stream.of(HOLE_ERROR), COLUMNS.stream().map(Column::figure))
        .map(Figure::metric)
        .distinct()
        .toList();
  }

  /** {@return the table for people, of one group: a row for every method} */
  public String ofGroup(String group, String title) {
    Evaluation part = evaluation.byGroup().get(group);
    int photos = part.images().size();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s, %.1f %% of the pixels of %d photographs%n%-28s",
                title,
                100 * IntStream.range(0, photos).mapToDouble(part::holeRatio).average().orElse(0),
                photos,
                ""));
    COLUMNS.forEach(column -> text.append(column.cell(column.title())));
    text.append(Column.cell(TIME, TIME)).append("%16s%n".formatted("ours better in"));
    String ours = part.methods().get(0);
    for (String method : part.methods()) {
      text.append("%-28s".formatted(method));
      for (Column column : COLUMNS) {
        double value = part.of(method).value(column.figure());
        text.append(column.cell(String.format(Locale.ROOT, column.format(), value)));
      }
      double seconds = part.millisPerImage(method) / 1000;
      text.append(Column.cell(String.format(Locale.ROOT, "%.2f s", seconds), TIME));
      String better = method.equals(ours) ? "" : better(part, ours, method) + " of " + photos;
      text.append("%16s%n".formatted(better));
    }
    return text.toString();
  }

  private static long better(Evaluation part, String ours, String other) {
    return IntStream.range(0, part.images().size())
        .filter(i -> holeError(part, ours, i) < holeError(part, other, i))
        .count();
  }

  private static double holeError(Evaluation part, String method, int image) {
    return part.of(method).images().get(image).value(HOLE_ERROR.metric(), HOLE_ERROR.region());
  }

  /** Writes a row for every damage, photograph and method. */
  public void write(Path file) throws IOException {
    List<String> header = new ArrayList<>(List.of("damage", "photo", "method", "hole ratio"));
    COLUMNS.forEach(column -> header.add(column.csvTitle()));
    header.add("seconds");
    List<List<String>> rows = new ArrayList<>(List.of(header));
    for (int i = 0; i < evaluation.images().size(); i++) {
      Evaluation.Image image = evaluation.images().get(i);
      for (String method : evaluation.methods()) {
        List<String> row = new ArrayList<>(List.of(image.group(), image.label(), method));
        row.addAll(figures(evaluation.of(method).images().get(i)));
        row.add(String.format(Locale.ROOT, "%.3f", evaluation.millis(method, i) / 1000));
        rows.add(row);
      }
    }
    Csv.write(file, rows);
  }

  private static List<String> figures(ImageScores scores) {
    List<String> figures = new ArrayList<>();
    figures.add(String.format(Locale.ROOT, "%.4f", scores.holeRatio()));
    for (Column column : COLUMNS) {
      Figure figure = column.figure();
      double value = scores.value(figure.metric(), figure.region());
      figures.add(String.format(Locale.ROOT, column.csvFormat(), value));
    }
    return figures;
  }
}
