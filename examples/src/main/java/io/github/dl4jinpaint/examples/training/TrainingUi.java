package io.github.dl4jinpaint.examples.training;

import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * Deeplearning4j's training UI, a web page. It brings a web server and much else along, so it isn't
 * among the dependencies but for Maven's profile {@code ui}, and found by reflection.
 */
public final class TrainingUi {

  private TrainingUi() {}

  /**
   * Starts the server, and prints its address.
   *
   * @return what shows a network's training there
   * @throws IllegalStateException where the UI isn't on the class path
   */
  public static TrainingListener start() {
    try {
      Class<?> router = Class.forName("org.deeplearning4j.core.storage.StatsStorageRouter");
      Class<?> storage = Class.forName("org.deeplearning4j.core.storage.StatsStorage");
      Class<?> uiServer = Class.forName("org.deeplearning4j.ui.api.UIServer");
      Object memory = create("org.deeplearning4j.ui.model.storage.InMemoryStatsStorage");
      Object server = uiServer.getMethod("getInstance").invoke(null);
      uiServer.getMethod("attach", storage).invoke(server, memory);
      System.out.println(
          "Deeplearning4j's training UI: " + uiServer.getMethod("getAddress").invoke(server));
      return Class.forName("org.deeplearning4j.ui.model.stats.StatsListener")
          .asSubclass(TrainingListener.class)
          .getConstructor(router)
          .newInstance(memory);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "--ui needs Deeplearning4j's training UI, which is no part of the default download:"
              + " run Maven with the profile -Pui",
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Deeplearning4j's training UI doesn't start: " + e, e);
    }
  }

  private static Object create(String name) throws ReflectiveOperationException {
    return Class.forName(name).getConstructor().newInstance();
  }
}
