package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.PartialConvInYourGraph.Convolution;
import io.github.dl4jinpaint.examples.command.Console;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PartialConvInYourGraphTest {

  @Test
  void bothNetworksLearnToTellColoursAndTheirAccuraciesArePrinted() {
    PartialConvInYourGraph example =
        CommandLine.populateCommand(new PartialConvInYourGraph(), "--epochs", "5");

    String printed = Console.printed(() -> example.compare(new Colours(200), new Colours(50)));

    for (String network : new String[] {"PartialConvolution2D", "ConvolutionLayer"}) {
      Matcher row =
          Pattern.compile("(?m)^" + network + "((?: +\\d+\\.\\d %){6})$").matcher(printed);
      assertThat(row.find()).as(printed).isTrue();
      double[] accuracies =
          Arrays.stream(row.group(1).split("%"))
              .map(String::strip)
              .mapToDouble(Double::parseDouble)
              .toArray();
      assertThat(accuracies[0]).as(printed).isBetween(50.0, 100.0); // 10 % by chance
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1", "c2", "c3", "class"})
  void bothNetworksBeginWithTheSameWeights(String layer) {
    PartialConvInYourGraph example = new PartialConvInYourGraph();
    ComputationGraph partial = example.network(Convolution.PARTIAL);
    ComputationGraph ordinary = example.network(Convolution.ORDINARY);

    assertThat(partial.getLayer(layer).getParam("W").ravel().toFloatVector())
        .isEqualTo(ordinary.getLayer(layer).getParam("W").ravel().toFloatVector());
  }

  /** Images of one colour each, which is their class. */
  private static final class Colours extends SquareImages {
    private static final long serialVersionUID = 1L;
    private final int size;

    Colours(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public void read(int index, byte[] rgb) {
      for (int i = 0; i < rgb.length; i++) {
        int[] colour = {60 * (label(index) / 4), 60 * (label(index) % 4), 100};
        rgb[i] = (byte) colour[i / 1024];
      }
    }

    @Override
    public int label(int index) {
      return index % 10;
    }
  }
}
