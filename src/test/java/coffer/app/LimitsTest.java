package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.http.Form;
import coffer.http.HttpServer;
import coffer.http.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/limits.md` names each limit as the code has it.
final class LimitsTest {
  @TempDir private Path folder;

  /// What stands in the columns "what" and "how much".
  private record Row(String what, String howMuch) {
    static Row of(String what, String howMuch, Object... numbers) {
      return new Row(what, String.format(Locale.ROOT, howMuch, numbers));
    }
  }

  private List<Row> rows() throws IOException {
    var http = config().http();
    return List.of(
        Row.of(
            "the head of a request: its line and its headers",
            "%,d bytes",
            HttpServer.MAX_HEAD_BYTES),
        Row.of(
            "the body of a request, of any type",
            "`http.max_body_bytes` = %,d bytes",
            http.maxBodyBytes()),
        Row.of("fields of a form that a payment page sends", "%d", Form.MAX_FIELDS),
        Row.of("nesting of JSON", "%d levels", Wire.MAX_DEPTH),
        Row.of("digits of a number in JSON", "%d", Wire.MAX_DIGITS));
  }

  /// As it is where the operator says nothing.
  private Config config() throws IOException {
    var file = folder.resolve("coffer.toml");
    Files.writeString(file, "[http]\npublic_url = \"https://pay.example.com\"\n");
    return ConfigFile.read(
        file,
        Map.of(
            ConfigFile.MASTER_KEY_VARIABLE,
            "7f1c9be2d05a4836e19d27b4c8f0a65315d8be49a02c7f63e4b1906d5af8273c"));
  }

  @Test
  void every_number_is_the_one_in_the_code() throws Exception {
    var told =
        Files.readAllLines(Path.of("docs/limits.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| what "))
            .map(line -> line.split(" \\| "))
            .map(cells -> new Row(cells[0].substring(2), cells[1]))
            .toList();
    assertThat(told).containsExactlyElementsOf(rows());
  }
}
