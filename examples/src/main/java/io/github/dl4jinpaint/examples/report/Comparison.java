package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.mask.HoleRatioBin;
import io.github.dl4jinpaint.model.evaluation.InpaintingErrors;
import io.github.dl4jinpaint.model.evaluation.InpaintingMethod;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Fills the same holes of the same images with several methods, measures and times each. */
public final class Comparison {

  public static final String OURS = "Partial convolutions";

  /** What {@link #OURS} are made from. */
  public static final String NETWORK = "The network alone";

  private final List<Entry> entries = new ArrayList<>();

  /** A method, and what was measured of it. */
  private static final class Entry {
    private final String name;
    private final InpaintingMethod method;
    private final InpaintingErrors errors = new InpaintingErrors();
    private Speed first;
    private Speed later = new Speed(0, 0);

    Entry(String name, InpaintingMethod method) {
      this.name = name;
      this.method = method;
    }

    INDArray measure(INDArray maskedImages, INDArray masks, INDArray targets) {
      long start = System.nanoTime();
      INDArray predictions = method.predict(maskedImages, masks);
      Nd4j.getExecutioner().commit(); // a GPU may still be at it
      Speed speed = new Speed(System.nanoTime() - start, targets.size(0));
      if (first == null) {
        first = speed;
      } else {
        later = later.and(speed);
      }
      errors.add(predictions, targets, masks);
      return predictions;
    }
  }

  private record Speed(long nanos, long images) {
    Speed and(Speed more) {
      return new Speed(nanos + more.nanos, images + more.images);
    }

    double millisPerImage() {
      return nanos / 1e6 / images;
    }
  }

  /** Holes filled with partial convolutions beside OpenCV's methods. */
  public static Comparison withOpenCv(Inpainter inpainter) {
    return new Comparison()
        .with(OURS, (images, masks) -> inpainter.inpaint(images, masks).composite())
        .withOpenCv();
  }

  /** The same, and the network's own output: all pixels redrawn, holes not joined to them. */
  public static Comparison withNetworkAndOpenCv(Inpainter inpainter) {
    return new Comparison()
        .with(OURS, (images, masks) -> inpainter.inpaint(images, masks).composite())
        .with(NETWORK, (images, masks) -> inpainter.inpaint(images, masks).prediction())
        .withOpenCv();
  }

  private Comparison withOpenCv() {
    for (OpenCvInpainting method : OpenCvInpainting.values()) {
      with(method.label(), eachPicture(method::inpaint));
    }
    return this;
  }

  /**
   * A method that fills one picture at a time, of 8 bits a channel.
   *
   * @param filling of a picture, black in the holes, and its mask, white where a pixel is valid
   */
  public static InpaintingMethod eachPicture(BinaryOperator<BufferedImage> filling) {
    return (images, masks) -> {
      INDArray[] filled = new INDArray[(int) images.size(0)];
      for (int i = 0; i < filled.length; i++) {
        filled[i] = Pictures.toArray(filling.apply(picture(images, i), maskPicture(masks, i)));
      }
      return Nd4j.concat(0, filled);
    };
  }

  /** One image of a batch. */
  public static BufferedImage picture(INDArray images, int i) {
    return Pictures.toImage(one(images, i));
  }

  /** One mask of a batch, in grey: white where a pixel is valid, black where it is a hole. */
  public static BufferedImage maskPicture(INDArray masks, int i) {
    int width = (int) masks.size(3);
    float[] valid = one(masks, i).dup('c').data().asFloat();
    BufferedImage picture =
        new BufferedImage(width, valid.length / width, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < valid.length; p++) {
      picture.getRaster().setSample(p % width, p / width, 0, 255 * valid[p]);
    }
    return picture;
  }

  private static INDArray one(INDArray batch, int i) {
    return batch.get(
        NDArrayIndex.interval(i, i + 1),
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  /** Adds a method; tables have the methods in this order. */
  public Comparison with(String name, InpaintingMethod method) {
    entries.add(new Entry(name, method));
    return this;
  }

  /**
   * Fills a batch with every method, and measures.
   *
   * @param maskedImages [minibatch, 3, height, width], 0 in the holes
   * @param masks [minibatch, 1, height, width], 1 valid, 0 hole
   * @param targets the complete images
   * @return the methods' predictions, in their order
   */
  public List<INDArray> measure(INDArray maskedImages, INDArray masks, INDArray targets) {
    return entries.stream().map(entry -> entry.measure(maskedImages, masks, targets)).toList();
  }

  /**
   * Fills a picture with every method, and measures.
   *
   * @param picture complete
   * @param mask of the picture's size, white where a pixel is valid, black where it is a hole
   * @return what a sheet shows of it, titled as in {@link #titles}: composites
   */
  public BufferedImage[] add(BufferedImage picture, BufferedImage mask) {
    INDArray target = Pictures.toArray(picture);
    INDArray valid = Pictures.toMask(mask);
    INDArray masked = target.mul(valid.broadcast(target.shape()));
    List<BufferedImage> row = new ArrayList<>();
    row.add(SampleSheet.masked(picture, mask));
    for (INDArray prediction : measure(masked, valid, target)) {
      row.add(picture(composite(prediction, target, valid), 0));
    }
    row.add(picture);
    return row.toArray(BufferedImage[]::new);
  }

  /** The titles of the pictures that {@link #add} returns. */
  public String[] titles() {
    List<String> titles = new ArrayList<>(names());
    titles.add(0, "masked image");
    titles.add("original");
    return titles.toArray(String[]::new);
  }

  /** The images' valid pixels, and the predictions' holes. */
  public static INDArray composite(INDArray predictions, INDArray images, INDArray masks) {
    INDArray valid = masks.broadcast(images.shape());
    return images.mul(valid).addi(predictions.mul(valid.rsub(1)));
  }

  /** The methods' names. */
  List<String> names() {
    return entries.stream().map(entry -> entry.name).toList();
  }

  /** The method of a name. */
  InpaintingMethod method(String name) {
    return entry(name).method;
  }

  /** The errors of a method. */
  public InpaintingErrors errors(String name) {
    return entry(name).errors;
  }

  /**
   * The time that a method takes for an image. The first batch, when things are still loaded and
   * compiled, counts only where it was the only one.
   */
  double millisPerImage(String name) {
    Entry entry = entry(name);
    return (entry.later.images() > 0 ? entry.later : entry.first).millisPerImage();
  }

  private Entry entry(String name) {
    return entries.stream()
        .filter(entry -> entry.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(name + " is none of " + names()));
  }

  /** The errors of a method for each hole ratio that there are images of, smallest first. */
  Map<HoleRatioBin, InpaintingErrors> errorsByHoleRatio(String name) {
    Map<HoleRatioBin, InpaintingErrors> bins = new TreeMap<>();
    errors(name).images().stream()
        .collect(Collectors.groupingBy(image -> HoleRatioBin.of(image.holeRatio())))
        .forEach((bin, images) -> bin.ifPresent(of -> bins.put(of, new InpaintingErrors(images))));
    return bins;
  }

  /** Images measured, and their holes. */
  InpaintingErrors any() {
    return entries.get(0).errors;
  }

  /** Prints a table of all methods. */
  public void print() {
    System.out.printf(
        Locale.ROOT,
        "%,d pictures, %.1f %% of their pixels are holes%n%n",
        any().images().size(),
        100 * any().holeRatio());
    StringBuilder measures = new StringBuilder(" ".repeat(22));
    StringBuilder places = new StringBuilder(" ".repeat(22));
    for (Figure figure : Figure.values()) {
      measures.append("%10s".formatted(figure.measure()));
      places.append("%10s".formatted(figure.place()));
    }
    System.out.println(measures + "%9s".formatted("ms per"));
    System.out.println(places + "%9s".formatted("picture"));
    for (String name : names()) {
      StringBuilder row = new StringBuilder("%-22s".formatted(name));
      for (Figure figure : Figure.values()) {
        row.append("%10s".formatted(figure.text(errors(name))));
      }
      System.out.println(row + String.format(Locale.ROOT, "%9.2f", millisPerImage(name)));
    }
  }

  /** Prints a figure of every method for each hole ratio. */
  void printByHoleRatio(Figure figure) {
    StringBuilder title = new StringBuilder("%-12s%8s".formatted("hole ratio", "images"));
    names().forEach(name -> title.append("%22s".formatted(name)));
    System.out.printf("%n%s, %s:%n%s%n", figure.measure(), figure.place(), title);
    errorsByHoleRatio(names().get(0))
        .forEach(
            (bin, first) -> {
              StringBuilder row =
                  new StringBuilder("%-12s%8d".formatted(bin, first.images().size()));
              for (String name : names()) {
                row.append("%22s".formatted(figure.text(errorsByHoleRatio(name).get(bin))));
              }
              System.out.println(row);
            });
  }
}
