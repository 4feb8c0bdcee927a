package io.github.dl4jinpaint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;

class LossChartTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 2.5, 3, 7, 20, 300})
  void theAxisCountsInWholeEpochs(double done) throws IOException {
    List<double[]> batches = new ArrayList<>();
    for (int i = 0; i < 10 * done; i++) {
      batches.add(new double[] {i, 1 + i / 10, i % 10 + 1, 9, 1.0 / (i + 1)});
    }
    List<double[]> epochs =
        IntStream.rangeClosed(1, (int) done)
            .mapToObj(epoch -> new double[] {epoch, 0.1, 0, 0, 0.2, 0.3, 0.1})
            .toList();
    XYChart chart = LossChart.chart(batches, epochs);
    Set<String> labels = new TreeSet<>();
    Function<Double, String> label = chart.getStyler().getxAxisTickLabelsFormattingFunction();
    chart
        .getStyler()
        .setxAxisTickLabelsFormattingFunction(
            mark -> {
              labels.add(label.apply(mark));
              return label.apply(mark);
            });

    BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);

    assertThat(labels).contains("0", String.valueOf((long) Math.ceil(done)));
    assertThat(labels).allMatch(text -> text.matches("-?\\d+| "));
  }
}
