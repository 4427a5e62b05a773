package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private final Redaction redaction =
      Redaction.of(
          List.of("https://me:p%40ss@node.example/v3/0123456789abcdef?key=fedcba9876543210"),
          Map.of("Authorization", "Bearer tok-12345678"),
          List.of("hunter2"));

  @Test
  void secretsAreNotShownHoweverTheyAreSpelled() {
    var said =
        redaction.of(
            "no https://me:p%40ss@node.example/v3/0123456789abcdef?key=fedcba9876543210 for"
                + " tok-12345678, p@ss, hunter2");
    assertThat(said)
        .contains("node.example/v3/***")
        .doesNotContain("p@ss", "p%40ss", "0123456789abcdef", "fedcba", "tok-", "hunter2");
  }

  /// A node may name what stands behind it.
  @Test
  void secretsOfOthersInAddressesAreNotShownEither() {
    assertThat(redaction.of("upstream http://u:secret@x/y?apikey=zzz&a=b failed"))
        .isEqualTo("upstream http://***x/y?apikey=***&a=b failed");
  }

  @Test
  void itIsOneLineAndNotLong() {
    assertThat(redaction.of("a\r\n  b\u0000c\u202Ed\u2028e")).isEqualTo("a b c d e");
    var said = redaction.of("\uD83D\uDE00".repeat(900));
    assertThat(said.codePointCount(0, said.length())).isEqualTo(500);
    assertThat(said).endsWith("\uD83D\uDE00…");
  }
}
