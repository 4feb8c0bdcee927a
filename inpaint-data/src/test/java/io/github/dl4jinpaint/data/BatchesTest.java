package io.github.dl4jinpaint.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.batch.NDArrayRecordBatch;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

@Timeout(60)
class BatchesTest {
  private static final int COUNT = 23;

  private static InpaintingRecordReader cifar() throws IOException {
    InpaintingRecordReader reader = InpaintingRecordReader.builder().seed(42).build();
    reader.initialize(new FileSplit(TestImages.cifarFile()));
    return reader;
  }

  private static InpaintingRecordReader shuffled(int firstEpoch) {
    return InpaintingRecordReader.builder()
        .images(new TestImages.Gradients(COUNT, 12, 20))
        .seed(42)
        .shuffle(true)
        .startAtEpoch(firstEpoch)
        .build();
  }

  private static List<MultiDataSet> rest(MultiDataSetIterator batches) {
    List<MultiDataSet> list = new ArrayList<>();
    while (batches.hasNext()) {
      list.add(batches.next());
    }
    return list;
  }

  /** All of a batch's numbers, to be compared bit by bit: INDArray's equals has a tolerance. */
  private static List<float[]> numbers(MultiDataSet batch) {
    return List.of(
        batch.getFeatures(0).data().asFloat(),
        batch.getFeaturesMaskArray(0).data().asFloat(),
        batch.getLabels(0).data().asFloat());
  }

  private static void assertSame(List<MultiDataSet> batches, List<MultiDataSet> expected) {
    assertThat(batches).hasSameSizeAs(expected);
    for (int i = 0; i < batches.size(); i++) {
      List<float[]> right = numbers(expected.get(i));
      assertThat(numbers(batches.get(i))).zipSatisfy(right, (a, b) -> assertThat(a).isEqualTo(b));
    }
  }

  @Test
  void theMaskIsTheFeaturesMask() throws IOException {
    List<MultiDataSet> batches = rest(cifar().batches(20));

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
  void batchesHoldTheReadersRecords() {
    InpaintingRecordReader reader = shuffled(0);

    for (MultiDataSet batch : rest(shuffled(0).batches(5))) {
      List<INDArray> arrays = ((NDArrayRecordBatch) reader.next(5)).getArrays();
      assertThat(numbers(batch).get(0)).isEqualTo(arrays.get(0).data().asFloat());
      assertThat(numbers(batch).get(1)).isEqualTo(arrays.get(1).data().asFloat());
      assertThat(numbers(batch).get(2)).isEqualTo(arrays.get(2).data().asFloat());
    }
    assertThat(reader.hasNext()).isFalse();
  }

  @Test
  void theNextBatchesAreMadeWhileTheCallerIsBusyWithOne() throws InterruptedException {
    CountDownLatch threeBatches = new CountDownLatch(6);
    Watched images = new Watched(image -> threeBatches.countDown());
    InpaintingBatches batches = InpaintingRecordReader.builder().images(images).build().batches(2);

    batches.next();

    assertThat(threeBatches.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void goingOnAtAnEpochAndABatchGivesTheBatchesOfAnUninterruptedRun() {
    InpaintingBatches whole = shuffled(0).batches(4);
    List<List<MultiDataSet>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 4; epoch++) {
      epochs.add(rest(whole));
      whole.reset();
    }

    for (int epoch = 0; epoch < 4; epoch++) {
      for (int batch = 0; batch < 6; batch++) {
        InpaintingBatches resumed = shuffled(epoch).batches(4, batch);
        assertSame(rest(resumed), epochs.get(epoch).subList(batch, 6));
        resumed.reset();
        if (epoch < 3) {
          assertSame(rest(resumed), epochs.get(epoch + 1));
        }
      }
    }
  }

  @Test
  void resettingAtAnyTimeBeginsTheNextEpochOfWhatWasTaken() {
    Random random = new Random(1);
    InpaintingBatches batches = shuffled(0).batches(3);
    int epoch = 0;
    for (int round = 0; round < 40; round++) {
      int taken = random.nextInt(9);
      for (int i = 0; i < taken; i++) {
        batches.next();
      }
      batches.reset();
      epoch += taken > 0 ? 1 : 0;
      assertThat(batches.epoch()).isEqualTo(epoch);
    }
    assertSame(rest(batches), rest(shuffled(epoch).batches(3)));
  }

  @Test
  void aSerialisedIteratorGoesOnWithTheBatchThatWouldHaveComeNext() {
    InpaintingBatches batches = shuffled(3).batches(4);
    batches.next();
    batches.next();

    InpaintingBatches copy = TestImages.serialised(batches);

    assertSame(rest(copy), rest(batches));
    copy.reset();
    assertThat(copy.epoch()).isEqualTo(4);
  }

  @Test
  void whatGoesWrongAheadIsThrownByNextAndAnotherEpochStartsAfresh() {
    Set<Integer> broken = ConcurrentHashMap.newKeySet();
    broken.add(13);
    Watched images =
        new Watched(
            image -> {
              if (broken.contains(image)) {
                throw new UncheckedIOException(new IOException("image " + image + " is broken"));
              }
            });
    InpaintingBatches batches = InpaintingRecordReader.builder().images(images).build().batches(5);
    batches.next();
    batches.next();

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(batches.hasNext()).isTrue();
      assertThatThrownBy(batches::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("image 13 is broken");
    }
    broken.clear();
    assertThat(rest(batches)).hasSize(3);
    batches.reset();
    assertThat(rest(batches)).hasSize(5);
  }

  @Test
  void batchesInOtherSizesDontLeaveAnythingOut() {
    InpaintingBatches batches = shuffled(0).batches(5);
    List<MultiDataSet> taken = new ArrayList<>();
    for (int size : new int[] {5, 2, 5, 1, 7}) {
      taken.add(batches.next(size));
    }
    taken.addAll(rest(batches));

    assertThat(taken)
        .extracting(b -> b.getLabels(0).size(0))
        .containsExactly(5L, 2L, 5L, 1L, 7L, 3L);
    float[] all = shuffled(0).batches(COUNT).next().getLabels(0).data().asFloat();
    int place = 0;
    for (MultiDataSet batch : taken) {
      float[] part = batch.getLabels(0).data().asFloat();
      assertThat(part).isEqualTo(Arrays.copyOfRange(all, place, place += part.length));
    }
  }

  @Test
  void metadataTellTheClassAndMakeTheTriplesAgain() throws IOException {
    InpaintingBatches batches = cifar().batches(10);
    batches.next();
    batches.setCollectMetaData(true);
    MultiDataSet second = batches.next();
    List<InpaintingMetaData> metaData = second.getExampleMetaData(InpaintingMetaData.class);
    batches.reset();
    batches.next();

    assertThat(metaData).extracting(InpaintingMetaData::image).startsWith(10, 11).hasSize(10);
    assertThat(metaData.get(0).label()).isEqualTo(TestImages.cifarBytes()[10 * 3073]);
    assertThat(metaData.get(0).labelName()).isEqualTo("airplane");
    assertSame(List.of(batches.loadFromMetaData(metaData)), List.of(second));
    assertThatThrownBy(() -> batches.loadFromMetaData(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPreprocessorChangesAllBatchesThatComeAfterIt() {
    InpaintingBatches batches = shuffled(0).batches(5);
    List<MultiDataSet> plain = rest(shuffled(0).batches(5));
    batches.next();

    batches.setPreProcessor(batch -> batch.getFeatures(0).muli(2));

    assertThat(batches.next().getFeatures(0)).isEqualTo(plain.get(1).getFeatures(0).mul(2));
    assertThat(rest(batches)).hasSize(3);
  }

  @Test
  void batchesOfAClosedReaderAreRefused() {
    InpaintingRecordReader reader = shuffled(0);
    InpaintingBatches batches = reader.batches(1);
    batches.next();
    reader.close();

    assertThatThrownBy(() -> rest(batches))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> reader.batches(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void misuseIsExplained() {
    InpaintingRecordReader reader = shuffled(0);
    assertThatThrownBy(() -> reader.batches(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the batch size must be at least 1, but was 0");
    assertThatThrownBy(() -> reader.batches(5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the first batch must be 0 to 4, since there are 23 images, but was 5");
    assertThatThrownBy(() -> reader.batches(5, -1)).isInstanceOf(IllegalArgumentException.class);
    InpaintingBatches batches = reader.batches(5);
    assertThatThrownBy(() -> batches.next(0)).isInstanceOf(IllegalArgumentException.class);
    rest(batches);
    assertThatThrownBy(batches::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("reset()");
  }

  /** Deeplearning4j's own iterator over the reader, which Deeplearning4j prefetches from. */
  @Test
  void theReaderFeedsDeeplearning4jsIteratorsThatPrefetchAndResetInTheMiddle() throws IOException {
    List<MultiDataSet> expected = rest(cifar().batches(3));
    AsyncMultiDataSetIterator async =
        new AsyncMultiDataSetIterator(recordReaderIterator(cifar(), 3), 2);
    for (MultiDataSet batch : expected) {
      assertThat(async.hasNext()).isTrue();
      MultiDataSet prefetched = async.next();
      assertThat(prefetched.getFeatures(0)).isEqualTo(batch.getFeatures(0));
      assertThat(prefetched.getFeatures(1)).isEqualTo(batch.getFeaturesMaskArray(0));
      assertThat(prefetched.getLabels(0)).isEqualTo(batch.getLabels(0));
    }
    assertThat(async.hasNext()).isFalse();
    async.shutdown();

    InpaintingRecordReader reader = cifar();
    AsyncMultiDataSetIterator restarted =
        new AsyncMultiDataSetIterator(recordReaderIterator(reader, 1), 2);
    for (int i = 0; i < 20; i++) {
      assertThat(restarted.hasNext()).isTrue();
      restarted.next();
      restarted.reset();
    }
    assertThat(restarted.hasNext()).isTrue();
    assertThat(reader.epoch()).isEqualTo(20);
    restarted.shutdown();
  }

  @Test
  void metadataAndSerialisationSurviveDeeplearning4jsIterator() throws IOException {
    RecordReaderMultiDataSetIterator batches = recordReaderIterator(cifar(), 10);
    batches.setCollectMetaData(true);
    MultiDataSet first = batches.next();

    MultiDataSet again = batches.loadFromMetaData(first.getExampleMetaData(RecordMetaData.class));
    MultiDataSet second = TestImages.serialised(batches).next();

    assertThat(again.getFeatures(1)).isEqualTo(first.getFeatures(1));
    assertThat(again.getFeatures(0)).isEqualTo(first.getFeatures(0));
    assertThat(second.getFeatures(0)).isEqualTo(batches.next().getFeatures(0));
  }

  private static RecordReaderMultiDataSetIterator recordReaderIterator(
      InpaintingRecordReader reader, int batchSize) {
    return new RecordReaderMultiDataSetIterator.Builder(batchSize)
        .addReader("triples", reader)
        .addInput("triples", 0, 0)
        .addInput("triples", 1, 1)
        .addOutput("triples", 2, 2)
        .build();
  }

  /** Grey images that tell when they are read. */
  private record Watched(IntConsumer listener) implements ImageSource {

    @Override
    public int size() {
      return COUNT;
    }

    @Override
    public int height() {
      return 8;
    }

    @Override
    public int width() {
      return 8;
    }

    @Override
    public void read(int index, byte[] rgb) {
      listener.accept(index);
    }

    @Override
    public URI uri(int index) {
      return URI.create("grey:" + index);
    }
  }
}
