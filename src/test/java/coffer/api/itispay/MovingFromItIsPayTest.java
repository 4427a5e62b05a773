package coffer.api.itispay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs on the page for those who move here, run as they stand there.
final class MovingFromItIsPayTest {
  private static final Path GOLDEN = Path.of("src/test/resources/coffer/api/itispay");
  private static final String SECRET = "whsec_" + "A".repeat(43) + "=";
  private static final String PYTHON =
      """

      import sys
      print(verified({"X-Signature": sys.argv[1]}, sys.argv[2].encode())["order_id"])
      """;
  private static final String GO =
      """

      func main() {
      	if !Verified(os.Getenv("WEBHOOK_SECRET"), []byte(os.Args[2]), os.Args[1]) {
      		os.Exit(1)
      	}
      	println("order-1042")
      }
      """;

  @TempDir private Path folder;

  @Test
  void pythonChecksTheSignature() throws Exception {
    var script = folder.resolve("check.py");
    Files.writeString(script, block("python") + PYTHON);
    checks(List.of("python3", script.toString()));
  }

  @Test
  void goChecksTheSignature() throws Exception {
    var program = folder.resolve("check.go");
    var main = block("go").replace("package hook", "package main");
    Files.writeString(program, main.replace("import (", "import (\n\t\"os\"") + GO);
    checks(List.of("go", "run", program.toString()));
  }

  private static void checks(List<String> program) throws Exception {
    var body = Files.readString(GOLDEN.resolve("webhook.json")).strip();
    var signature = Files.readString(GOLDEN.resolve("webhook.hmac")).strip();
    assertThat(run(program, signature, body)).isEqualTo("0 order-1042");
    assertThat(run(program, signature, body.replace("25", "95"))).startsWith("1");
    assertThat(run(program, "0" + signature.substring(1), body.replace("u", "v"))).startsWith("1");
    assertThat(run(program, "", body)).startsWith("1");
  }

  private static String block(String language) throws IOException {
    var page = Files.readString(Path.of("docs/moving-from-itispay.md"));
    var found = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String run(List<String> program, String signature, String body)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(program);
    command.addAll(List.of(signature, body));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("WEBHOOK_SECRET", SECRET);
    Process process;
    try {
      process = builder.start();
    } catch (IOException _) {
      assumeTrue(false, program.getFirst() + " is not installed");
      throw new AssertionError();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return (process.exitValue() + " " + said).strip();
  }
}
