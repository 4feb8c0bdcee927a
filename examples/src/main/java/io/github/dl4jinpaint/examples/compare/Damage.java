package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import java.util.Locale;

/** The holes that photographs are tested with. */
public enum Damage {
  /** Long, thin lines, up to 1.2 percent of the shorter side wide. */
  SCRATCHES("scratches", Masks.scratches()),

  /** Words across the picture. */
  TEXT("text", Masks.text()),

  /** Round holes of 20 to 60 pixels. */
  BLOBS("blobs up to 60 pixels wide", Masks.blobs(20, 60, 0.05, 0.15));

  private final String label;
  private final MaskGenerator masks;

  Damage(String label, MaskGenerator masks) {
    this.label = label;
    this.masks = masks;
  }

  /** {@return the name in files} */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the name for people} */
  public String label() {
    return label;
  }

  /** {@return holes of this kind} */
  public MaskGenerator masks() {
    return masks;
  }
}
