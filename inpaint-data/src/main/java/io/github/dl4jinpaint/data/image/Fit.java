package io.github.dl4jinpaint.data.image;

import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

/** How a picture of any size becomes images of one size. */
enum Fit {
  /** Shrunk or enlarged, whatever becomes of the aspect ratio. */
  RESIZED {
    @Override
    Mat image(Mat picture, int height, int width, int part, long seed) {
      return resized(picture, height, width);
    }
  },

  /** The middle. */
  CROPPED_CENTRE {
    @Override
    Mat image(Mat picture, int height, int width, int part, long seed) {
      Mat covering = covering(picture, height, width);
      int y = (covering.rows() - height) / 2;
      int x = (covering.cols() - width) / 2;
      return cropped(covering, y, x, height, width);
    }
  },

  /** A part that the seed chooses. */
  CROPPED_RANDOM {
    @Override
    Mat image(Mat picture, int height, int width, int part, long seed) {
      Mat covering = covering(picture, height, width);
      SplittableRandom random = new SplittableRandom(seed);
      int y = random.nextInt(covering.rows() - height + 1);
      int x = random.nextInt(covering.cols() - width + 1);
      return cropped(covering, y, x, height, width);
    }
  },

  /** Row by row from the top left, without overlap; a rest at the right or below is left out. */
  TILED {
    @Override
    int parts(Mat picture, int height, int width) {
      Mat covering = covering(picture, height, width);
      return (covering.rows() / height) * (covering.cols() / width);
    }

    @Override
    Mat image(Mat picture, int height, int width, int part, long seed) {
      Mat covering = covering(picture, height, width);
      int inRow = covering.cols() / width;
      return cropped(covering, part / inRow * height, part % inRow * width, height, width);
    }
  };

  /** How many images a picture becomes. */
  int parts(Mat picture, int height, int width) {
    return 1;
  }

  /** One of a picture's images. */
  abstract Mat image(Mat picture, int height, int width, int part, long seed);

  private static Mat cropped(Mat picture, int y, int x, int height, int width) {
    return new Mat(picture, new Rect(x, y, width, height));
  }

  /** The picture, enlarged in its aspect ratio if it is smaller than an image. */
  private static Mat covering(Mat picture, int height, int width) {
    if (picture.rows() >= height && picture.cols() >= width) {
      return picture;
    }
    double scale = Math.max(height / (double) picture.rows(), width / (double) picture.cols());
    return resized(
        picture,
        Math.max(height, (int) Math.round(picture.rows() * scale)),
        Math.max(width, (int) Math.round(picture.cols() * scale)));
  }

  /** Shrinks by averaging areas, and then enlarges the other side, if one is too small. */
  private static Mat resized(Mat picture, int height, int width) {
    Mat shrunk =
        resized(
            picture,
            Math.min(height, picture.rows()),
            Math.min(width, picture.cols()),
            opencv_imgproc.INTER_AREA);
    return resized(shrunk, height, width, opencv_imgproc.INTER_LINEAR);
  }

  private static Mat resized(Mat picture, int height, int width, int interpolation) {
    if (picture.rows() == height && picture.cols() == width) {
      return picture;
    }
    Mat resized = new Mat();
    opencv_imgproc.resize(picture, resized, new Size(width, height), 0, 0, interpolation);
    return resized;
  }
}
