package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.internal.WholeFile;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a run's tables, loss.csv and batches.csv, as loss.png. The errors' axis is logarithmic: the
 * first steps' losses, and the error over the holes, are many times the last ones.
 */
public final class LossChart {

  /** Batches are averaged into about so many points. */
  private static final int POINTS = 300;

  private static final int WIDTH = 900;

  /** Of marks on the axis of epochs, pixels. */
  private static final int LEAST_SPACING = 74;

  private LossChart() {}

  /** Draws, unless there is nothing to draw yet or no font to draw with. */
  public static void draw(Path folder) throws IOException {
    List<double[]> batches = rows(folder.resolve("batches.csv"));
    if (batches.size() >= 2 && Titles.canBeDrawn()) {
      write(chart(batches, rows(folder.resolve("loss.csv"))), folder.resolve("loss.png"));
    }
  }

  /** The chart of the rows of batches.csv and loss.csv. */
  static XYChart chart(List<double[]> batches, List<double[]> epochs) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(500)
            .title("Training loss and errors on the validation images")
            .xAxisTitle("epoch")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setYAxisDecimalPattern("0.######");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(LossChart::wholeEpoch);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    addBatches(chart, batches);
    add(chart, "validation, holes", epochs, 5);
    add(chart, "validation, all pixels", epochs, 4);
    add(chart, "validation, composite", epochs, 6);
    chart.getSeriesMap().values().forEach(series -> series.setMarker(SeriesMarkers.NONE));
    chart.getStyler().setYAxisMin(below(chart));
    countEpochs(chart);
    return chart;
  }

  /** XChart takes no empty label. */
  private static String wholeEpoch(double epoch) {
    return epoch == Math.rint(epoch) ? String.valueOf((long) epoch) : " ";
  }

  /** The axis ends with the last epoch that has begun, and leaves no room for marks between two. */
  private static void countEpochs(XYChart chart) {
    double last =
        chart.getSeriesMap().values().stream().mapToDouble(XYSeries::getXMax).max().orElseThrow();
    double epochs = Math.ceil(last);
    chart.getStyler().setXAxisMin(0.0);
    chart.getStyler().setXAxisMax(epochs);
    chart
        .getStyler()
        .setXAxisTickMarkSpacingHint((int) Math.max(LEAST_SPACING, 0.8 * WIDTH / epochs));
  }

  /** The power of ten below all values: a logarithmic axis labels these alone. */
  private static double below(XYChart chart) {
    double least =
        chart.getSeriesMap().values().stream().mapToDouble(XYSeries::getYMin).min().orElseThrow();
    return Math.pow(10, Math.floor(Math.log10(least)));
  }

  /** Means of the losses of batches that follow each other. */
  private static void addBatches(XYChart chart, List<double[]> batches) {
    double epoch = batches.stream().mapToDouble(row -> row[2]).max().orElseThrow();
    int mean = Math.max(1, batches.size() / POINTS);
    List<double[]> points = new ArrayList<>();
    for (int from = 0; from + mean <= batches.size(); from += mean) {
      List<double[]> group = batches.subList(from, from + mean);
      double x = group.stream().mapToDouble(row -> row[1] - 1 + row[2] / epoch).average().orElse(0);
      double y = group.stream().mapToDouble(row -> row[4]).average().orElse(0);
      points.add(new double[] {x, y});
    }
    add(chart, "training loss", points, 1);
  }

  /** A column by the first one, where it holds numbers above 0. */
  private static void add(XYChart chart, String name, List<double[]> rows, int column) {
    List<double[]> known =
        rows.stream().filter(row -> row.length > column && row[column] > 0).toList();
    if (!known.isEmpty()) {
      chart.addSeries(
          name,
          known.stream().mapToDouble(row -> row[0]).toArray(),
          known.stream().mapToDouble(row -> row[column]).toArray());
    }
  }

  private static List<double[]> rows(Path table) throws IOException {
    return Files.readAllLines(table).stream()
        .skip(1)
        .map(row -> Arrays.stream(row.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  private static void write(XYChart chart, Path file) throws IOException {
    WholeFile.write(file, BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
  }
}
