package io.github.dl4jinpaint.layers;

import java.util.*;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

class TmpTest {
  @Test
  void which() {
    Random r = new Random(1);
    for (int mode = 0; mode < 4; mode++) {
      boolean de = mode % 2 == 1, pad = mode < 2;
      int bad = 0, good = 0, badf = 0;
      int shown = 0;
      for (int i = 0; i < 500; i++) {
        int[] k = new int[3], st = new int[3], p = new int[3];
        int[] size = new int[3];
        int f = 1 + r.nextInt(3);
        for (int d = 0; d < 3; d++) {
          k[d] = 1 + r.nextInt(5);
          st[d] = de ? f : 1 + r.nextInt(3);
          p[d] = pad ? r.nextInt(k[d]) : 0;
          size[d] = 1 + r.nextInt(5);
          if (!de) size[d] = Math.max(size[d], k[d] - 2 * p[d]);
        }
        long in = 1 + r.nextInt(i % 10 == 0 ? 40 : 3),
            out = 1 + r.nextInt(i % 10 == 0 ? 40 : 3),
            n = 1 + r.nextInt(3);
        long[] o = new long[3];
        boolean ok = true;
        for (int d = 0; d < 3; d++) {
          o[d] =
              de
                  ? (size[d] - 1) * st[d] + k[d] - 2 * p[d]
                  : (size[d] + 2 * p[d] - k[d]) / st[d] + 1;
          ok &= o[d] > 0;
        }
        if (!ok) continue;
        INDArray x0 = TestArrays.gaussian(r, DataType.DOUBLE, n, in, size[0], size[1], size[2]);
        INDArray w0 =
            de
                ? TestArrays.gaussian(r, DataType.DOUBLE, k[0], k[1], k[2], out, in)
                : TestArrays.gaussian(r, DataType.DOUBLE, out, in, k[0], k[1], k[2]);
        INDArray dy0 = TestArrays.gaussian(r, DataType.DOUBLE, n, out, o[0], o[1], o[2]);
        INDArray[] dws = new INDArray[2], dxs = new INDArray[2], ys = new INDArray[2];
        for (int q = 0; q < 2; q++) {
          DataType type = q == 0 ? DataType.FLOAT : DataType.DOUBLE;
          INDArray x = x0.castTo(type), w = w0.castTo(type), dy = dy0.castTo(type);
          dws[q] = w.like().assign(q * 1000);
          dxs[q] = x.like().assign(q * 1000);
          ys[q] = dy.like();
          Nd4j.exec(
              DynamicCustomOp.builder(de ? "deconv3d_bp" : "conv3dnew_bp")
                  .addInputs(x, w, dy)
                  .addOutputs(dxs[q], dws[q])
                  .addIntegerArguments(
                      k[0],
                      k[1],
                      k[2],
                      st[0],
                      st[1],
                      st[2],
                      p[0],
                      p[1],
                      p[2],
                      1,
                      1,
                      1,
                      0,
                      0,
                      de ? 0 : 1)
                  .build());
          Nd4j.exec(
              DynamicCustomOp.builder(de ? "deconv3d" : "conv3dnew")
                  .addInputs(x, w)
                  .addOutputs(ys[q])
                  .addIntegerArguments(
                      k[0],
                      k[1],
                      k[2],
                      st[0],
                      st[1],
                      st[2],
                      p[0],
                      p[1],
                      p[2],
                      1,
                      1,
                      1,
                      0,
                      0,
                      de ? 0 : 1)
                  .build());
        }
        double e = TestArrays.relativeDifference(dws[0], dws[1]),
            ex = TestArrays.relativeDifference(dxs[0], dxs[1]),
            ey = TestArrays.relativeDifference(ys[0], ys[1]);
        if (!(e < 1e-3 && ex < 1e-3 && ey < 1e-3)) {
          bad++;
          if (shown++ < 12)
            System.out.println(
                "BAD "
                    + de
                    + " dw"
                    + e
                    + " dx"
                    + ex
                    + " y"
                    + ey
                    + " k"
                    + Arrays.toString(k)
                    + " s"
                    + Arrays.toString(st)
                    + " p"
                    + Arrays.toString(p)
                    + " size"
                    + Arrays.toString(size)
                    + " in"
                    + in
                    + " out"
                    + out);
        } else good++;
      }
      System.out.println("BADS deconv=" + de + " padded=" + pad + " " + bad + " good " + good);
    }
  }
}
