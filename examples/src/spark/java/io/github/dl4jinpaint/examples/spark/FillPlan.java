package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.examples.command.FillReport;
import io.github.dl4jinpaint.examples.command.Holes;
import io.github.dl4jinpaint.examples.command.MaskNames;
import io.github.dl4jinpaint.examples.command.OutputFolder;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * What is to be filled. In here a Hadoop path is a place, a {@link Path} a file's name.
 *
 * @param jobs pictures without an output
 * @param report of the others: there already, or without mask or an output of their own
 */
record FillPlan(List<PictureJob> jobs, FillReport report) {

  /** Makes plans of pictures, masks and outputs in Hadoop's file systems. */
  record Maker(Configuration hadoop, Holes holes, PictureFormat format, boolean overwrite) {

    /**
     * Looks into the folders.
     *
     * @param masks null where pictures tell their holes themselves
     * @throws IOException where pictures or masks aren't there, or the mask for all is none
     * @throws IllegalArgumentException where outputs would be among pictures or masks
     */
    FillPlan of(String images, String masks, String out) throws IOException {
      List<FileStatus> pictures = pictures(images);
      requireApart(out, images);
      if (masks != null) {
        requireApart(out, masks);
      }
      Set<String> there = outputs(out);
      FillReport report = new FillReport();
      MaskFinder finder = masks(masks, report);
      OutputFolder folder = new OutputFolder(Path.of(""), format, overwrite);
      List<PictureJob> jobs = new ArrayList<>();
      for (FileStatus picture : pictures) {
        Path name = Path.of(picture.getPath().getName());
        try {
          String output = folder.file(name).toString();
          if (!overwrite && there.contains(output)) {
            report.kept(1);
          } else {
            String mask = finder.of(name);
            String to = new org.apache.hadoop.fs.Path(qualified(out), output).toString();
            jobs.add(new PictureJob(picture.getPath().toString(), mask, to, picture.getLen()));
          }
        } catch (IOException e) {
          report.failed(name.toString(), e.getMessage());
        }
      }
      return new FillPlan(jobs, report);
    }

    /** {@return the whole name of a place} */
    org.apache.hadoop.fs.Path qualified(String place) throws IOException {
      return files(place).makeQualified(new org.apache.hadoop.fs.Path(place));
    }

    private FileSystem files(String place) throws IOException {
      return new org.apache.hadoop.fs.Path(place).getFileSystem(hadoop);
    }

    private boolean isFile(String place) throws IOException {
      FileSystem files = files(place);
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(place);
      return files.exists(path) && files.getFileStatus(path).isFile();
    }

    private List<FileStatus> list(String folder) throws IOException {
      FileStatus[] files = files(folder).listStatus(new org.apache.hadoop.fs.Path(folder));
      return Arrays.stream(files).filter(FileStatus::isFile).sorted().toList();
    }

    private List<FileStatus> pictures(String place) throws IOException {
      if (!files(place).exists(new org.apache.hadoop.fs.Path(place))) {
        throw new FileNotFoundException(place + " doesn't exist.");
      }
      if (isFile(place)) {
        return list(place);
      }
      List<FileStatus> pictures =
          list(place).stream()
              .filter(file -> ImageFormat.isPicture(Path.of(file.getPath().getName())))
              .toList();
      if (pictures.isEmpty()) {
        throw new IOException("There is no picture in %s.".formatted(place));
      }
      return pictures;
    }

    private Set<String> outputs(String out) throws IOException {
      if (isFile(out)) {
        throw new IllegalArgumentException("--out %s is a file; name a folder.".formatted(out));
      }
      Set<String> names = new HashSet<>();
      if (files(out).exists(new org.apache.hadoop.fs.Path(out))) {
        list(out).forEach(file -> names.add(file.getPath().getName()));
      }
      return names;
    }

    /** Finds a picture's mask. */
    private interface MaskFinder {
      String of(Path picture) throws IOException;
    }

    private MaskFinder masks(String place, FillReport report) throws IOException {
      if (place == null) {
        return picture -> null;
      }
      List<FileStatus> masks = pictures(place);
      org.apache.hadoop.fs.Path folder = qualified(place);
      if (isFile(place)) {
        // What is no mask would else fail with every picture.
        report.warned(new InputFiles(hadoop).mask(folder.toString(), holes.drawn()).warnings());
        return picture -> folder.toString();
      }
      List<Path> names = masks.stream().map(mask -> Path.of(mask.getPath().getName())).toList();
      MaskNames found = new MaskNames(place, names);
      return picture ->
          new org.apache.hadoop.fs.Path(folder, found.of(picture).toString()).toString();
    }

    private void requireApart(String out, String input) throws IOException {
      org.apache.hadoop.fs.Path inputs = qualified(input);
      if ((isFile(input) ? inputs.getParent() : inputs).equals(qualified(out))) {
        throw new IllegalArgumentException(
            "--out %s is where %s is; it has to be another folder, to keep what is there."
                .formatted(out, input));
      }
    }
  }
}
