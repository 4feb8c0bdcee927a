package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.layers.MaskedUpsampling2D;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;

/**
 * What the pixels of a network's output are computed from, its mask included. Exactly, not as a
 * distance: on the coarse grids of deep feature maps a pixel sees farther to one side than to the
 * other.
 */
final class ReceptiveField {

  private final ComputationGraph graph;

  ReceptiveField(ComputationGraph graph) {
    this.graph = graph;
  }

  /**
   * Rows or columns, without end: those beyond an image are its padding.
   *
   * @param first the first one
   * @param last the last one
   */
  record Span(int first, int last) {

    private Span with(Span other) {
      return other == null
          ? this
          : new Span(Math.min(first, other.first), Math.max(last, other.last));
    }
  }

  /** The rows of the input that rows of the output are computed from. */
  Span rows(Span output) {
    return seen(output, 0);
  }

  /** The columns of the input that columns of the output are computed from. */
  Span columns(Span output) {
    return seen(output, 1);
  }

  private Span seen(Span output, int dimension) {
    GraphVertex[] vertices = graph.getVertices();
    Span[] spans = new Span[vertices.length];
    spans[graph.getVertex(graph.getConfiguration().getNetworkOutputs().get(0)).getVertexIndex()] =
        output;
    Span image = null;
    int[] order = graph.topologicalSortOrder();
    for (int i = order.length - 1; i >= 0; i--) {
      GraphVertex vertex = vertices[order[i]];
      Span span = spans[order[i]];
      if (vertex.isInputVertex()) {
        image = Objects.requireNonNull(span, "the output doesn't depend on the input").with(image);
      } else if (span != null) {
        Span before = vertex.hasLayer() ? before(vertex, span, dimension) : span;
        for (VertexIndices input : vertex.getInputVertices()) {
          spans[input.getVertexIndex()] = before.with(spans[input.getVertexIndex()]);
        }
      }
    }
    return image;
  }

  private static Span before(GraphVertex vertex, Span span, int dimension) {
    Layer layer = vertex.getLayer().conf().getLayer();
    if (layer instanceof PartialConvolution2D convolution) {
      int size =
          (convolution.getKernelSize()[dimension] - 1) * convolution.getDilation()[dimension];
      int stride = convolution.getStride()[dimension];
      int padding = convolution.getPadding()[dimension];
      int finer = convolution.getUpsample();
      return new Span(
          Math.floorDiv(span.first * stride - padding, finer),
          Math.floorDiv(span.last * stride - padding + size, finer));
    }
    if (layer instanceof MaskedUpsampling2D upsampling) {
      int factor = upsampling.getSize()[dimension];
      return new Span(Math.floorDiv(span.first, factor), Math.floorDiv(span.last, factor));
    }
    return span;
  }
}
