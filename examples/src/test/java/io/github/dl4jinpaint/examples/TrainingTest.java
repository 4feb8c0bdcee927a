package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.ImageSource;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Row;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;

class TrainingTest {

  private static final int IMAGES = 36;
  private static final List<Row> SMALL = List.of(new Row(false, 3, 6, 3), new Row(true, 3, 8, 6));

  @TempDir private Path folder;

  @Test
  void aRunLeavesCheckpointModelTableCurveAndAPictureSheetForEachEpoch() throws IOException {
    Training run = Training.start(network(0.01), folder);
    train(run, 0, 2);

    assertThat(folder.resolve("epoch-001.png")).exists();
    assertThat(folder.resolve("epoch-002.png")).exists();
    assertThat(folder.resolve("loss.png")).exists();
    List<String> table = Files.readAllLines(folder.resolve("loss.csv"));
    assertThat(table).hasSize(3);
    assertThat(table.get(0)).startsWith("epoch,training loss,test all pixels");
    assertThat(trainingLoss(table.get(2))).isPositive().isLessThan(trainingLoss(table.get(1)));
    assertThat(ModelFiles.load(folder.resolve("model.zip")).params())
        .isEqualTo(run.graph().params());
    assertThat(Files.list(folder).map(f -> f.getFileName().toString()))
        .noneMatch(f -> f.endsWith(".part"));
  }

  @Test
  void aResumedRunReachesTheWeightsOfAnUninterruptedOne() throws IOException {
    Training whole = Training.start(network(0.01), folder.resolve("whole"));
    train(whole, 0, 3);

    train(Training.start(network(0.01), folder.resolve("parts")), 0, 2);
    Training rest = Training.resume(folder.resolve("parts"));
    assertThat(rest.epochsDone()).isEqualTo(2);
    train(rest, 2, 3);

    // As numbers: INDArray's equals takes what differs by 1e-5 for equal.
    assertThat(rest.graph().params().toFloatVector())
        .isEqualTo(whole.graph().params().toFloatVector());
    assertThat(folder.resolve("parts/loss.csv"))
        .hasSameTextualContentAs(folder.resolve("whole/loss.csv"));
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndKeepsTheLastCheckpoint() throws IOException {
    Training run = Training.start(network(0.01), folder);
    train(run, 0, 1);
    var good = run.graph().params().dup();
    run.graph().params().assign(Double.NaN);

    assertThatThrownBy(() -> train(run, 1, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NaN in epoch 2")
        .hasMessageContaining("checkpoint.zip");
    assertThat(Training.resume(folder).graph().params()).isEqualTo(good);
  }

  private static ComputationGraph network(double learningRate) {
    return PartialConvUNet.of(SMALL).seed(7).updater(new Adam(learningRate)).build();
  }

  private static void train(Training run, int epochsDone, int epochs) throws IOException {
    var training =
        InpaintingRecordReader.builder()
            .images(new Samples())
            .seed(3)
            .shuffle(true)
            .startAtEpoch(epochsDone)
            .build();
    var test =
        InpaintingRecordReader.builder()
            .images(new Samples().limit(18))
            .seed(1)
            .fixedMasks()
            .build();
    run.run(training.batches(9), IMAGES, test.batches(9), epochs);
  }

  private static double trainingLoss(String row) {
    return Double.parseDouble(row.split(",")[1]);
  }

  /** The sample pictures, as a source to train with. */
  private static final class Samples implements ImageSource {

    private static final long serialVersionUID = 1L;

    @Override
    public int size() {
      return IMAGES;
    }

    @Override
    public int height() {
      return 32;
    }

    @Override
    public int width() {
      return 32;
    }

    @Override
    public void read(int index, byte[] rgb) {
      BufferedImage picture = QuickStart.samples().get(index);
      for (int p = 0; p < 1024; p++) {
        int pixel = picture.getRGB(p % 32, p / 32);
        rgb[p] = (byte) (pixel >> 16);
        rgb[1024 + p] = (byte) (pixel >> 8);
        rgb[2048 + p] = (byte) pixel;
      }
    }

    @Override
    public URI uri(int index) {
      return URI.create("sample:" + index);
    }
  }
}
