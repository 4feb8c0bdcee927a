package io.github.dl4jinpaint.data.internal;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** OpenCV's matrices as pictures that hold the same numbers, and back. */
public final class Mats {

  private static final int[][] BANDS = {{}, {0}, {}, {2, 1, 0}, {2, 1, 0, 3}};

  /** OpenCV's numbers of types; its own constants would load its native library. */
  private static final int DEPTH_8U = 0;

  private static final int DEPTH_16U = 2;

  private Mats() {}

  /**
   * A matrix as a picture.
   *
   * @param mat grey, BGR or BGRA, CV_8U or CV_16U; stays as it is
   * @param what it is, for messages
   * @return a picture of the same numbers, a copy
   * @throws IllegalArgumentException for a matrix of another type; the message says which
   */
  public static BufferedImage toPicture(Mat mat, String what) {
    int channels = mat.channels();
    int depth = mat.depth();
    boolean bits = depth == DEPTH_8U || depth == DEPTH_16U;
    if (mat.empty() || mat.dims() != 2 || !bits || channels > 4 || channels == 2) {
      throw unexpected(mat, what);
    }
    int transfer = depth == DEPTH_8U ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
    WritableRaster raster =
        Raster.createInterleavedRaster(
            buffer(mat, transfer),
            mat.cols(),
            mat.rows(),
            mat.cols() * channels,
            channels,
            BANDS[channels],
            null);
    int space = channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
    int transparency = channels == 4 ? Transparency.TRANSLUCENT : Transparency.OPAQUE;
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space), channels == 4, false, transparency, transfer);
    return new BufferedImage(model, raster, false, null);
  }

  private static IllegalArgumentException unexpected(Mat mat, String what) {
    return new IllegalArgumentException(
        "The %s is a Mat of %d × %d, %d channels and depth %d, expected grey, BGR or BGRA of 8 or 16 bits (CV_8U, CV_16U)"
            .formatted(what, mat.cols(), mat.rows(), mat.channels(), mat.depth()));
  }

  private static DataBuffer buffer(Mat mat, int transfer) {
    // A part of a larger matrix has gaps between its rows; its clone has none.
    try (Mat whole = mat.isContinuous() ? new Mat(mat) : mat.clone()) {
      int length = Math.multiplyExact((int) whole.total(), whole.channels());
      if (transfer == DataBuffer.TYPE_BYTE) {
        byte[] samples = new byte[length];
        whole.data().get(samples);
        return new DataBufferByte(samples, length);
      }
      short[] samples = new short[length];
      new ShortPointer(whole.data()).get(samples);
      return new DataBufferUShort(samples, length);
    }
  }

  /**
   * A picture as a matrix.
   *
   * @param picture one that {@link #toPicture} made
   * @param type the matrix's that it was made from
   * @return a matrix of the picture's numbers; the caller closes it
   */
  public static Mat toMat(BufferedImage picture, int type) {
    Mat mat = new Mat(picture.getHeight(), picture.getWidth(), type);
    DataBuffer buffer = picture.getRaster().getDataBuffer();
    BytePointer data = mat.data();
    if (buffer instanceof DataBufferByte bytes) {
      data.put(bytes.getData());
    } else {
      new ShortPointer(data).put(((DataBufferUShort) buffer).getData());
    }
    return mat;
  }
}
