package io.github.dl4jinpaint.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.batch.NDArrayRecordBatch;
import org.deeplearning4j.datasets.datavec.RecordReaderMultiDataSetIterator;

/**
 * Reads triples of masked image, mask and target, for training and testing an inpainting network.
 *
 * <p>A record holds three {@link org.datavec.api.writable.NDArrayWritable}s of floats:
 *
 * <ol>
 *   <li>the masked image, [1, 3, height, width]: target × mask, so that holes are 0
 *   <li>the mask, [1, 1, height, width]: 1 valid, 0 hole
 *   <li>the target, [1, 3, height, width]: the complete image, byte / 255, in [0, 1]
 * </ol>
 *
 * <p>A batch of n records holds the same arrays with n in place of 1. {@link #batches} makes them a
 * {@code MultiDataSetIterator} that a ComputationGraph's {@code fit} takes.
 *
 * <p>A mask follows from the seed, the epoch and the image's number alone. The first epoch is 0;
 * {@link #reset()} begins the next one, with fresh masks and, if shuffling, another order.
 *
 * <p>The images come from the builder, or from {@link #initialize(InputSplit)}. A serialised reader
 * goes on where it was. Not for use by several threads at once.
 */
public final class InpaintingRecordReader extends BaseRecordReader {
  private static final long serialVersionUID = 1;

  private static final int ORDER_SEED = -1;

  private final MaskGenerator masks;
  private final long seed;
  private final boolean shuffle;
  private final boolean fixedMasks;
  private final int firstEpoch;

  /** Null until they are given. */
  private ImageSource images;

  private Configuration conf;
  private int epoch;
  private int position;
  private boolean closed;

  /** This epoch's order of the images; made when it is needed, never if they aren't shuffled. */
  private transient int[] order;

  private InpaintingRecordReader(Builder builder) {
    this.masks = builder.masks;
    this.seed = builder.seed;
    this.shuffle = builder.shuffle;
    this.fixedMasks = builder.fixedMasks;
    this.firstEpoch = builder.firstEpoch;
    this.epoch = firstEpoch;
    if (builder.images != null) {
      use(builder.images);
    }
  }

  /**
   * Begins a reader.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Takes the images from files in CIFAR-10's binary layout (records of 3,073 bytes, any number of
   * them) instead of those given to the builder, and begins with the first epoch.
   *
   * @param split its locations are the files
   * @throws IOException if a location isn't such a file
   * @throws IllegalStateException if this reader is closed
   */
  @Override
  public void initialize(InputSplit split) throws IOException {
    requireNotClosed();
    List<CifarFile> files = new ArrayList<>();
    for (URI location : split.locations()) {
      if (!"file".equalsIgnoreCase(location.getScheme())) {
        throw new IOException(location + " isn't a file: only files can be read");
      }
      files.add(CifarFile.ofAnySize(new File(location)));
    }
    if (files.isEmpty()) {
      throw new IOException(split + " has no locations: give it CIFAR-10's .bin files");
    }
    try {
      use(CifarImages.of(files));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Does what {@link #initialize(InputSplit)} does; the configuration is kept and has no effect.
   *
   * @param conf what {@link #getConf()} returns from now on
   * @param split its locations are the files
   * @throws IOException if a location isn't such a file
   * @throws IllegalStateException if this reader is closed
   */
  @Override
  public void initialize(Configuration conf, InputSplit split) throws IOException {
    setConf(conf);
    initialize(split);
  }

  /** What could go wrong with images or masks shall do so now, not in a prefetching thread. */
  private void use(ImageSource newImages) {
    newImages.open(0, newImages.size());
    if (images != null) {
      images.close();
    }
    images = newImages;
    epoch = firstEpoch;
    position = 0;
    order = null;
    maskOf(0, epoch);
  }

  @Override
  public boolean hasNext() {
    requireImages();
    return position < images.size();
  }

  /**
   * The next triple.
   *
   * @return masked image [1, 3, height, width], mask [1, 1, height, width], target [1, 3, height,
   *     width]
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException if this reader is closed or has no images
   * @throws UncheckedIOException if the image can't be read
   */
  @Override
  public List<Writable> next() {
    requireNext();
    List<Writable> triple = triple(imageAt(position++), epoch);
    invokeListeners(triple);
    return triple;
  }

  /**
   * Whether {@link #next(int)} works.
   *
   * @return true
   */
  @Override
  public boolean batchesSupported() {
    return true;
  }

  /**
   * The next triples as a batch.
   *
   * @param num how many, at least 1; at the end of the epoch there may be fewer
   * @return an {@link NDArrayRecordBatch} of masked images [n, 3, height, width], masks [n, 1,
   *     height, width] and targets [n, 3, height, width]
   * @throws IllegalArgumentException if num is below 1
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException if this reader is closed or has no images
   * @throws UncheckedIOException if an image can't be read
   */
  @Override
  public List<List<Writable>> next(int num) {
    requirePositive(num, "the number of records");
    requireNext();
    int count = Math.min(num, images.size() - position);
    TripleBatch batch = new TripleBatch(count, images.height(), images.width());
    byte[] rgb = newPixels();
    for (int i = 0; i < count; i++) {
      int image = imageAt(position + i);
      images.read(image, rgb);
      batch.set(i, rgb, maskOf(image, epoch));
    }
    position += count;
    NDArrayRecordBatch records = batch.toRecordBatch();
    if (!listeners.isEmpty()) {
      records.forEach(this::invokeListeners);
    }
    return records;
  }

  /**
   * The next triple, and where it comes from.
   *
   * @return a record whose metadata is {@link InpaintingMetaData}
   * @throws NoSuchElementException if the epoch is over
   * @throws IllegalStateException if this reader is closed or has no images
   * @throws UncheckedIOException if the image can't be read
   */
  @Override
  public Record nextRecord() {
    requireNext();
    int image = imageAt(position);
    return new org.datavec.api.records.impl.Record(
        next(), new InpaintingMetaData(image, epoch, images.uri(image)));
  }

  /**
   * Makes a triple again, with the mask it had.
   *
   * @param recordMetaData from {@link #nextRecord()} of this reader, or of one with the same
   *     images, masks and seed
   * @return the record
   * @throws IllegalArgumentException if the metadata isn't an {@link InpaintingMetaData} or there
   *     is no such image
   * @throws IllegalStateException if this reader is closed or has no images
   * @throws UncheckedIOException if the image can't be read
   */
  @Override
  public Record loadFromMetaData(RecordMetaData recordMetaData) {
    requireImages();
    if (!(recordMetaData instanceof InpaintingMetaData from)) {
      throw new IllegalArgumentException(
          recordMetaData + " isn't the metadata of a record that this reader made");
    }
    if (from.image() < 0 || from.image() >= images.size()) {
      throw new IllegalArgumentException(
          from + " names an image that isn't one of this reader's " + images.size());
    }
    return new org.datavec.api.records.impl.Record(triple(from.image(), from.epoch()), from);
  }

  /**
   * Makes triples again, with the masks they had.
   *
   * @param recordMetaDatas as {@link #loadFromMetaData(RecordMetaData)} takes them
   * @return the records, in the same order
   * @throws IllegalArgumentException if one isn't an {@link InpaintingMetaData} or there is no such
   *     image
   * @throws IllegalStateException if this reader is closed or has no images
   * @throws UncheckedIOException if an image can't be read
   */
  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> recordMetaDatas) {
    return recordMetaDatas.stream().map(this::loadFromMetaData).toList();
  }

  /**
   * Reads an image in CIFAR-10's binary layout (a label byte and 3,072 pixel bytes) from a stream.
   * Its mask follows from the seed, the epoch and the pixels.
   *
   * @param uri where the stream comes from, for error messages
   * @param dataInputStream is read, not closed
   * @return the triple
   * @throws IOException if the stream ends too early or the label isn't 0 to 9
   * @throws IllegalStateException if this reader is closed
   */
  @Override
  public List<Writable> record(URI uri, DataInputStream dataInputStream) throws IOException {
    requireNotClosed();
    byte[] bytes = dataInputStream.readNBytes(CifarFile.RECORD_BYTES);
    if (bytes.length < CifarFile.RECORD_BYTES) {
      throw new EOFException(
          uri + " ends after " + bytes.length + " bytes of a record's " + CifarFile.RECORD_BYTES);
    }
    CifarFile.checkLabel(bytes[0], String.valueOf(uri));
    byte[] rgb = Arrays.copyOfRange(bytes, 1, bytes.length);
    TripleBatch batch = new TripleBatch(1, CifarFile.SIDE, CifarFile.SIDE);
    long maskSeed = maskSeed(Arrays.hashCode(rgb), epoch);
    batch.set(0, rgb, newMask(CifarFile.SIDE, CifarFile.SIDE, maskSeed));
    return batch.toRecord();
  }

  /**
   * The names of the images' classes.
   *
   * @return in the order of the labels; empty where images have no classes
   * @throws IllegalStateException if this reader is closed or has no images
   */
  @Override
  public List<String> getLabels() {
    requireImages();
    return images.labels();
  }

  /**
   * Begins the next epoch, if any record of this one was read.
   *
   * @throws IllegalStateException if this reader is closed or has no images
   */
  @Override
  public void reset() {
    requireImages();
    if (position > 0) {
      epoch++;
      position = 0;
      order = null;
    }
  }

  /**
   * Whether {@link #reset()} works.
   *
   * @return true
   */
  @Override
  public boolean resetSupported() {
    return true;
  }

  /**
   * The epoch that the next record belongs to.
   *
   * @return 0 at first, unless the builder was told otherwise
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Batches as a ComputationGraph's {@code fit} takes them: features [masked image], features'
   * masks [mask], labels [target]. The iterator reads from this reader; use one at a time.
   *
   * @param batchSize records in a batch, at least 1; the last one of an epoch may have fewer
   * @return an iterator that may be prefetched from
   * @throws IllegalArgumentException if the batch size is below 1
   * @throws IllegalStateException if this reader is closed or has no images
   */
  public RecordReaderMultiDataSetIterator batches(int batchSize) {
    requirePositive(batchSize, "the batch size");
    requireImages();
    RecordReaderMultiDataSetIterator iterator =
        new RecordReaderMultiDataSetIterator.Builder(batchSize)
            .addReader("triples", this)
            .addInput("triples", 0, 0)
            .addInput("triples", 1, 1)
            .addOutput("triples", 2, 2)
            .build();
    iterator.setPreProcessor(new MaskToFeaturesMask());
    return iterator;
  }

  @Override
  public Configuration getConf() {
    return conf;
  }

  @Override
  public void setConf(Configuration conf) {
    this.conf = conf;
  }

  /** Closes the images' files. A closed reader can't be used any more. */
  @Override
  public void close() {
    closed = true;
    if (images != null) {
      images.close();
    }
  }

  private List<Writable> triple(int image, int ofEpoch) {
    byte[] rgb = newPixels();
    images.read(image, rgb);
    TripleBatch batch = new TripleBatch(1, images.height(), images.width());
    batch.set(0, rgb, maskOf(image, ofEpoch));
    return batch.toRecord();
  }

  private byte[] newPixels() {
    return new byte[3 * images.height() * images.width()];
  }

  private Mask maskOf(int image, int ofEpoch) {
    return newMask(images.height(), images.width(), maskSeed(image, ofEpoch));
  }

  private long maskSeed(int image, int ofEpoch) {
    return Seeds.derive(seed, fixedMasks ? 0 : ofEpoch, image);
  }

  private Mask newMask(int height, int width, long maskSeed) {
    Mask mask = masks.generate(height, width, maskSeed);
    if (mask.height() != height || mask.width() != width) {
      throw new IllegalStateException(
          "the mask generator was asked for %d×%d pixels and made %d×%d"
              .formatted(height, width, mask.height(), mask.width()));
    }
    return mask;
  }

  private int imageAt(int place) {
    if (!shuffle) {
      return place;
    }
    if (order == null) {
      order = permutation(images.size(), Seeds.derive(seed, epoch, ORDER_SEED));
    }
    return order[place];
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

  private void requireNext() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "all " + images.size() + " images of epoch " + epoch + " were read: call reset()");
    }
  }

  private void requireImages() {
    requireNotClosed();
    if (images == null) {
      throw new IllegalStateException(
          "this reader has no images: give them to the builder, or call initialize");
    }
  }

  private void requireNotClosed() {
    if (closed) {
      throw new IllegalStateException("this reader is closed");
    }
  }

  private static void requirePositive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, but was " + value);
    }
  }

  /** Settings of a reader. */
  public static final class Builder {
    private ImageSource images;
    private MaskGenerator masks = IrregularMasks.defaults();
    private long seed;
    private boolean shuffle;
    private boolean fixedMasks;
    private int firstEpoch;

    private Builder() {}

    /**
     * The images. Without them, the reader needs {@link InpaintingRecordReader#initialize}.
     *
     * @param images the targets
     * @return this builder
     */
    public Builder images(ImageSource images) {
      this.images = images;
      return this;
    }

    /**
     * What makes the masks; {@link IrregularMasks#defaults()} unless set.
     *
     * @param masks makes a mask for every record
     * @return this builder
     */
    public Builder masks(MaskGenerator masks) {
      this.masks = masks;
      return this;
    }

    /**
     * What the masks and the order follow from; 0 unless set.
     *
     * @param seed any number
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Whether every epoch has an order of its own; false unless set.
     *
     * @param shuffle false for the images' own order
     * @return this builder
     */
    public Builder shuffle(boolean shuffle) {
      this.shuffle = shuffle;
      return this;
    }

    /**
     * An image has the same mask in every epoch, as a test needs it; without this, a fresh one.
     *
     * @return this builder
     */
    public Builder fixedMasks() {
      this.fixedMasks = true;
      return this;
    }

    /**
     * The first epoch, for going on with training; 0 unless set.
     *
     * @param epoch at least 0; a graph's {@code getEpochCount()}
     * @return this builder
     */
    public Builder startAtEpoch(int epoch) {
      this.firstEpoch = epoch;
      return this;
    }

    /**
     * Makes the reader and opens the images, if they were given.
     *
     * @return a reader at its first record
     * @throws IllegalArgumentException if the masks are null, the first epoch is negative, or there
     *     is no mask of the images' size
     * @throws UncheckedIOException if a file of the images is missing or damaged
     */
    public InpaintingRecordReader build() {
      if (masks == null) {
        throw new IllegalArgumentException("masks must not be null");
      }
      if (firstEpoch < 0) {
        throw new IllegalArgumentException(
            "the first epoch must be at least 0, but was " + firstEpoch);
      }
      return new InpaintingRecordReader(this);
    }
  }
}
