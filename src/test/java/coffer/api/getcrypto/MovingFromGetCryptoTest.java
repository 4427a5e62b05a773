package coffer.api.getcrypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import coffer.api.BodyFields;
import coffer.http.WireJson;
import coffer.webhook.WebhookSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands on the page for those who move here is so: its program is run as it stands there.
final class MovingFromGetCryptoTest {
  private static final WebhookSecret SECRET = new WebhookSecret(new byte[32]);
  private static final String MAIN =
      """

      import sys
      print(paid(sys.argv[2].encode(), sys.argv[1]))
      """;

  @TempDir private Path folder;

  @Test
  void theRequestAndItsAnswerAreOurs() throws IOException {
    var answer = block("```json\n(.*?)```").replaceAll("\n\\s*", "");
    GetCryptoWorld.contract().valid("InvoiceAnswer", answer.getBytes(UTF_8));
    var request = WireJson.tree(WireJson.MAPPER, block("-d '(\\{.*?\\})'").getBytes(UTF_8));
    var fields = BodyFields.of(request);
    var body = GetCryptoInvoiceRequest.read(fields);
    fields.check();
    assertThat(body.customFields()).contains("{\"table\":7}");
  }

  @Test
  void theProgramChecksTheSignature() throws Exception {
    var script = folder.resolve("check.py");
    Files.writeString(script, block("```python\n(.*?)```") + MAIN);
    var body = "{\"data\":{\"id\":\"in_64e5a94d9c3f4\"},\"status\":true}";
    var signature = SECRET.hmac(body);
    assertThat(run(script, signature, body)).isEqualTo("{'id': 'in_64e5a94d9c3f4'}");
    assertThat(run(script, signature, body.replace("9c", "9d"))).isEqualTo("None");
    assertThat(run(script, "", body)).isEqualTo("None");
  }

  private static String block(String pattern) throws IOException {
    var page = Files.readString(Path.of("docs/moving-from-getcrypto.md"));
    var found = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  private static String run(Path script, String signature, String body)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder("python3", script.toString(), signature, body);
    builder.environment().put("WEBHOOK_SECRET", SECRET.text());
    builder.redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (IOException _) {
      assumeTrue(false, "python3 is not installed");
      throw new AssertionError();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }
}
