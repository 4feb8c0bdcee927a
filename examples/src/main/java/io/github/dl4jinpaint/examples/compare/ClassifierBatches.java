package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import java.util.List;
import java.util.stream.IntStream;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Images with holes and their classes, as Deeplearning4j's own iterator puts them together. */
public final class ClassifierBatches {

  private ClassifierBatches() {}

  /**
   * Batches for a classifier, in the images' own order: the reader's masked images, their masks as
   * the features' masks, and the images' classes as labels.
   *
   * @param classes how many there are
   * @param batch images in a batch
   */
  public static MultiDataSetIterator of(
      ImageSource images, MaskGenerator masks, long seed, int classes, int batch) {
    InpaintingRecordReader triples =
        InpaintingRecordReader.builder().images(images).masks(masks).seed(seed).build();
    List<List<Writable>> labels =
        IntStream.range(0, images.size())
            .mapToObj(i -> List.<Writable>of(new IntWritable(images.label(i))))
            .toList();
    RecordReaderMultiDataSetIterator batches =
        new RecordReaderMultiDataSetIterator.Builder(batch)
            .addReader("triples", triples)
            .addReader("classes", new CollectionRecordReader(labels))
            .addInput("triples", 0, 0)
            .addInput("triples", 1, 1)
            .addOutputOneHot("classes", 0, classes)
            .build();
    batches.setPreProcessor(ClassifierBatches::maskToFeaturesMask);
    return batches;
  }

  private static void maskToFeaturesMask(MultiDataSet batch) {
    batch.setFeaturesMaskArrays(new INDArray[] {batch.getFeatures(1)});
    batch.setFeatures(new INDArray[] {batch.getFeatures(0)});
  }
}
