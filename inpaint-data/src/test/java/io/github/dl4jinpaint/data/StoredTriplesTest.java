package io.github.dl4jinpaint.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.iterator.file.FileMultiDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Triples go through Deeplearning4j's and DataVec's own forms on disk without losing a bit. */
class StoredTriplesTest {
  @TempDir Path folder;

  private static InpaintingRecordReader reader() throws IOException {
    InpaintingRecordReader reader = InpaintingRecordReader.builder().seed(7).build();
    reader.initialize(new FileSplit(TestImages.cifarFile()));
    return reader;
  }

  @Test
  void batchesThatAreSavedAreReadByDeeplearning4jsFileIterator() throws IOException {
    InpaintingBatches batches = reader().batches(20);
    batches.setCollectMetaData(true);
    Map<Integer, MultiDataSet> written = new HashMap<>();
    for (int i = 0; batches.hasNext(); i++) {
      MultiDataSet batch = batches.next();
      batch.save(folder.resolve("batch-%05d.bin".formatted(i)).toFile());
      written.put(firstImage(batch), batch);
    }
    FileMultiDataSetIterator stored = new FileMultiDataSetIterator(folder.toFile());

    for (int epoch = 0; epoch < 2; epoch++) {
      int count = 0;
      for (; stored.hasNext(); count++) {
        MultiDataSet read = stored.next();
        MultiDataSet expected = written.get(firstImage(read));
        assertThat(read.getFeatures(0).shape()).isEqualTo(expected.getFeatures(0).shape());
        assertThat(read.getFeaturesMaskArray(0).shape())
            .isEqualTo(expected.getFeaturesMaskArray(0).shape());
        assertThat(read.getLabelsMaskArrays()).isNull();
        assertThat(read.getFeatures(0).data().asFloat())
            .isEqualTo(expected.getFeatures(0).data().asFloat());
        assertThat(read.getFeaturesMaskArray(0).data().asFloat())
            .isEqualTo(expected.getFeaturesMaskArray(0).data().asFloat());
        assertThat(read.getLabels(0).data().asFloat())
            .isEqualTo(expected.getLabels(0).data().asFloat());
        assertThat(read.getExampleMetaData()).isEqualTo(expected.getExampleMetaData());
      }
      assertThat(count).isEqualTo(3);
      stored.reset();
    }
  }

  private static int firstImage(MultiDataSet batch) {
    return batch.getExampleMetaData(InpaintingMetaData.class).get(0).image();
  }

  @Test
  void recordsAreWrittenAndReadAsDataVecsWritables() throws IOException {
    List<List<Writable>> records = reader().next(5).stream().toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (List<Writable> record : records) {
      for (Writable writable : record) {
        writable.write(out);
      }
    }

    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    for (List<Writable> record : records) {
      for (Writable writable : record) {
        NDArrayWritable read = new NDArrayWritable();
        read.readFields(in);
        assertThat(read.get().shape()).isEqualTo(((NDArrayWritable) writable).get().shape());
        assertThat(read.get().dup().data().asFloat())
            .isEqualTo(((NDArrayWritable) writable).get().dup().data().asFloat());
      }
    }
    assertThat(in.read()).isNegative();
  }
}
