package io.github.dl4jinpaint.data;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.internal.Seeds;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Images and the masks that belong to them. A triple follows from the seed, the epoch and the
 * image's number alone, so that any thread may make any triple at any time.
 */
final class Triples implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int ORDER_SEED = -1;

  /** None that a mask generator derives from its own seed: a mask and a crop are unrelated. */
  private static final int IMAGE_SEED = -2;

  private final ImageSource images;
  private final MaskGenerator masks;
  private final long seed;
  private final boolean shuffle;
  private final boolean fixedMasks;

  private volatile boolean closed;

  /** The order that was asked for last; null until one is. */
  private transient volatile Order order;

  /** An image, and the epoch that its mask is of. */
  private record Triple(int image, int epoch) {}

  /** One epoch's order of the images. */
  private record Order(int epoch, int[] images) {}

  Triples(ImageSource images, MaskGenerator masks, long seed, boolean shuffle, boolean fixedMasks) {
    this.images = images;
    this.masks = masks;
    this.seed = seed;
    this.shuffle = shuffle;
    this.fixedMasks = fixedMasks;
  }

  ImageSource images() {
    return images;
  }

  int size() {
    return images.size();
  }

  /** What could go wrong with images or masks shall do so now, not in a prefetching thread. */
  void open(int epoch) {
    images.open(0, images.size());
    newMask(masks, images.height(), images.width(), maskSeed(0, epoch));
  }

  void close() {
    closed = true;
    images.close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the reader of these images is closed");
    }
  }

  /** The image at a place in an epoch's order. */
  int imageAt(int place, int epoch) {
    if (!shuffle) {
      return place;
    }
    Order current = order;
    if (current == null || current.epoch != epoch) {
      current = new Order(epoch, permutation(images.size(), Seeds.derive(seed, epoch, ORDER_SEED)));
      order = current;
    }
    return current.images[place];
  }

  /** Fisher and Yates's shuffle. */
  private static int[] permutation(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      numbers[i] = numbers[j];
      numbers[j] = i;
    }
    return numbers;
  }

  /** A run of triples in an epoch's order. */
  TripleBatch batch(int from, int count, int epoch) {
    return batch(
        IntStream.range(from, from + count)
            .mapToObj(i -> new Triple(imageAt(i, epoch), epoch))
            .toList());
  }

  /** Triples that were made before, again. */
  TripleBatch again(List<InpaintingMetaData> metaData) {
    metaData.forEach(this::requireImage);
    return batch(metaData.stream().map(from -> new Triple(from.image(), from.epoch())).toList());
  }

  private void requireImage(InpaintingMetaData from) {
    if (from.image() < 0 || from.image() >= images.size()) {
      throw new IllegalArgumentException(
          from + " names an image that isn't one of these " + images.size());
    }
  }

  /** Several threads make a batch; each triple has its place, so the result is the same. */
  private TripleBatch batch(List<Triple> wanted) {
    requireOpen();
    TripleBatch batch = new TripleBatch(wanted.size(), images.height(), images.width());
    try {
      IntStream.range(0, wanted.size()).parallel().forEach(i -> make(wanted.get(i), batch, i));
    } finally {
      if (closed) {
        // Closed meanwhile: reading may have opened a file again.
        images.close();
      }
    }
    return batch;
  }

  private void make(Triple triple, TripleBatch batch, int position) {
    long maskSeed = maskSeed(triple.image, triple.epoch);
    byte[] rgb = new byte[3 * images.height() * images.width()];
    images.read(triple.image, Seeds.derive(maskSeed, IMAGE_SEED), rgb);
    batch.set(position, rgb, newMask(masks, images.height(), images.width(), maskSeed));
  }

  InpaintingMetaData metaData(int image, int epoch) {
    int label = images.label(image);
    String name = label < 0 ? null : images.labels().get(label);
    return new InpaintingMetaData(image, epoch, images.uri(image), label, name);
  }

  private long maskSeed(int image, int epoch) {
    return Seeds.derive(seed, fixedMasks ? 0 : epoch, image);
  }

  static Mask newMask(MaskGenerator masks, int height, int width, long seed) {
    Mask mask = masks.generate(height, width, seed);
    if (mask.height() != height || mask.width() != width) {
      throw new IllegalStateException(
          "the mask generator was asked for %d×%d pixels and made %d×%d"
              .formatted(height, width, mask.height(), mask.width()));
    }
    return mask;
  }
}
