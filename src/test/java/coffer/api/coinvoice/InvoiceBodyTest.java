package coffer.api.coinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.Fields;
import coffer.http.Wire;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Requests as merchants' programs send them.
final class InvoiceBodyTest {

  @Test
  void theUsualOne() {
    assertThat(read("request.json"))
        .isEqualTo(
            new InvoiceBody(
                new BigDecimal("100.00"),
                Optional.of("Заказ #42"),
                Optional.empty(),
                Optional.of("42"),
                Duration.ofHours(1)));
  }

  @Test
  void allThatThereIs() {
    assertThat(read("request_full.json"))
        .isEqualTo(
            new InvoiceBody(
                new BigDecimal("0.100001"),
                Optional.of("Premium план"),
                Optional.of("https://shop.example.com/hook"),
                Optional.of("42"),
                Duration.ofDays(7)));
  }

  private static InvoiceBody read(String name) {
    var json = Wire.tree(CoinVoiceJson.MAPPER, Golden.read(name).getBytes(UTF_8));
    var fields = Fields.of(json);
    var body = InvoiceBody.read(fields, _ -> Optional.empty());
    fields.check();
    return body;
  }
}
