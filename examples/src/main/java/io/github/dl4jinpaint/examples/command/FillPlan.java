package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be filled, known before the first picture is.
 *
 * @param jobs pictures without an output
 * @param report of the others: there already, or without an output of their own
 * @param folder where outputs go; null for standard output
 */
public record FillPlan(List<FillJob> jobs, FillReport report, Path folder) {

  /** Whether the filled picture goes to standard output. */
  public boolean toStandardOutput() {
    return folder == null;
  }

  /** Where the outputs go, for people. */
  public String place() {
    if (toStandardOutput()) {
      return "standard output";
    }
    Path place = jobs.size() == 1 ? jobs.get(0).output() : folder;
    return place.toAbsolutePath().toString();
  }

  /**
   * Plans pictures that go into a folder.
   *
   * @param masks a folder or a file; null for none
   * @param recursive whether to look into folders within folders, but not into outputs and masks
   * @throws IOException where there is no picture
   * @throws IllegalArgumentException where outputs would be among pictures or masks
   */
  public static FillPlan into(OutputFolder output, List<Path> places, boolean recursive, Path masks)
      throws IOException {
    List<Path> left = new ArrayList<>(List.of(output.folder()));
    for (Path place : places) {
      output.requireApartFrom(place);
    }
    if (masks != null) {
      output.requireApartFrom(masks);
      left.add(masks);
    }
    List<FillJob> pictures = new ArrayList<>();
    for (Path place : places) {
      for (Path picture : PictureFolder.list(place, recursive, left)) {
        Path name = Files.isDirectory(place) ? place.relativize(picture) : picture.getFileName();
        pictures.add(new FillJob(picture, name, null));
      }
    }
    return of(pictures, output);
  }

  private static FillPlan of(List<FillJob> pictures, OutputFolder output) {
    Set<Path> inputs = new HashSet<>();
    pictures.forEach(job -> inputs.add(whole(job.picture())));
    FillReport report = new FillReport();
    List<FillJob> jobs = new ArrayList<>();
    for (FillJob job : pictures) {
      try {
        Path to = output.file(job.name());
        if (inputs.contains(whole(to))) {
          throw new IOException(to + " is a picture to fill, and has to stay");
        } else if (output.keeps(to)) {
          report.kept(1);
        } else {
          jobs.add(new FillJob(job.picture(), job.name(), to));
        }
      } catch (IOException e) {
        report.failed(job.title(), e.getMessage());
      }
    }
    return new FillPlan(jobs, report, output.folder());
  }

  private static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /**
   * Plans a picture that goes to a file or to standard output.
   *
   * @param picture a file, or - for standard input
   * @param out a file, or - for standard output
   * @throws IOException where the picture isn't there
   * @throws IllegalArgumentException where the output would replace the picture or its mask, or its
   *     format isn't written
   */
  public static FillPlan one(Path picture, Path out, boolean overwrite, Path masks)
      throws IOException {
    boolean given = picture.equals(FillJob.STANDARD);
    Path name = given ? picture : PictureFolder.list(picture).get(0).getFileName();
    FillJob job = new FillJob(picture, name, out);
    if (out.equals(FillJob.STANDARD)) {
      return new FillPlan(List.of(job), new FillReport(), null);
    }
    PictureFormat.requireWritten(ImageFormat.ofName(out).orElseThrow());
    for (Path input : masks == null ? List.of(picture) : List.of(picture, masks)) {
      if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
        throw new IllegalArgumentException(
            "--out %s is what is read; name another file, to keep it".formatted(out));
      }
    }
    FillReport report = new FillReport();
    boolean keep = Files.exists(out) && !overwrite;
    if (keep) {
      report.kept(1);
    }
    Path folder = out.toAbsolutePath().getParent();
    return new FillPlan(keep ? List.of() : List.of(job), report, folder);
  }

  /**
   * Sees to it that outputs can be written, before anything is computed for them.
   *
   * @throws IOException where they can't be
   */
  public void requireWritable() throws IOException {
    if (!toStandardOutput() && !jobs.isEmpty()) {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".inpaint", ".part"));
    }
  }
}
