package io.github.dl4jinpaint.examples.command;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What became of the pictures that were to be filled. */
public final class FillReport implements Serializable {

  private static final long serialVersionUID = 1L;

  private int filled;
  private int doubtful;
  private int withoutHole;
  private int kept;
  private int reformatted;
  private final ArrayList<String> failures = new ArrayList<>();
  private final TreeSet<String> warnings = new TreeSet<>();

  /** Nothing has been done yet. */
  public FillReport() {}

  /** A picture's output is there. */
  public void done(HoledPicture picture) {
    warnings.addAll(picture.warnings());
    if (picture.mask().hasHoles()) {
      filled++;
      doubtful += picture.doubtful() ? 1 : 0;
    } else {
      withoutHole++;
    }
    if (picture.changesFormat()) {
      reformatted++;
    }
  }

  /** Whether a hole was filled. */
  boolean isFilled() {
    return filled > 0;
  }

  /** Pictures have outputs already, which stay. */
  public void kept(int pictures) {
    kept += pictures;
  }

  /** A picture couldn't be filled. */
  public void failed(String picture, String reason) {
    failures.add(picture + ": " + reason);
  }

  /** Something that a user should know, told once however often it is found. */
  public void warned(List<String> found) {
    warnings.addAll(found);
  }

  /** Takes in what became of other pictures. */
  public void add(FillReport others) {
    filled += others.filled;
    doubtful += others.doubtful;
    withoutHole += others.withoutHole;
    kept += others.kept;
    reformatted += others.reformatted;
    failures.addAll(others.failures);
    warnings.addAll(others.warnings);
  }

  /** What failed and why, by the pictures' names. */
  public List<String> failures() {
    return failures.stream().sorted().toList();
  }

  /** What a user should know. */
  public Set<String> warnings() {
    return warnings;
  }

  /**
   * All in a line.
   *
   * @param place where the outputs are
   */
  public String summary(String place) {
    return summary(place, 0);
  }

  /**
   * All in a line, after a task that was stopped.
   *
   * @param place where the outputs are
   * @param left pictures that weren't filled yet
   */
  public String summary(String place, int left) {
    int all = filled + withoutHole + kept + failures.size() + left;
    StringBuilder summary = new StringBuilder();
    summary.append("%d of %d filled, in %s".formatted(filled, all, place));
    note(summary, doubtful, "of these by doubtful masks, as warned of");
    note(
        summary,
        withoutHole,
        "unchanged, as their masks have no hole (is its colour the right one?)");
    note(summary, kept, "there already (--overwrite replaces them)");
    note(
        summary,
        reformatted,
        "of another format now, without EXIF data and comments (--format input keeps them)");
    note(summary, failures.size(), "failed");
    note(summary, left, "not done");
    return summary.toString();
  }

  private static void note(StringBuilder summary, int pictures, String what) {
    if (pictures > 0) {
      summary.append("; ").append(pictures).append(' ').append(what);
    }
  }
}
