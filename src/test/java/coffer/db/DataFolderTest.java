package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a database is does not depend on what folders' modes happen to be.
class DataFolderTest {
  @TempDir private Path top;
  private Path parent;
  private Path folder;
  private Path elsewhere;
  private ServerUser nobody;

  @BeforeEach
  void folders() throws IOException {
    Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxr-xr-x"));
    parent = Files.createDirectory(top.resolve("parent"));
    folder = Files.createDirectory(parent.resolve("postgres"));
    elsewhere = top.resolve("elsewhere");
    nobody = ServerUser.of(ServerUser.SHARED);
  }

  @Test
  void itIsInTheDataFolderAndStaysThere() throws IOException {
    mode("rwxr-xr-x");
    made(place(false));
    assertThat(place(true).home()).isEqualTo(folder);
    assertThat(Files.readString(folder.resolve("place"))).isEqualTo(".");
  }

  @Test
  void whenItsFolderCannotBeEnteredAnyMoreTheStartIsRefused() throws IOException {
    root();
    mode("rwxr-xr-x");
    made(place(false));
    mode("rwx------");
    assertThatThrownBy(() -> place(false))
        .hasMessageContaining("PostgreSQL runs as nobody, who may not enter " + parent);
  }

  @Test
  void aServersOwnUserThatCannotEnterItIsRefused() throws IOException {
    root();
    mode("rwx------");
    assertThatThrownBy(() -> place(true)).hasMessageContaining("chmod o+x " + parent);
  }

  @Test
  void aDemosPlaceElsewhereIsWrittenDownAndKeptWhenModesChange() throws IOException {
    root();
    mode("rwx------");
    var first = place(false);
    assertThat(first.home().getParent()).isEqualTo(elsewhere);
    made(first);
    mode("rwxr-xr-x");
    assertThat(place(false).home()).isEqualTo(first.home());
    var other = Files.createDirectory(parent.resolve("other"));
    mode("rwx------");
    assertThat(DataFolder.of(other, nobody, false, elsewhere).home()).isNotEqualTo(first.home());
  }

  @Test
  void aDatabaseThatIsGoneIsNotReplacedByAnEmptyOne() throws IOException {
    mode("rwxr-xr-x");
    var place = place(false);
    made(place);
    Files.delete(place.home().resolve("data"));
    assertThatThrownBy(() -> place(false)).hasMessageContaining("bring it back");
  }

  @Test
  void oneThatAnEarlierVersionPutElsewhereIsFoundAgain() throws IOException {
    var former = former();
    mode("rwxr-xr-x");
    assertThat(place(false).home()).isEqualTo(former);
    place(false).remember();
    assertThat(place(true).home()).isEqualTo(former);
  }

  @Test
  void oneThatBelongsToAnotherFolderIsNotTaken() throws IOException {
    var former = former();
    Files.writeString(former.resolve("folder"), "/srv/other/postgres");
    assertThatThrownBy(() -> place(false)).hasMessageContaining("belongs to /srv/other/postgres");
  }

  @Test
  void ofTwoDatabasesNoneIsChosen() throws IOException {
    former();
    mode("rwxr-xr-x");
    Files.createDirectory(folder.resolve("data"));
    assertThatThrownBy(() -> place(false)).hasMessageContaining("there are two databases");
  }

  private Path former() throws IOException {
    var former = elsewhere.resolve(Integer.toHexString(folder.toString().hashCode()));
    Files.createDirectories(former.resolve("data"));
    return former;
  }

  private DataFolder place(boolean own) throws IOException {
    return DataFolder.of(folder, nobody, own, elsewhere);
  }

  private void made(DataFolder place) throws IOException {
    place.create(nobody);
    Files.createDirectory(place.home().resolve("data"));
    place.remember();
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString(mode));
  }

  private static void root() {
    assumeTrue(ServerUser.root(), "only root has PostgreSQL run as another user");
  }
}
