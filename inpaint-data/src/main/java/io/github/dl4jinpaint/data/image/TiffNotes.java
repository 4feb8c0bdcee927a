package io.github.dl4jinpaint.data.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** What a TIFF file tells of its picture: resolution, description, maker, time, author. */
final class TiffNotes {

  private static final int[] TAGS = {
    BaselineTIFFTagSet.TAG_IMAGE_DESCRIPTION,
    BaselineTIFFTagSet.TAG_MAKE,
    BaselineTIFFTagSet.TAG_MODEL,
    BaselineTIFFTagSet.TAG_X_RESOLUTION,
    BaselineTIFFTagSet.TAG_Y_RESOLUTION,
    BaselineTIFFTagSet.TAG_RESOLUTION_UNIT,
    BaselineTIFFTagSet.TAG_DATE_TIME,
    BaselineTIFFTagSet.TAG_ARTIST,
    BaselineTIFFTagSet.TAG_COPYRIGHT
  };

  private TiffNotes() {}

  /** Takes a file's notes over into what will be written. */
  static IIOMetadata into(IIOMetadata metadata, byte[] original) throws IOException {
    TIFFDirectory to = TIFFDirectory.createFromMetadata(metadata);
    ImageReader reader = JavaCodecs.decoder("tiff").createReaderInstance();
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(original))) {
      reader.setInput(in);
      TIFFDirectory from = TIFFDirectory.createFromMetadata(reader.getImageMetadata(0));
      for (int tag : TAGS) {
        TIFFField field = from.getTIFFField(tag);
        if (field != null) {
          to.addTIFFField(field);
        }
      }
      return to.getAsMetadata();
    } catch (IOException | RuntimeException e) {
      return metadata; // Damaged notes don't make the picture worthless.
    } finally {
      reader.dispose();
    }
  }
}
