package io.github.dl4jinpaint.data.cifar10;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How long a download holds out.
 *
 * @param silence how long a server may take to connect, to answer, and between two pieces of data
 * @param pauses before the second try, before the third, and so on; as many as there are further
 *     tries
 */
record Patience(Duration silence, List<Duration> pauses) implements Serializable {

  static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(30),
          List.of(
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofSeconds(4),
              Duration.ofSeconds(8)));
}
