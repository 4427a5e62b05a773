package coffer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Forms with files, as browsers send them, and what is no such form.
final class MultipartFormTest {
  private static Optional<MultipartForm> read(String body) {
    return MultipartForm.read(body.getBytes(ISO_8859_1), 3);
  }

  private static String part(String head, String value) {
    return "------WebKit7x\r\nContent-Disposition: form-data; "
        + head
        + "\r\n\r\n"
        + value
        + "\r\n";
  }

  private static final String END = "------WebKit7x--\r\n";

  @Test
  void fieldsAndFilesAreRead() {
    var bytes = new String(new byte[] {0, 13, 10, 45, 45, (byte) 0xff}, ISO_8859_1);
    var name = new String("Привет".getBytes(UTF_8), ISO_8859_1);
    var form =
        read(part("name=\"title\"", name)
                + part("name=\"logo\"; filename=\"a.png\"\r\nContent-Type: image/png", bytes)
                + part("name=\"title\"", "second")
                + END)
            .orElseThrow();
    assertThat(form.fields()).containsOnly(java.util.Map.entry("title", "Привет"));
    assertThat(form.files().get("logo")).isEqualTo(new byte[] {0, 13, 10, 45, 45, (byte) 0xff});
  }

  @Test
  void whatIsNoSuchFormIsRefused() {
    assertThat(read("")).isEmpty();
    assertThat(read("------WebKit7x")).isEmpty();
    assertThat(read(part("name=\"a\"", "1"))).as("torn").isEmpty();
    assertThat(read("------WebKit7x\r\nname\r\n" + END)).as("no head").isEmpty();
    assertThat(read(part("filename=\"a\"", "1") + END)).as("no name").isEmpty();
    var many = new StringBuilder();
    IntStream.range(0, 4).forEach(i -> many.append(part("name=\"f" + i + "\"", "1")));
    assertThat(read(many + END)).as("too many").isEmpty();
  }

  @Test
  void hostileBodiesEnd() {
    var large = new byte[256 << 10];
    Arrays.fill(large, (byte) '-');
    assertThat(MultipartForm.read(large, 100)).isEmpty();
    assertThat(read("\r\n------WebKit7x".repeat(1000))).isEmpty();
  }
}
