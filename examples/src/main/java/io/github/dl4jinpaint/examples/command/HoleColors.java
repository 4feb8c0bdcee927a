package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.mask.HoleColor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/** What may stand behind {@code --holes}, as people write it: help and shells show it. */
public final class HoleColors implements Iterable<String> {

  /** For picocli. */
  public HoleColors() {}

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(HoleColor.values())
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .iterator();
  }
}
