package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.MaskImage;
import io.github.dl4jinpaint.examples.command.PictureFiller;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Pictures' and masks' files, in any of Hadoop's file systems. */
record InputFiles(Configuration hadoop) {

  /**
   * Reads a file.
   *
   * @throws IOException where it can't be read, or is larger than pictures are
   */
  byte[] read(String file) throws IOException {
    Path path = new Path(file);
    byte[] content =
        Tries.of(
            () -> {
              try (var in = path.getFileSystem(hadoop).open(path)) {
                return in.readNBytes(Pictures.MOST_BYTES + 1);
              }
            });
    if (content.length > Pictures.MOST_BYTES) {
      throw PictureFiller.tooLarge(file);
    }
    return content;
  }

  /**
   * Reads a mask.
   *
   * @throws IOException where that is none
   */
  MaskImage mask(String file, HoleColor holes) throws IOException {
    return MaskImage.read(read(file), "The mask " + file, Pictures.MOST_PIXELS, holes);
  }
}
