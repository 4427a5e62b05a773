package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class WireJsonTest {
  @Test
  void aCompressedBodyIsCalledThat() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"amount\":\"1\"}".getBytes(UTF_8));
    }
    assertThatThrownBy(() -> WireJson.tree(WireJson.MAPPER, packed.toByteArray()))
        .isInstanceOfSatisfying(
            Failure.Failed.class,
            e ->
                assertThat(e.failure())
                    .isEqualTo(
                        new Failure.BadBody("", "it is compressed with gzip: send it as it is")));
  }
}
