package io.github.dl4jinpaint.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

class BatchesTest {

  private static InpaintingRecordReader reader() throws IOException {
    InpaintingRecordReader reader = InpaintingRecordReader.builder().seed(42).build();
    reader.initialize(new FileSplit(TestImages.cifarFile()));
    return reader;
  }

  private static List<MultiDataSet> rest(MultiDataSetIterator batches) {
    List<MultiDataSet> list = new ArrayList<>();
    while (batches.hasNext()) {
      list.add(batches.next());
    }
    return list;
  }

  @Test
  void theMaskIsTheFeaturesMask() throws IOException {
    List<MultiDataSet> batches = rest(reader().batches(20));

    assertThat(batches).hasSize(3);
    MultiDataSet last = batches.get(2);
    assertThat(last.getFeatures()).hasSize(1);
    assertThat(last.getFeatures(0).shape()).containsExactly(10, 3, 32, 32);
    assertThat(last.getFeaturesMaskArrays()).hasSize(1);
    assertThat(last.getFeaturesMaskArray(0).shape()).containsExactly(10, 1, 32, 32);
    assertThat(last.getLabels()).hasSize(1);
    assertThat(last.getLabels(0).shape()).containsExactly(10, 3, 32, 32);
    assertThat(last.getLabelsMaskArrays()).isNull();
    assertThat(last.getFeatures(0)).isEqualTo(last.getLabels(0).mul(last.getFeaturesMaskArray(0)));
  }

  @Test
  void prefetchedBatchesInAWorkspaceHoldTheSame() throws IOException {
    List<MultiDataSet> expected = rest(reader().batches(3));
    AsyncMultiDataSetIterator async = new AsyncMultiDataSetIterator(reader().batches(3), 2);

    for (MultiDataSet batch : expected) {
      assertThat(async.hasNext()).isTrue();
      MultiDataSet prefetched = async.next();
      assertThat(prefetched.getFeatures(0)).isEqualTo(batch.getFeatures(0));
      assertThat(prefetched.getFeaturesMaskArray(0)).isEqualTo(batch.getFeaturesMaskArray(0));
      assertThat(prefetched.getLabels(0)).isEqualTo(batch.getLabels(0));
    }
    assertThat(async.hasNext()).isFalse();
    async.shutdown();
  }

  @Test
  void prefetchingMayBeResetAtAnyTime() throws IOException {
    InpaintingRecordReader reader = reader();
    AsyncMultiDataSetIterator async = new AsyncMultiDataSetIterator(reader.batches(1), 2);

    for (int i = 0; i < 20; i++) {
      assertThat(async.hasNext()).isTrue();
      async.next();
      async.reset();
    }

    assertThat(async.hasNext()).isTrue();
    assertThat(reader.epoch()).isEqualTo(20);
    async.shutdown();
  }

  @Test
  void resettingTheIteratorBeginsTheNextEpoch() throws IOException {
    MultiDataSetIterator batches = reader().batches(50);
    MultiDataSet first = batches.next();
    batches.reset();
    MultiDataSet second = batches.next();

    assertThat(second.getLabels(0)).isEqualTo(first.getLabels(0));
    assertThat(second.getFeaturesMaskArray(0)).isNotEqualTo(first.getFeaturesMaskArray(0));
  }

  @Test
  void metadataAndSerialisationSurviveTheIterator() throws IOException {
    RecordReaderMultiDataSetIterator batches = reader().batches(10);
    batches.setCollectMetaData(true);
    MultiDataSet first = batches.next();

    MultiDataSet again = batches.loadFromMetaData(first.getExampleMetaData(RecordMetaData.class));
    MultiDataSet second = TestImages.serialised(batches).next();

    assertThat(again.getFeaturesMaskArray(0)).isEqualTo(first.getFeaturesMaskArray(0));
    assertThat(again.getFeatures(0)).isEqualTo(first.getFeatures(0));
    assertThat(second.getFeatures(0)).isEqualTo(batches.next().getFeatures(0));
  }
}
