package io.github.dl4jinpaint.data;

import java.net.URI;
import org.datavec.api.records.metadata.RecordMetaData;

/**
 * Where a triple comes from: enough for {@link InpaintingRecordReader#loadFromMetaData} to make it
 * again, its mask included.
 *
 * @param image the image's number in its source
 * @param epoch the epoch that the mask was drawn in
 * @param getURI the image's file, and the place within it
 * @param label the image's class, an index into {@link InpaintingRecordReader#getLabels()}; −1
 *     where it has none
 * @param labelName the name of the class; null where it has none
 */
public record InpaintingMetaData(int image, int epoch, URI getURI, int label, String labelName)
    implements RecordMetaData {

  /** What a reader of triples gave, which is what it takes. */
  static InpaintingMetaData of(RecordMetaData metaData) {
    if (metaData instanceof InpaintingMetaData ours) {
      return ours;
    }
    throw new IllegalArgumentException(
        metaData + " isn't the metadata of a record that this reader made");
  }

  @Override
  public String getLocation() {
    return getURI + ", mask of epoch " + epoch;
  }

  @Override
  public Class<?> getReaderClass() {
    return InpaintingRecordReader.class;
  }
}
