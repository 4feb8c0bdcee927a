package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.ModelFiles;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run's losses as tables: loss.csv by epoch, batches.csv by step. */
final class LossTables implements Closeable {

  private static final String EPOCHS =
      "epoch,iteration,learning rate,training loss,"
          + "validation all pixels,validation hole pixels,validation composite";
  private static final String BATCHES = "iteration,epoch,batch,learning rate,loss";

  /** A row that was written to its end; what a killed process left may not be. */
  private static final Pattern BATCH =
      Pattern.compile("(\\d+),\\d+,\\d+,[^,]+,\\d\\.\\d{8}E[+-]\\d\\d");

  private final Path folder;
  private BufferedWriter batches;

  LossTables(Path folder) {
    this.folder = folder;
  }

  /** Writes the tables as they were after a number of steps, and stays open for more. */
  void open(List<TrainingEpoch> epochs, int iterations) throws IOException {
    write(epochs);
    Path file = folder.resolve("batches.csv");
    List<String> rows = new ArrayList<>(List.of(BATCHES));
    if (iterations > 0 && Files.exists(file)) {
      for (String row : Files.readAllLines(file)) {
        Matcher whole = BATCH.matcher(row);
        if (whole.matches() && Integer.parseInt(whole.group(1)) <= iterations) {
          rows.add(row);
        }
      }
    }
    replace(file, rows);
    batches = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
  }

  void write(List<TrainingEpoch> epochs) throws IOException {
    List<String> rows = new ArrayList<>(List.of(EPOCHS));
    epochs.forEach(epoch -> rows.add(row(epoch)));
    replace(folder.resolve("loss.csv"), rows);
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

  void add(int iteration, int epoch, int batch, double learningRate, double loss)
      throws IOException {
    batches.write(
        String.format(
            Locale.ROOT, "%d,%d,%d,%.4g,%.8E%n", iteration, epoch, batch, learningRate, loss));
    batches.flush();
  }

  private static void replace(Path file, List<String> rows) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ModelFiles.PART);
    Files.write(beside, rows);
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    if (batches != null) {
      batches.close();
    }
  }
}
