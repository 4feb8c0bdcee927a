package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.examples.training.TrainingPlace.Data;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Batches in files that all workers can read: the driver, which has the images, writes them once,
 * {@code epoch-0003/batch-000017} in a folder that is named after what they are made of.
 *
 * @param hadoop how to get at the files
 */
record PreparedBatches(Broadcast<SerializableConfiguration> hadoop, String folder)
    implements BatchSource {

  /**
   * Batches in a folder.
   *
   * @param place URI of a folder that the workers can read, such as {@code hdfs:///batches}
   */
  static PreparedBatches in(JavaSparkContext spark, String place, Data data) throws IOException {
    // The first batch tells the seed, the order, the kind of masks and the size.
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.write(data.sha256().getBytes(StandardCharsets.UTF_8));
    made(data, 0, 0).save(first);
    String name = DigestUtils.sha256Hex(first.toByteArray()).substring(0, 16);
    return new PreparedBatches(
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
        new Path(place, name).toString());
  }

  private static MultiDataSet made(Data data, int epoch, int number) {
    return (MultiDataSet) ReaderBatches.made(data.readers(), epoch, number, data.batch());
  }

  /** Writes what is missing of an epoch, from a batch on. */
  void prepare(Data data, int epoch, int from) {
    int batches = (data.images() - 1) / data.batch() + 1;
    try {
      for (int number = from; number < batches; number++) {
        int missing = number;
        Tries.of(() -> written(data, epoch, missing));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private boolean written(Data data, int epoch, int number) throws IOException {
    Path file = file(epoch, number);
    FileSystem files = files(file);
    if (files.exists(file)) {
      return false;
    }
    files.mkdirs(file.getParent());
    // Always the same name: what a killed driver left is written again.
    Path elsewhere = file.suffix(".part");
    return WholeFiles.write(files, elsewhere, file, false, made(data, epoch, number)::save);
  }

  @Override
  public MultiDataSet batch(int epoch, int number) {
    MultiDataSet batch = new MultiDataSet();
    Path file = file(epoch, number);
    try (InputStream in = files(file).open(file)) {
      batch.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return batch;
  }

  private FileSystem files(Path file) throws IOException {
    return file.getFileSystem(hadoop.getValue().value());
  }

  private Path file(int epoch, int number) {
    return new Path(folder, String.format(Locale.ROOT, "epoch-%04d/batch-%06d", epoch, number));
  }
}
