package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.IrregularMasks;
import io.github.dl4jinpaint.data.MaskGenerator;
import io.github.dl4jinpaint.data.Masks;

/** Kinds of holes to compare methods on. */
enum ComparedMasks {
  /** Lines, circles and arcs, 5 to 50 % of the pixels. */
  irregular {
    @Override
    MaskGenerator generator() {
      return IrregularMasks.defaults();
    }
  },

  /** One rectangle anywhere, 5 to 50 % of the pixels. */
  rectangles {
    @Override
    MaskGenerator generator() {
      return Masks.rectangle();
    }
  },

  /** The hole of M. R. Swofford, arXiv:1810.03213: the 8 × 8 pixels in the centre. */
  centre {
    @Override
    MaskGenerator generator() {
      return Masks.centredRectangle(8, 8);
    }
  };

  abstract MaskGenerator generator();
}
