package coffer.api.coinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.http.Failure;
import coffer.http.WireJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests as merchants' programs send them.
final class CoinVoiceInvoiceRequestTest {

  @Test
  void theUsualOne() {
    assertThat(read("request.json"))
        .isEqualTo(
            new CoinVoiceInvoiceRequest(
                Decimal.exact(new BigDecimal("100.00")),
                Optional.of("Заказ #42"),
                Optional.empty(),
                Optional.of("42"),
                Duration.ofHours(1)));
  }

  @Test
  void allThatThereIs() {
    assertThat(read("request_full.json"))
        .isEqualTo(
            new CoinVoiceInvoiceRequest(
                Decimal.exact(new BigDecimal("0.100001")),
                Optional.of("Premium план"),
                Optional.of("https://shop.example.com/hook"),
                Optional.of("42"),
                Duration.ofDays(7)));
  }

  @ParameterizedTest
  @CsvSource({"90, 90", "90.0, 90", "9e1, 90", "10080.000, 10080"})
  void aWholeNumberMayBeWrittenAsAnother(String written, long minutes) {
    assertThat(minutes(written)).isEqualTo(Duration.ofMinutes(minutes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"90.5", "0.0", "10080.5", "1e999999999", "1e-999999999", "\"90\"", "true"})
  void whatIsNoneIsRefused(String written) {
    assertThatThrownBy(() -> minutes(written)).isInstanceOf(Failure.Failed.class);
  }

  private static Duration minutes(String written) {
    return parse("{\"amount\": 1, \"expiry_minutes\": " + written + "}").lifetime();
  }

  private static CoinVoiceInvoiceRequest read(String name) {
    return parse(Golden.read(name));
  }

  private static CoinVoiceInvoiceRequest parse(String text) {
    var json = WireJson.tree(CoinVoiceJson.MAPPER, text.getBytes(UTF_8));
    var fields = BodyFields.of(json);
    var body = CoinVoiceInvoiceRequest.read(fields, _ -> Optional.empty());
    fields.check();
    return body;
  }
}
