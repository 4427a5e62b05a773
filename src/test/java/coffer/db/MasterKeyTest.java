package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {
  private static final String GOOD =
      "8f3a1c5be2907d46f1b8c3da5e6720942bc7d81fa0e3569b47c2f8d10e9a6b35";

  @TempDir private Path folder;

  @Test
  void isReadBackAsItWasWritten() throws Exception {
    var file = folder.resolve("master.key");
    var key = MasterKey.generate();
    key.write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(MasterKey.read(file).id()).isEqualTo(key.id());
    assertThat(MasterKey.read(file).aes()).isEqualTo(key.aes());
  }

  @Test
  void isNeverWrittenOverAnother() throws Exception {
    var file = folder.resolve("master.key");
    MasterKey.generate().write(file);
    assertThatThrownBy(() -> MasterKey.generate().write(file))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----"})
  void aFileThatOthersMayOpenIsRefused(String mode) throws Exception {
    var file = folder.resolve("open.key");
    MasterKey.generate().write(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> MasterKey.read(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> MasterKey.read(folder.resolve("none.key")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.key");
  }

  @Test
  void isParsedInEitherCaseAndNeverShown() {
    assertThat(MasterKey.parse(GOOD.toUpperCase() + "\n").id())
        .isEqualTo(MasterKey.parse(GOOD).id());
    assertThat(MasterKey.parse(GOOD).toString()).doesNotContain(GOOD.substring(0, 16)).hasSize(19);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8f3a",
        "8f3a1c5be2907d46f1b8c3da5e6720942bc7d81fa0e3569b47c2f8d10e9a6b3",
        "zf3a1c5be2907d46f1b8c3da5e6720942bc7d81fa0e3569b47c2f8d10e9a6b35",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
        "6368616e67652d6d652d706c656173652d746869732d69732d612d6b65792121"
      })
  void whatNobodyDrewAtRandomIsRefusedWithoutRepeatingIt(String hex) {
    assertThatThrownBy(() -> MasterKey.parse(hex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("master key")
        .satisfies(e -> assertThat(hex.length() > 8 && e.getMessage().contains(hex)).isFalse());
  }

  @Test
  void whatWasDrawnAtRandomIsNeverRefused() throws Exception {
    for (int i = 0; i < 200; i++) {
      var file = folder.resolve(i + ".key");
      MasterKey.generate().write(file);
      assertThat(MasterKey.read(file)).isNotNull();
    }
  }
}
