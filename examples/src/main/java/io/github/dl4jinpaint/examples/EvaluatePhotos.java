package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.examples.compare.Damage;
import io.github.dl4jinpaint.examples.compare.Photo;
import io.github.dl4jinpaint.examples.report.Csv;
import io.github.dl4jinpaint.examples.report.DetailSheet;
import io.github.dl4jinpaint.examples.report.SampleSheet;
import io.github.dl4jinpaint.model.evaluation.ImageErrors;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Fills scratches, text and blobs in photographs that ship with the examples, and compares the
 * result with OpenCV's methods.
 */
@Command(
    name = "EvaluatePhotos",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Measures inpainting on real photographs with scratches, text, and blobs up to 60 pixels"
          + " wide, beside Telea's method and Navier-Stokes.",
      "Writes into the output folder: photos.csv with the figures of every photograph,"
          + " pictures.png with details side by side, and every filled photograph in full."
    })
public final class EvaluatePhotos implements Callable<Integer> {

  private static final String ROW = "%-28s %14s %12s %14s%n";

  @Mixin private PictureModelOptions model;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description =
          "Photographs of yours instead of those that ship; larger ones are shrunk to 1024 pixels.")
  private Path photos;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the masks.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "evaluate-photos");

  EvaluatePhotos() {}

  /** A way to fill holes. */
  private interface Method {
    BufferedImage inpaint(BufferedImage picture, BufferedImage mask);
  }

  private record NamedMethod(String name, Method method) {}

  /** What was measured. */
  private record Result(Damage damage, String photo, String method, ImageErrors errors) {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new EvaluatePhotos(), args);
  }

  @Override
  public Integer call() throws IOException {
    Backend.report();
    List<NamedMethod> methods = methods();
    List<Photo> all = photos == null ? Photo.shipped() : Photo.in(photos);
    DetailSheet sheet = new DetailSheet(titles(methods));
    List<Result> results = new ArrayList<>();
    for (Damage damage : Damage.values()) {
      for (int i = 0; i < all.size(); i++) {
        List<BufferedImage> row = measure(damage, all.get(i), seed + i, methods, results);
        if (i % Damage.values().length == damage.ordinal()) {
          sheet.add(row);
        }
      }
      print(damage, all.size(), methods, results);
    }
    writeTable(results);
    sheet.write(out.resolve("pictures.png"));
    System.out.println("Figures and pictures are in " + out.toAbsolutePath());
    return 0;
  }

  private List<NamedMethod> methods() throws IOException {
    Inpainter inpainter = model.inpainter();
    List<NamedMethod> methods = new ArrayList<>();
    methods.add(new NamedMethod("this library", inpainter::inpaint));
    for (OpenCvInpainting openCv : OpenCvInpainting.values()) {
      methods.add(new NamedMethod(openCv.label(), openCv::inpaint));
    }
    return methods;
  }

  private static List<String> titles(List<NamedMethod> methods) {
    List<String> titles = new ArrayList<>(List.of("damaged"));
    methods.forEach(method -> titles.add(method.name()));
    titles.add("original");
    return titles;
  }

  /** Fills a photograph with every method; returns what a sheet shows of it. */
  private List<BufferedImage> measure(
      Damage damage, Photo photo, long maskSeed, List<NamedMethod> methods, List<Result> results)
      throws IOException {
    BufferedImage picture = photo.picture();
    BufferedImage mask =
        damage.masks().generate(picture.getHeight(), picture.getWidth(), maskSeed).toImage();
    String folder = damage.name().toLowerCase(Locale.ROOT);
    BufferedImage damaged = SampleSheet.masked(picture, mask);
    write(damaged, folder, photo.name() + "-damaged");
    List<BufferedImage> row = new ArrayList<>(List.of(mask, damaged));
    for (NamedMethod method : methods) {
      BufferedImage filled = method.method().inpaint(picture, mask);
      ImageErrors errors =
          ImageErrors.of(Pictures.toArray(filled), Pictures.toArray(picture), Pictures.toMask(mask))
              .get(0);
      results.add(new Result(damage, photo.name(), method.name(), errors));
      String name = method.name().toLowerCase(Locale.ROOT).replace(' ', '-');
      write(filled, folder, photo.name() + "-" + name);
      row.add(filled);
    }
    row.add(picture);
    return row;
  }

  private void write(BufferedImage picture, String folder, String name) throws IOException {
    Pictures.write(picture, out.resolve(folder).resolve(name + ".png"));
  }

  private static void print(
      Damage damage, int photos, List<NamedMethod> methods, List<Result> results) {
    List<Result> all = results.stream().filter(result -> result.damage() == damage).toList();
    System.out.printf(
        Locale.ROOT,
        "%n%s, %.1f %% of the pixels of %d photographs%n",
        damage.label(),
        100 * mean(all, ImageErrors::holeRatio),
        photos);
    System.out.printf(ROW, "", "PSNR on holes", "SSIM there", "ours better in");
    for (NamedMethod method : methods) {
      List<Result> of = all.stream().filter(r -> r.method().equals(method.name())).toList();
      System.out.printf(
          ROW,
          method.name(),
          String.format(Locale.ROOT, "%.2f dB", mean(of, ImageErrors::psnrOnHoles)),
          String.format(Locale.ROOT, "%.4f", mean(of, ImageErrors::ssimAtHoles)),
          method == methods.get(0) ? "" : better(all, methods.get(0), of) + " of " + photos);
    }
  }

  private static double mean(List<Result> results, ToDoubleFunction<ImageErrors> figure) {
    return results.stream().map(Result::errors).mapToDouble(figure).average().orElse(Double.NaN);
  }

  /** In how many photographs a method has less error on the holes than another. */
  private static long better(List<Result> all, NamedMethod ours, List<Result> others) {
    return others.stream()
        .filter(
            other ->
                all.stream()
                    .filter(r -> r.method().equals(ours.name()) && r.photo().equals(other.photo()))
                    .anyMatch(r -> r.errors().overHoles() < other.errors().overHoles()))
        .count();
  }

  private void writeTable(List<Result> results) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("damage,photo,method,hole ratio,PSNR on holes,SSIM at holes");
    for (Result r : results) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%.4f,%.3f,%.4f",
              r.damage().name().toLowerCase(Locale.ROOT),
              Csv.field(r.photo()),
              r.method(),
              r.errors().holeRatio(),
              r.errors().psnrOnHoles(),
              r.errors().ssimAtHoles()));
    }
    Csv.write(out.resolve("photos.csv"), lines);
  }
}
