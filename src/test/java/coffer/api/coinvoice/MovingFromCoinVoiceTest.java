package coffer.api.coinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The programs on the page for those who move here, run as they stand there.
final class MovingFromCoinVoiceTest {
  private static final String SECRET = "whsec_" + "A".repeat(43) + "=";
  private static final String PYTHON =
      """

      import sys
      print(verified({"X-Signature": sys.argv[1]}, sys.argv[2].encode())["invoice_uid"])
      """;
  private static final String JAVASCRIPT =
      """

      console.log(verified({'x-signature': process.argv[2]}, Buffer.from(process.argv[3])).invoice_uid);
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"python, python3, check.py", "js, node, check.mjs"})
  void checksTheSignature(String language, String program, String file) throws Exception {
    var script = folder.resolve(file);
    Files.writeString(script, block(language) + (language.equals("js") ? JAVASCRIPT : PYTHON));
    var body = Golden.read("webhook.json").strip();
    var signature = "sha256=" + Golden.read("webhook.hmac").strip();
    assertThat(run(program, script, signature, body)).isEqualTo("0 abc123def456");
    assertThat(run(program, script, signature, body.replace("100", "900"))).startsWith("1");
    assertThat(run(program, script, signature.replace('0', '1'), body)).startsWith("1");
    assertThat(run(program, script, "", body)).startsWith("1");
  }

  private static String block(String language) throws IOException {
    var page = Files.readString(Path.of("docs/moving-from-coinvoice.md"));
    var found = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String run(String program, Path script, String signature, String body)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(program, script.toString(), signature, body);
    builder.environment().putAll(Map.of("WEBHOOK_SECRET", SECRET));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException _) {
      assumeTrue(false, program + " is not installed");
      throw new AssertionError();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return (process.exitValue() + " " + said).strip();
  }
}
