package io.github.dl4jinpaint.data;

import io.github.dl4jinpaint.data.cifar10.Cifar10;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.internal.Seeds;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.Writable;
import org.datavec.api.writable.batch.NDArrayRecordBatch;

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
 * <p>A batch of n records holds the same arrays with n in place of 1. {@link #batches(int)} makes
 * them a {@code MultiDataSetIterator} that a ComputationGraph's {@code fit} takes.
 *
 * <p>A mask, and what is random about an image (its crop, whether it is flipped), follow from the
 * seed, the epoch and the image's number alone. The first epoch is 0; {@link #reset()} begins the
 * next one, with fresh masks and, if shuffling, another order.
 *
 * <p>The images come from the builder, or from {@link #initialize(InputSplit)}. A serialised reader
 * goes on where it was. Not for use by several threads at once.
 */
public final class InpaintingRecordReader extends BaseRecordReader {
  private static final long serialVersionUID = 1;

  private final MaskGenerator masks;
  private final long seed;
  private final boolean shuffle;
  private final boolean fixedMasks;
  private final int firstEpoch;

  /** Null until they are given. */
  private Triples triples;

  private Configuration conf;
  private int epoch;
  private int position;
  private boolean closed;

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
    List<Path> files = new ArrayList<>();
    for (URI location : split.locations()) {
      if (!"file".equalsIgnoreCase(location.getScheme())) {
        throw new IOException(location + " isn't a file: only files can be read");
      }
      files.add(Path.of(location));
    }
    if (files.isEmpty()) {
      throw new IOException(split + " has no locations: give it CIFAR-10's .bin files");
    }
    try {
      use(Cifar10.files(files));
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

  private void use(ImageSource images) {
    Triples opened = new Triples(images, masks, seed, shuffle, fixedMasks);
    opened.open(firstEpoch);
    if (triples != null) {
      triples.close();
    }
    triples = opened;
    epoch = firstEpoch;
    position = 0;
  }

  @Override
  public boolean hasNext() {
    requireImages();
    return position < triples.size();
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
    List<Writable> triple = triples.batch(position, 1, epoch).toRecord();
    position++;
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
    int count = Math.min(num, triples.size() - position);
    NDArrayRecordBatch records = triples.batch(position, count, epoch).toRecordBatch();
    position += count;
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
    InpaintingMetaData metaData = triples.metaData(triples.imageAt(position, epoch), epoch);
    return new org.datavec.api.records.impl.Record(next(), metaData);
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
    InpaintingMetaData from = InpaintingMetaData.of(recordMetaData);
    return new org.datavec.api.records.impl.Record(triples.again(List.of(from)).toRecord(), from);
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
    byte[] rgb = Cifar10.readRecord(dataInputStream, String.valueOf(uri));
    TripleBatch batch = new TripleBatch(1, Cifar10.SIDE, Cifar10.SIDE);
    long maskSeed = Seeds.derive(seed, fixedMasks ? 0 : epoch, Arrays.hashCode(rgb));
    batch.set(0, rgb, Triples.newMask(masks, Cifar10.SIDE, Cifar10.SIDE, maskSeed));
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
    return triples.images().labels();
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
   * masks [mask], labels [target]. They begin where this reader is, which doesn't move.
   *
   * @param batchSize records in a batch, at least 1; the last one of an epoch may have fewer
   * @return an iterator that works until this reader is closed; its records aren't told to this
   *     reader's listeners
   * @throws IllegalArgumentException if the batch size is below 1
   * @throws IllegalStateException if this reader is closed or has no images
   */
  public InpaintingBatches batches(int batchSize) {
    requirePositive(batchSize, "the batch size");
    requireImages();
    return new InpaintingBatches(triples, batchSize, epoch, position);
  }

  /**
   * Batches from the middle of this reader's epoch on, for going on with training that stopped
   * there: the same ones as if it hadn't.
   *
   * @param batchSize records in a batch, at least 1
   * @param firstBatch the number of batches of this epoch that are left out, at least 0
   * @return as {@link #batches(int)}
   * @throws IllegalArgumentException if the batch size is below 1, or there is no such batch
   * @throws IllegalStateException if this reader is closed or has no images
   */
  public InpaintingBatches batches(int batchSize, int firstBatch) {
    requirePositive(batchSize, "the batch size");
    requireImages();
    int count = (triples.size() - 1) / batchSize + 1;
    if (firstBatch < 0 || firstBatch >= count) {
      throw new IllegalArgumentException(
          "the first batch must be 0 to %d, since there are %,d images, but was %d"
              .formatted(count - 1, triples.size(), firstBatch));
    }
    return new InpaintingBatches(triples, batchSize, epoch, firstBatch * batchSize);
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
    if (triples != null) {
      triples.close();
    }
  }

  private void requireNext() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "all " + triples.size() + " images of epoch " + epoch + " were read: call reset()");
    }
  }

  private void requireImages() {
    requireNotClosed();
    if (triples == null) {
      throw new IllegalStateException(
          "this reader has no images: give them to the builder, or call initialize");
    }
  }

  private void requireNotClosed() {
    if (closed) {
      throw new IllegalStateException("this reader is closed");
    }
  }

  static void requirePositive(int value, String what) {
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
     * An image has the same mask in every epoch, as a test needs it, and the same crop and flip if
     * these are random; without this, fresh ones.
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
