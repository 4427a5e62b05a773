package coffer.chain.bitcoin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexResponseTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":\"00ffA7\",\"error\":null,\"id\":0}",
        "{\"jsonrpc\":\"2.0\",\"result\":\"00ffa7\",\"id\":0}",
        "{ \"id\" : 0, \"error\" : null,\n \"result\" :\t \"00ffa7\" }"
      })
  void bytesAreFoundWhereverTheyStand(String answer) throws IOException {
    assertThat(read(answer, 100)).containsExactly(0, 0xff, 0xa7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":null,\"error\":null}",
        "{\"result\":\"00f\"}",
        "{\"result\":\"00fg\"}",
        "{\"result\":\"00 ff\"}",
        "{\"result\":12}"
      })
  void whatIsNoNumberOfBytesIsRefused(String answer) {
    assertThatThrownBy(() -> read(answer, 100)).isInstanceOf(MalformedBytes.class);
  }

  /// Wherever the one that is none stands.
  @Test
  void everyCharacterButADigitIsRefused() throws IOException {
    for (int place = 0; place < 20; place++) {
      for (int c = 0; c < 256; c++) {
        var answer = ("{\"result\":\"" + "5".repeat(20) + "\"}").getBytes(ISO_8859_1);
        answer[11 + place] = (byte) c;
        var in = new ByteArrayInputStream(answer);
        if (c == '"' && place % 2 == 0) {
          assertThat(read(in, -1, 100)).hasSize(place / 2);
        } else if (c < 128 && Character.digit(c, 16) >= 0) {
          var wanted = "5".repeat(place) + (char) c + "5".repeat(19 - place);
          assertThat(read(in, -1, 100)).isEqualTo(HexFormat.of().parseHex(wanted));
        } else {
          assertThatThrownBy(() -> read(in, -1, 100)).isInstanceOf(MalformedBytes.class);
        }
      }
    }
  }

  @Test
  void whatIsCutOffIsNoAnswer() {
    assertThatThrownBy(() -> read("{\"result\":\"00ff", 100)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read("<html>", 100)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(" ".repeat(5000), 100)).isInstanceOf(MalformedBytes.class);
  }

  @Test
  void aLongAnswerIsReadUpToItsLimit() throws IOException {
    var bytes = new byte[3_000_001];
    new Random(3).nextBytes(bytes);
    var answer = "{\"result\":\"" + HexFormat.of().formatHex(bytes) + "\",\"error\":null}";
    assertThat(read(answer, 4_000_000)).isEqualTo(bytes);
    assertThat(read(answer, 3_000_001)).isEqualTo(bytes);
    assertThatThrownBy(() -> read(answer, 3_000_000)).hasMessageContaining("too long");
  }

  private static byte[] read(String answer, int most) throws IOException {
    var bytes = answer.getBytes(US_ASCII);
    var told = read(new ByteArrayInputStream(bytes), bytes.length, most);
    assertThat(read(new ByteArrayInputStream(bytes), -1, most)).isEqualTo(told);
    return told;
  }

  private static byte[] read(InputStream in, long length, int most) throws IOException {
    var wire = HexResponse.read(in, length, most);
    return Arrays.copyOf(wire.bytes, wire.left());
  }
}
