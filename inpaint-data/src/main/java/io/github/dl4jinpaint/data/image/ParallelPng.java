package io.github.dl4jinpaint.data.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses the pixels of large PNG files on as many threads as there are: most of the time that
 * writing one takes. Java's encoder writes a picture of a single pixel, which has all that a file
 * holds beside the pixels, and its size and pixels are put in the place of that one's.
 *
 * <p>A thread compresses a number of rows, as a part of the file's one deflate stream that ends on
 * a whole byte and refers to nothing before it.
 */
final class ParallelPng {

  /** From so many pixels on it is worth it. */
  private static final int LARGE = 250_000;

  /** What a thread compresses at once, before filters and compression. */
  private static final int BLOCK_BYTES = 1 << 20;

  /** As much smaller as files get by the next levels isn't worth the time. */
  private static final int LEVEL = 2;

  private static final int SIGNATURE = 8;
  private static final int HEADER = SIGNATURE + 8;
  private static final long LARGEST_ADLER = 65521;

  private final BufferedImage picture;
  private final byte[] frame;
  private final int channels;
  private final int sampleBytes;

  private ParallelPng(BufferedImage picture, byte[] frame) {
    this.picture = picture;
    this.frame = frame;
    this.channels =
        switch (frame[HEADER + 9]) {
          case 0 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 0;
        };
    this.sampleBytes = frame[HEADER + 8] / Byte.SIZE;
  }

  static boolean isLarge(BufferedImage picture) {
    return (long) picture.getWidth() * picture.getHeight() >= LARGE;
  }

  /**
   * Encodes a picture.
   *
   * @param frame the file that Java's encoder writes of one of its pixels
   * @return null for a kind of picture, such as those with a palette, that only Java's can encode
   */
  static byte[] encode(BufferedImage picture, byte[] frame) {
    ParallelPng png = new ParallelPng(picture, frame);
    return png.fits() ? png.encode() : null;
  }

  private boolean fits() {
    boolean fits = sampleBytes > 0 && channels == picture.getRaster().getNumBands();
    for (int bits : picture.getSampleModel().getSampleSize()) {
      fits &= bits == sampleBytes * Byte.SIZE;
    }
    return fits && frame[HEADER + 12] == 0;
  }

  /** A block of rows as a chunk, and the checksum of what was compressed. */
  private record Block(byte[] chunk, long adler, long bytes) {}

  private byte[] encode() {
    int rows = Math.max(1, BLOCK_BYTES / rowBytes());
    int height = picture.getHeight();
    int count = (height + rows - 1) / rows;
    List<Block> blocks =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(i -> block(i * rows, Math.min(height, (i + 1) * rows)))
            .toList();
    long adler = 1;
    for (Block block : blocks) {
      adler = combined(adler, block);
    }
    int pixels = frameChunk("IDAT");
    List<byte[]> parts = new ArrayList<>();
    parts.add(sized(Arrays.copyOf(frame, pixels)));
    // What zlib calls its fast algorithm, with a window of 32 KB.
    parts.add(chunk("IDAT", new byte[] {0x78, 0x5e}));
    blocks.forEach(block -> parts.add(block.chunk));
    parts.add(chunk("IDAT", ByteBuffer.allocate(Integer.BYTES).putInt((int) adler).array()));
    parts.add(Arrays.copyOfRange(frame, frameChunk("IEND"), frame.length));
    ByteBuffer file = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(file::put);
    return file.array();
  }

  private int rowBytes() {
    return Math.multiplyExact(picture.getWidth(), channels * sampleBytes);
  }

  private Block block(int from, int to) {
    PngFilter filter = new PngFilter(rowBytes(), channels * sampleBytes);
    byte[] filtered = new byte[(to - from) * (1 + rowBytes())];
    byte[] above = from == 0 ? new byte[rowBytes()] : row(from - 1);
    for (int y = from; y < to; y++) {
      byte[] row = row(y);
      filter.write(row, above, filtered, (y - from) * (1 + rowBytes()));
      above = row;
    }
    Adler32 adler = new Adler32();
    adler.update(filtered);
    byte[] deflated = deflated(filtered, to == picture.getHeight());
    return new Block(chunk("IDAT", deflated), adler.getValue(), filtered.length);
  }

  private byte[] row(int y) {
    int[] samples = picture.getRaster().getPixels(0, y, picture.getWidth(), 1, (int[]) null);
    byte[] row = new byte[rowBytes()];
    for (int i = 0; i < samples.length; i++) {
      if (sampleBytes == 1) {
        row[i] = (byte) samples[i];
      } else {
        row[2 * i] = (byte) (samples[i] >> Byte.SIZE);
        row[2 * i + 1] = (byte) samples[i];
      }
    }
    return row;
  }

  private static byte[] deflated(byte[] bytes, boolean last) {
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      deflater.setInput(bytes);
      if (last) {
        deflater.finish();
      }
      byte[] out = new byte[bytes.length + bytes.length / 1000 + 64];
      int length = 0;
      int more;
      do {
        if (length == out.length) {
          out = Arrays.copyOf(out, 2 * length);
        }
        more =
            deflater.deflate(
                out, length, out.length - length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
        length += more;
      } while (more > 0 && length == out.length || last && !deflater.finished());
      return Arrays.copyOf(out, length);
    } finally {
      deflater.end();
    }
  }

  /** The checksum of what came before and of a block after it (zlib's adler32_combine). */
  private static long combined(long before, Block block) {
    long length = block.bytes % LARGEST_ADLER;
    long low = before & 0xffff;
    long high = length * low + (before >> 16) + (block.adler >> 16) - length;
    low += (block.adler & 0xffff) - 1;
    return Math.floorMod(high, LARGEST_ADLER) << 16 | Math.floorMod(low, LARGEST_ADLER);
  }

  private byte[] sized(byte[] beginning) {
    ByteBuffer bytes = ByteBuffer.wrap(beginning);
    bytes.putInt(HEADER, picture.getWidth()).putInt(HEADER + 4, picture.getHeight());
    CRC32 crc = new CRC32();
    crc.update(beginning, HEADER - 4, 17);
    bytes.putInt(HEADER + 13, (int) crc.getValue());
    return beginning;
  }

  /** Where in the frame a chunk begins. */
  private int frameChunk(String type) {
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    int at = SIGNATURE;
    while (!ImageFormat.starts(frame, at + 4, type)) {
      at += 12 + bytes.getInt(at);
    }
    return at;
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }
}
