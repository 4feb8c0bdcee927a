package io.github.dl4jinpaint.layers;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/**
 * What may stand behind a {@link MaskedMergeVertex} that has masks: its own mask is a share of
 * valid channels, which stock layers take for a mask of 0 and 1.
 */
final class BehindMerge {

  private BehindMerge() {}

  /**
   * Refuses a graph where something else than a partial convolution or another MaskedMergeVertex
   * follows, up-sampling between them or not.
   *
   * @param merge the vertex's name
   */
  static void check(ComputationGraphConfiguration graph, String merge) {
    check(graph, merge, merge);
  }

  private static void check(ComputationGraphConfiguration graph, String merge, String before) {
    for (Map.Entry<String, List<String>> edges : graph.getVertexInputs().entrySet()) {
      if (edges.getValue().contains(before)) {
        checkBehind(graph, merge, before, edges.getKey());
      }
    }
  }

  private static void checkBehind(
      ComputationGraphConfiguration graph, String merge, String before, String name) {
    GraphVertex vertex = thawed(graph.getVertices().get(name));
    if (vertex instanceof MaskedMergeVertex) {
      return;
    }
    if (vertex instanceof MaskOfVertex) {
      if (graph.getVertexInputs().get(name).get(1).equals(before)) {
        check(graph, merge, name);
      }
      return;
    }
    Object follower =
        vertex instanceof LayerVertex layer ? thawed(layer.getLayerConf().getLayer()) : vertex;
    if (follower instanceof PartialConvolution) {
      return;
    }
    if (follower instanceof MaskedUpsampling2D) {
      check(graph, merge, name);
      return;
    }
    throw new DL4JInvalidConfigException(
        "MaskedMergeVertex \"%s\" hands on the share of valid channels, which %s \"%s\" behind it takes for a mask of 0 and 1: put a partial convolution between, of kernel size 1 for instance"
            .formatted(merge, follower.getClass().getSimpleName(), name));
  }

  private static GraphVertex thawed(GraphVertex vertex) {
    return vertex instanceof FrozenVertex frozen ? thawed(frozen.getUnderlying()) : vertex;
  }

  private static Layer thawed(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return thawed(frozen.getLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen ? thawed(frozen.getUnderlying()) : layer;
  }
}
