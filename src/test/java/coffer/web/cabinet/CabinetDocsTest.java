package coffer.web.cabinet;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.user.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The tables of docs/cabinet.md say what the code does.
final class CabinetDocsTest {
  private static final String DOC = read();

  private static String read() {
    try {
      return Files.readString(Path.of("docs", "cabinet.md"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void rolesHaveThePermissionsOfTheTable() {
    for (var permission : Permission.values()) {
      var row =
          Pattern.compile("(?m)^\\| `" + name(permission) + "` \\|[^|]*\\|(.*)\\|$").matcher(DOC);
      assertThat(row.find()).as(permission.name()).isTrue();
      var cells = Arrays.stream(row.group(1).split("\\|")).map(String::strip).toList();
      var expected =
          Arrays.stream(Role.values())
              .map(role -> Permission.of(role).contains(permission) ? "yes" : "no")
              .toList();
      assertThat(cells).as(permission.name()).isEqualTo(expected);
    }
    assertThat(DOC).contains("| owner | admin | developer | support | viewer |");
    assertThat(List.of(Role.values()).stream().map(Role::text))
        .containsExactly("owner", "admin", "developer", "support", "viewer");
  }

  private static String name(Permission permission) {
    return permission.name().toLowerCase(Locale.ROOT);
  }
}
