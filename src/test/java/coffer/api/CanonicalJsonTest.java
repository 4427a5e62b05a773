package coffer.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.http.WireJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which bodies say the same.
final class CanonicalJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":{\"c\":[1,2],\"d\":null}} | { \"b\" : {\"d\": null, \"c\":[1, 2]}, \"a\":1 }",
        "{\"a\":100} | {\"a\":1e2}",
        "{\"a\":1.50} | {\"a\":1.5}",
        "{\"a\":-0.0} | {\"a\":0}",
        "{\"a\":\"\\u0041\\/\"} | {\"a\":\"A/\"}",
      })
  void theSameIsTheSame(String one, String other) {
    assertThat(canonical(one)).isEqualTo(canonical(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | {\"a\":\"1\"}",
        "{\"a\":null} | {}",
        "{\"a\":[1,2]} | {\"a\":[2,1]}",
        "{\"a\":[1,[2]]} | {\"a\":[[1],2]}",
        "{\"a\":\"b,1\\\"c\"} | {\"a\":\"b\",\"c\":\"\"}",
        "{\"a\":1e999999999} | {\"a\":1e999999998}",
        "{\"a\":true} | {\"a\":\"true\"}",
        "{\"a\":{}} | {\"a\":[]}",
      })
  void whatDiffersDiffers(String one, String other) {
    assertThat(canonical(one)).isNotEqualTo(canonical(other));
  }

  private static byte[] canonical(String json) {
    return BodyFields.of(WireJson.tree(WireJson.MAPPER, json.getBytes(UTF_8)))
        .canonical(java.util.Set.of());
  }
}
