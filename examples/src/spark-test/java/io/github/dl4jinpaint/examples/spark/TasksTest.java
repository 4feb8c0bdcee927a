package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TasksTest {

  @Test
  void aLargePictureAmongSmallOnesIsATaskOfItsOwnAndTheFirst() {
    List<PictureJob> pictures = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      pictures.add(picture("small" + i, 10_000));
    }
    pictures.add(picture("large", 5_000_000));
    Collections.shuffle(pictures, new Random(1));

    List<List<PictureJob>> tasks = Tasks.of(pictures, 2);

    assertThat(tasks.get(0)).extracting(PictureJob::name).containsExactly("large");
    assertThat(tasks.subList(1, tasks.size()))
        .hasSizeBetween(20, 40)
        .allSatisfy(task -> assertThat(task).hasSizeBetween(1, 38));
    assertThat(tasks.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(pictures);
  }

  @Test
  void millionsOfPicturesAreNoMoreTasksThanADriverCanManage() {
    List<PictureJob> pictures = Collections.nCopies(1_000_000, picture("one", 1));

    assertThat(Tasks.of(pictures, 10_000)).hasSize(50_000);
  }

  @Test
  void manyPicturesAreManyTasksThoughFewCoresAreThereYet() {
    List<PictureJob> pictures = Collections.nCopies(100_000, picture("one", 10_000));

    assertThat(Tasks.of(pictures, 2)).hasSize(2_000);
  }

  @Test
  void emptyFilesAreTasksToo() {
    assertThat(Tasks.of(List.of(picture("empty", 0)), 4)).hasSize(1);
  }

  private static PictureJob picture(String name, long bytes) {
    return new PictureJob("file:/pictures/" + name, "mask", "out", bytes);
  }
}
