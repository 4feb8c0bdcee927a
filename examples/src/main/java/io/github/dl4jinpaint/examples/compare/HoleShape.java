package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;

/** The holes to choose from on a command line; all cover 5 to 50 % of an image. */
public enum HoleShape {
  /** Lines, circles and arcs of ellipses: what the networks here are trained with. */
  irregular {
    @Override
    public MaskGenerator masks() {
      return IrregularMasks.defaults();
    }
  },

  /** One rectangle an image, anywhere: what the works that the report compares with have. */
  rectangles {
    @Override
    public MaskGenerator masks() {
      return Masks.rectangle();
    }
  };

  public abstract MaskGenerator masks();
}
