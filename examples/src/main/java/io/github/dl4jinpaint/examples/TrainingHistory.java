package io.github.dl4jinpaint.examples;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Errors after each epoch, as a table (CSV) and as a curve (PNG). */
final class TrainingHistory {

  private static final String HEADER =
      "epoch,training loss,test all pixels,test hole pixels,test composite";

  /**
   * Mean squared errors of one epoch.
   *
   * @param epoch from 1
   * @param training mean loss of the epoch's batches
   * @param allPixels on the test images, over all pixels of the prediction
   * @param holePixels on the test images, over the holes
   * @param composite on the test images, over all pixels of the composite
   */
  record Epoch(int epoch, double training, double allPixels, double holePixels, double composite) {

    private String row() {
      return String.format(
          Locale.ROOT, "%d,%.6f,%.6f,%.6f,%.6f", epoch, training, allPixels, holePixels, composite);
    }

    private static Epoch of(String row) {
      String[] cells = row.split(",");
      return new Epoch(
          Integer.parseInt(cells[0]),
          Double.parseDouble(cells[1]),
          Double.parseDouble(cells[2]),
          Double.parseDouble(cells[3]),
          Double.parseDouble(cells[4]));
    }
  }

  private final List<Epoch> epochs = new ArrayList<>();

  /** Reads the first epochs of what {@link #write} wrote into a folder. */
  static TrainingHistory read(Path folder, int epochs) throws IOException {
    TrainingHistory history = new TrainingHistory();
    Files.readAllLines(folder.resolve("loss.csv")).stream()
        .skip(1)
        .limit(epochs)
        .map(Epoch::of)
        .forEach(history::add);
    return history;
  }

  void add(Epoch epoch) {
    epochs.add(epoch);
  }

  /** Writes loss.csv and loss.png into a folder. */
  void write(Path folder) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    epochs.forEach(e -> lines.add(e.row()));
    Path beside = folder.resolve("loss.csv.part");
    Files.write(beside, lines);
    Files.move(beside, folder.resolve("loss.csv"), StandardCopyOption.REPLACE_EXISTING);
    BitmapEncoder.saveBitmap(
        chart(), folder.resolve("loss").toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title("Mean squared error over all pixels")
            .xAxisTitle("epoch")
            .yAxisTitle("error")
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
    chart.getStyler().setYAxisDecimalPattern("0.0000");
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisMaxLabelCount(20);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    double[] x = epochs.stream().mapToDouble(Epoch::epoch).toArray();
    chart.addSeries("training", x, epochs.stream().mapToDouble(Epoch::training).toArray());
    chart.addSeries("test", x, epochs.stream().mapToDouble(Epoch::allPixels).toArray());
    chart.addSeries("test, composite", x, epochs.stream().mapToDouble(Epoch::composite).toArray());
    chart.getSeriesMap().values().forEach(series -> series.setMarker(SeriesMarkers.NONE));
    return chart;
  }
}
