package io.github.dl4jinpaint.data.image;

import java.awt.image.RenderedImage;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * Java's own decoders and encoders, not those that happen to be registered first: these read
 * damaged files, and colours, in their own ways, and not all that is here is written by all.
 */
final class JavaCodecs {

  private static final String JAVA = "com.sun.imageio.";

  private JavaCodecs() {}

  /** What decodes a format, named as Java names it. */
  static ImageReaderSpi decoder(String format) {
    return all(ImageReaderSpi.class, format)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("This Java has no decoder of its own for " + format));
  }

  /** What encodes a picture; empty where the format doesn't hold it. */
  static Optional<ImageWriterSpi> encoder(String format, RenderedImage picture) {
    return all(ImageWriterSpi.class, format)
        .filter(writer -> writer.canEncodeImage(picture))
        .findFirst();
  }

  private static <T extends ImageReaderWriterSpi> Stream<T> all(Class<T> kind, String format) {
    var providers = IIORegistry.getDefaultInstance().getServiceProviders(kind, false);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(providers, Spliterator.ORDERED), false)
        .filter(codec -> codec.getPluginClassName().startsWith(JAVA))
        .filter(codec -> List.of(codec.getFormatNames()).contains(format));
  }
}
