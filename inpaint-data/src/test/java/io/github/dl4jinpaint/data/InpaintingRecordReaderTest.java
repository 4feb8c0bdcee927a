package io.github.dl4jinpaint.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.RecordListener;
import org.datavec.api.records.listener.impl.LogRecordListener;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataURI;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.batch.NDArrayRecordBatch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class InpaintingRecordReaderTest {
  private static final int COUNT = 23;
  private static final ImageSource IMAGES = new TestImages.Gradients(COUNT, 12, 20);

  private static InpaintingRecordReader.Builder gradients() {
    return InpaintingRecordReader.builder().images(IMAGES).seed(42);
  }

  private static InpaintingRecordReader cifar() throws IOException {
    InpaintingRecordReader reader = InpaintingRecordReader.builder().seed(42).build();
    reader.initialize(new FileSplit(TestImages.cifarFile()));
    return reader;
  }

  private static List<List<Writable>> rest(RecordReader reader) {
    List<List<Writable>> records = new ArrayList<>();
    while (reader.hasNext()) {
      records.add(reader.next());
    }
    return records;
  }

  private static INDArray array(List<Writable> triple, int part) {
    return ((NDArrayWritable) triple.get(part)).get();
  }

  /** Which image a triple of gradients was made from. */
  private static int image(List<Writable> triple) {
    return Math.round(array(triple, 2).getFloat(0, 0, 0, 0) * 255);
  }

  private static List<Writable> masks(List<List<Writable>> triples) {
    return triples.stream().map(triple -> triple.get(1)).toList();
  }

  @Test
  void aTripleIsTargetTimesMaskAndMaskAndTarget() throws IOException {
    byte[] bytes = TestImages.cifarBytes();
    List<List<Writable>> triples = rest(cifar());

    assertThat(triples).hasSize(TestImages.CIFAR_COUNT);
    for (int i = 0; i < triples.size(); i++) {
      float[] masked = array(triples.get(i), 0).data().asFloat();
      float[] mask = array(triples.get(i), 1).data().asFloat();
      float[] target = array(triples.get(i), 2).data().asFloat();
      for (int j = 0; j < target.length; j++) {
        assertThat(target[j]).isEqualTo((bytes[i * 3073 + 1 + j] & 0xff) / 255f);
        assertThat(masked[j]).isEqualTo(target[j] * mask[j % 1024]);
      }
      assertThat(mask).containsOnly(0, 1);
    }
  }

  @Test
  void theArraysAreFloatsInDl4jsOrder() {
    List<Writable> triple = gradients().build().next();

    assertThat(array(triple, 0).shape()).containsExactly(1, 3, 12, 20);
    assertThat(array(triple, 1).shape()).containsExactly(1, 1, 12, 20);
    assertThat(array(triple, 2).shape()).containsExactly(1, 3, 12, 20);
    assertThat(triple).allMatch(w -> ((NDArrayWritable) w).get().dataType() == DataType.FLOAT);
    assertThat(array(triple, 2).getFloat(0, 2, 5, 9)).isEqualTo((2 + 5 + 9) / 255f);
  }

  @Test
  void masksAreWhatTheGeneratorMakes() {
    MaskGenerator leftHalf =
        (height, width, seed) -> {
          byte[] valid = new byte[height * width];
          for (int i = 0; i < valid.length; i++) {
            valid[i] = (byte) (i % width < width / 2 ? 1 : 0);
          }
          return new Mask(height, width, valid);
        };

    INDArray mask = array(gradients().masks(leftHalf).build().next(), 1);

    assertThat(mask.getFloat(0, 0, 3, 9)).isEqualTo(1);
    assertThat(mask.getFloat(0, 0, 3, 10)).isZero();
  }

  @Test
  void batchesHoldTheSameAsSingleRecords() {
    List<List<Writable>> singles = rest(gradients().build());
    InpaintingRecordReader reader = gradients().build();

    List<List<Writable>> first = reader.next(10);
    List<List<Writable>> second = reader.next(10);
    List<List<Writable>> last = reader.next(10);

    assertThat(reader.hasNext()).isFalse();
    assertThat(List.of(first.size(), second.size(), last.size())).containsExactly(10, 10, 3);
    assertThat(((NDArrayRecordBatch) last).getArrays().get(0).shape())
        .containsExactly(3, 3, 12, 20);
    List<List<Writable>> batched = new ArrayList<>();
    List.of(first, second, last).forEach(batch -> batch.forEach(batched::add));
    assertThat(batched).isEqualTo(singles);
  }

  @Test
  void everyEpochHasFreshMasks() {
    InpaintingRecordReader reader = gradients().build();
    List<Writable> first = masks(rest(reader));
    reader.reset();
    List<Writable> second = masks(rest(reader));

    assertThat(reader.epoch()).isEqualTo(1);
    for (int i = 0; i < COUNT; i++) {
      assertThat(second.get(i)).isNotEqualTo(first.get(i));
    }
  }

  @Test
  void fixedMasksAreTheSameInEveryEpochAndDifferFromImageToImage() {
    InpaintingRecordReader reader = gradients().fixedMasks().build();
    List<List<Writable>> first = rest(reader);
    reader.reset();

    assertThat(rest(reader)).isEqualTo(first);
    assertThat(masks(first).get(0)).isNotEqualTo(masks(first).get(1));
  }

  @Test
  void resettingInTheMiddleBeginsTheNextEpochAndResettingTwiceIsResettingOnce() {
    InpaintingRecordReader reader = gradients().build();
    reader.reset();
    assertThat(reader.epoch()).isZero();

    reader.next(7);
    reader.reset();
    reader.reset();

    assertThat(reader.epoch()).isEqualTo(1);
    assertThat(rest(reader)).isEqualTo(rest(gradients().startAtEpoch(1).build()));
  }

  @Test
  void theSeedDecidesTheMasks() {
    List<List<Writable>> masks = rest(gradients().build());

    assertThat(rest(gradients().build())).isEqualTo(masks);
    assertThat(masks(rest(gradients().seed(43).build()))).doesNotContainAnyElementsOf(masks(masks));
    assertThat(masks(rest(gradients().seed(41).startAtEpoch(1).build())))
        .doesNotContainAnyElementsOf(masks(masks));
  }

  @Test
  void shufflingVisitsEveryImageOnceInAnOrderOfTheEpochsOwn() {
    InpaintingRecordReader reader = gradients().shuffle(true).build();
    List<Integer> first = rest(reader).stream().map(triple -> image(triple)).toList();
    reader.reset();
    List<Integer> second = rest(reader).stream().map(triple -> image(triple)).toList();

    List<Integer> all = IntStream.range(0, COUNT).boxed().toList();
    assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
    assertThat(second).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(first);
    assertThat(rest(gradients().shuffle(true).startAtEpoch(1).build()))
        .extracting(triple -> image(triple))
        .isEqualTo(second);
  }

  @Test
  void anImagesMaskDoesNotDependOnTheOrder() {
    List<List<Writable>> inOrder = rest(gradients().build());

    for (List<Writable> triple : rest(gradients().shuffle(true).build())) {
      assertThat(triple).isEqualTo(inOrder.get(image(triple)));
    }
  }

  @Test
  void aRecordIsLoadedAgainFromItsMetadataWithTheMaskItHad() throws IOException {
    InpaintingRecordReader reader = cifar();
    List<Record> records = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      reader.next(3);
      records.add(reader.nextRecord());
      records.add(reader.nextRecord());
      reader.reset();
    }
    List<RecordMetaData> metaData = records.stream().map(Record::getMetaData).toList();

    assertThat(reader.loadFromMetaData(metaData)).isEqualTo(records);
    assertThat(reader.loadFromMetaData(metaData.get(2))).isEqualTo(records.get(2));
    assertThat(metaData.get(1).getURI())
        .isEqualTo(URI.create(TestImages.cifarFile().toURI() + "#record=4"));
    assertThat(metaData.get(3).getLocation()).endsWith("#record=4, mask of epoch 1");
    assertThat(metaData.get(0).getReaderClass()).isEqualTo(InpaintingRecordReader.class);
    assertThat(reader.epoch()).isEqualTo(2);
  }

  @Test
  void metadataOfOtherRecordsIsRefused() {
    InpaintingRecordReader reader = gradients().build();

    assertThatThrownBy(
            () -> reader.loadFromMetaData(new RecordMetaDataURI(URI.create("file:/x"), null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file:/x");
    assertThatThrownBy(
            () ->
                reader.loadFromMetaData(
                    new InpaintingMetaData(23, 0, URI.create("file:/x"), -1, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image=23");
  }

  @Test
  void listenersHearOfEveryRecord() {
    InpaintingRecordReader reader = gradients().build();
    List<Object> heard = new ArrayList<>();
    RecordListener listener =
        new LogRecordListener() {
          private static final long serialVersionUID = 1;

          @Override
          public void recordRead(RecordReader from, Object record) {
            heard.add(record);
          }
        };
    reader.setListeners(listener);

    reader.next();
    reader.nextRecord();
    reader.next(4);

    assertThat(heard).isEqualTo(rest(gradients().build()).subList(0, 6));
  }

  @Test
  void aSerialisedReaderGoesOnWhereItWas() throws IOException {
    InpaintingRecordReader reader = gradients().shuffle(true).build();
    rest(reader);
    reader.reset();
    reader.next(5);
    InpaintingRecordReader copy = TestImages.serialised(reader);

    assertThat(rest(copy)).hasSize(COUNT - 5).isEqualTo(rest(reader));
    copy.reset();
    assertThat(copy.epoch()).isEqualTo(2);

    InpaintingRecordReader onFiles = cifar();
    onFiles.next(5);
    assertThat(rest(TestImages.serialised(onFiles))).isEqualTo(rest(onFiles));
  }

  @Test
  void imagesComeFromSplitsInTheirOrder() throws IOException {
    InpaintingRecordReader reader = gradients().build();
    reader.next(3);
    URI file = TestImages.cifarFile().toURI();
    Configuration configuration = new Configuration();

    reader.initialize(configuration, new CollectionInputSplit(List.of(file, file)));

    assertThat(reader.getConf()).isSameAs(configuration);
    assertThat(reader.getLabels()).hasSize(10).startsWith("airplane").endsWith("truck");
    List<List<Writable>> triples = rest(reader);
    assertThat(triples).hasSize(2 * TestImages.CIFAR_COUNT);
    assertThat(triples.get(3).get(2)).isEqualTo(triples.get(TestImages.CIFAR_COUNT + 3).get(2));
    assertThat(triples.get(3).get(1)).isNotEqualTo(triples.get(TestImages.CIFAR_COUNT + 3).get(1));
  }

  @Test
  void aRecordIsReadFromAStream() throws IOException {
    byte[] bytes = TestImages.cifarBytes();
    InpaintingRecordReader reader = InpaintingRecordReader.builder().build();
    URI uri = URI.create("stream:1");
    DataInputStream stream = new DataInputStream(new ByteArrayInputStream(bytes));

    List<Writable> first = reader.record(uri, stream);
    List<Writable> second = reader.record(uri, stream);

    List<List<Writable>> triples = rest(cifar());
    assertThat(first.get(2)).isEqualTo(triples.get(0).get(2));
    assertThat(second.get(2)).isEqualTo(triples.get(1).get(2));
    assertThat(array(first, 0)).isEqualTo(array(first, 2).mul(array(first, 1)));
    assertThat(first.get(1)).isNotEqualTo(second.get(1));
    assertThatThrownBy(() -> reader.record(uri, stream(Arrays.copyOf(bytes, 3072))))
        .isInstanceOf(EOFException.class)
        .hasMessage("stream:1 ends after 3072 bytes of a record's 3073");
    bytes[0] = 10;
    assertThatThrownBy(() -> reader.record(uri, stream(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stream:1: the label is 10");
  }

  private static DataInputStream stream(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Test
  void aClosedReaderRefusesToWork() throws IOException {
    InpaintingRecordReader reader = cifar();
    reader.next();
    reader.close();
    reader.close();

    assertThatThrownBy(reader::hasNext).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this reader is closed");
    assertThatThrownBy(() -> reader.next(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(reader::reset).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> reader.initialize(new FileSplit(TestImages.cifarFile())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptedThreadReadsOnAsPrefetchingThreadsAreInterrupted() throws IOException {
    InpaintingRecordReader reader = cifar();

    Thread.currentThread().interrupt();
    reader.next(5);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(rest(reader)).hasSize(TestImages.CIFAR_COUNT - 5);
  }

  @Test
  void misuseIsExplained() {
    assertThatThrownBy(() -> InpaintingRecordReader.builder().build().next())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no images");
    assertThatThrownBy(() -> gradients().startAtEpoch(-1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> gradients().masks(null).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> gradients().masks((h, w, s) -> new Mask(1, 1, new byte[1])).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("asked for 12×20 pixels and made 1×1");
    assertThatThrownBy(() -> gradients().images(IMAGES.limit(24)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24")
        .hasMessageContaining("23");
    InpaintingRecordReader read = gradients().build();
    rest(read);
    assertThatThrownBy(read::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("reset()");
  }
}
