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
 */
public record InpaintingMetaData(int image, int epoch, URI getURI) implements RecordMetaData {

  @Override
  public String getLocation() {
    return getURI + ", mask of epoch " + epoch;
  }

  @Override
  public Class<?> getReaderClass() {
    return InpaintingRecordReader.class;
  }
}
