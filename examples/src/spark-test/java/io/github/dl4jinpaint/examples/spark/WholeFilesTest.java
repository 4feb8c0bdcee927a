package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFilesTest {

  @TempDir private Path folder;

  private final Configuration hadoop = new Configuration();

  @BeforeEach
  void nameFileSystems() {
    hadoop.set("fs.undeleting.impl", UndeletingFiles.class.getName());
    hadoop.set("fs.unreplacing.impl", UnreplacingFiles.class.getName());
    hadoop.set("fs.AbstractFileSystem.unreplacing.impl", Unreplacing.class.getName());
  }

  @Test
  void aFileIsReplacedWithoutBeingAwayInBetween() throws IOException {
    Files.writeString(folder.resolve("file"), "old");

    assertThat(write("undeleting", true, "new")).isTrue();

    assertThat(folder.resolve("file")).hasContent("new");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aFileIsReplacedInFileSystemsThatDoNotMoveOntoAnother() throws IOException {
    Files.writeString(folder.resolve("file"), "old");

    assertThat(write("unreplacing", false, "new")).isFalse();
    assertThat(folder.resolve("file")).hasContent("old");
    assertThat(write("unreplacing", true, "new")).isTrue();
    assertThat(folder.resolve("file")).hasContent("new");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void whatFailsAmidLeavesTheOldFile() throws IOException {
    Files.writeString(folder.resolve("file"), "old");

    assertThatIOException().isThrownBy(() -> write("undeleting", true, null));

    assertThat(folder.resolve("file")).hasContent("old");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  private boolean write(String scheme, boolean overwrite, String text) throws IOException {
    var file = new org.apache.hadoop.fs.Path(scheme + "://" + folder + "/file");
    FileSystem files = file.getFileSystem(hadoop);
    return WholeFiles.write(
        files,
        new org.apache.hadoop.fs.Path(file.getParent(), "elsewhere"),
        file,
        overwrite,
        out -> {
          if (text == null) {
            throw new IOException("amid");
          }
          out.write(text.getBytes());
        });
  }

  /** This machine's files, of which those that are to stay can't be deleted. */
  public static class UndeletingFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("undeleting:///");
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path file, boolean recursive) throws IOException {
      assertThat(file.getName()).isEqualTo("elsewhere");
      return super.delete(file, recursive);
    }
  }

  /** This machine's files, not moved onto others, as HDFS has it. */
  public static class UnreplacingFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("unreplacing:///");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      return !exists(to) && super.rename(from, to);
    }
  }

  /** The same for Hadoop's FileContext. */
  public static final class Unreplacing extends DelegateToFileSystem {
    public Unreplacing(URI uri, Configuration hadoop) throws IOException, URISyntaxException {
      super(uri, new UnreplacingFiles(), hadoop, "unreplacing", false);
    }
  }
}
