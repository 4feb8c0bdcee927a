package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.data.internal.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a run's losses as tables: loss.csv by epoch, batches.csv by step. */
final class LossTables implements RunListener {

  private static final String EPOCHS =
      "epoch,iteration,learning rate,training loss,"
          + "validation all pixels,validation hole pixels,validation composite";
  private static final String BATCHES = "iteration,epoch,batch,learning rate,loss";

  /** A row that was written to its end; what a killed process left may not be. */
  private static final Pattern BATCH =
      Pattern.compile("(\\d+),\\d+,\\d+,[^,]+,\\d\\.\\d{8}E[+-]\\d\\d");

  private final RunFolder folder;

  LossTables(RunFolder folder) {
    this.folder = folder;
  }

  /** Brings the tables back to where the run is: steps after its checkpoint are done again. */
  @Override
  public void begins(TrainingProgress progress) throws IOException {
    epochDone(progress);
    int iterations = progress.network().getIterationCount();
    List<String> rows = new ArrayList<>(List.of(BATCHES));
    if (iterations > 0 && Files.exists(folder.batchTable())) {
      for (String row : Files.readAllLines(folder.batchTable())) {
        Matcher whole = BATCH.matcher(row);
        if (whole.matches() && Integer.parseInt(whole.group(1)) <= iterations) {
          rows.add(row);
        }
      }
    }
    WholeFile.write(folder.batchTable(), rows);
  }

  @Override
  public void stepDone(TrainingProgress progress, double loss) throws IOException {
    String row =
        String.format(
            Locale.ROOT,
            "%d,%d,%d,%.4g,%.8E%n",
            progress.network().getIterationCount(),
            progress.epochs().size() + 1,
            progress.batch(),
            progress.learningRate(),
            loss);
    Files.writeString(folder.batchTable(), row, StandardOpenOption.APPEND);
  }

  @Override
  public void epochDone(TrainingProgress progress) throws IOException {
    List<String> rows = new ArrayList<>(List.of(EPOCHS));
    progress.epochs().forEach(epoch -> rows.add(row(epoch)));
    WholeFile.write(folder.lossTable(), rows);
  }

  private static String row(TrainingEpoch e) {
    String row =
        String.format(
            Locale.ROOT,
            "%d,%d,%.4g,%.6f",
            e.epoch(),
            e.iteration(),
            e.learningRate(),
            e.trainingLoss());
    TrainingEpoch.Validation v = e.validation();
    return v == null
        ? row + ",,,"
        : row
            + String.format(
                Locale.ROOT, ",%.6f,%.6f,%.6f", v.allPixels(), v.holePixels(), v.composite());
  }
}
