package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs on the page for those who move here, run as they stand there, and its tables.
final class MovingFromOnchainPayTest {
  private static final String PUBLIC = "A".repeat(86) + "==";
  private static final String SECRET = "b/+".repeat(28) + "bw==";
  private static final String SIGNED = "\nprintf '%s %s' \"$SIGNATURE\" \"$BODY\"";
  private static final String PYTHON =
      """

      import sys
      headers = {"x-api-public-key": sys.argv[1], "x-api-signature": sys.argv[2]}
      print(verified(headers, sys.argv[3].encode())["id"])
      """;

  @TempDir private Path folder;

  @Test
  void theShellSignsAsTheServerExpects() throws Exception {
    var signs = block("(URL=https.*?)curl");
    var signed = run("sh", "-c", signs + SIGNED).split(" ", 3);
    assertThat(signed[0]).isEqualTo("0");
    assertThat(signed[1]).isEqualTo(OnchainPayClient.hmac(SECRET, signed[2]));
    var body = OnchainPayJson.MAPPER.readTree(signed[2]);
    assertThat(body.path("nonce").asString()).hasSizeGreaterThan(10);
  }

  @Test
  void pythonChecksTheSignatureOfAWebhook() throws Exception {
    var script = folder.resolve("check.py");
    Files.writeString(script, block("```python\n(.*?)```") + PYTHON);
    var body = "{\"id\":\"1042\",\"description\":\"Заказ\"}";
    var signature = OnchainPayClient.hmac(SECRET, body);
    var file = script.toString();
    assertThat(run("python3", file, PUBLIC, signature, body)).isEqualTo("0 1042");
    assertThat(run("python3", file, PUBLIC, signature, body.replace("10", "20"))).startsWith("1");
    assertThat(run("python3", file, SECRET, signature, body)).startsWith("1");
    assertThat(run("python3", file, PUBLIC, "", body)).startsWith("1");
  }

  @Test
  void everyErrorIsInTheTable() throws IOException {
    var table =
        Pattern.compile("(?m)^\\| (\\d{4}) \\| `(\\w+)` \\| (\\d{3}) \\|")
            .matcher(page())
            .results()
            .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3));
    assertThat(table)
        .containsExactlyElementsOf(
            Arrays.stream(OnchainPayErrorCode.values())
                .map(code -> code.number() + " " + code.name() + " " + code.status())
                .toList());
  }

  @Test
  void theTableTellsWhichMethodsAreOffered() throws IOException {
    var methods =
        OnchainPayJson.MAPPER
            .readTree(
                Files.readString(Path.of("src/main/resources/coffer/api/onchainpay/openapi.json")))
            .path("paths");
    var rows =
        Pattern.compile("(?m)^\\| (partner )?`([\\w/-]+)` \\| [^|]+ \\| (offered|not yet) \\|")
            .matcher(page())
            .results()
            .toList();
    assertThat(rows).hasSize(85);
    for (var row : rows) {
      var path = (row.group(1) == null ? "/api-gateway/" : "/partner/api/") + row.group(2);
      var tag = methods.path(path).path("post").path("tags").path(0).asString();
      assertThat(tag.equals("Not offered")).as(path).isEqualTo(row.group(3).equals("not yet"));
    }
    var offered = rows.stream().filter(row -> row.group(3).equals("offered")).count();
    assertThat(page()).contains("Coffer offers " + offered + " of the 85 methods");
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/moving-from-onchainpay.md"));
  }

  private static String block(String pattern) throws IOException {
    var found = Pattern.compile(pattern, Pattern.DOTALL).matcher(page());
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  /// The exit status and the output.
  private static String run(String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("PUBLIC", PUBLIC, "SECRET", SECRET));
    Process process;
    try {
      process = builder.start();
    } catch (IOException _) {
      assumeTrue(false, command[0] + " is not installed");
      throw new AssertionError();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return (process.exitValue() + " " + said).strip();
  }
}
