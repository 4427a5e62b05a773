package coffer.api.coinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.OpenApiContract;
import org.junit.jupiter.api.Test;

/// The document in itself.
final class CoinVoiceOpenApiTest {
  private final OpenApiContract contract =
      OpenApiContract.of("coinvoice", "Error", "/coinvoice/api/v1");

  @Test
  void everyExampleIsWhatItsSchemaSays() {
    assertThat(contract.examples()).isEqualTo(7);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    contract.references();
  }

  @Test
  void goldenFilesAreWhatItSays() {
    for (var name :
        new String[] {"invoice", "invoice_paid", "invoice_expired", "invoice_unquoted"}) {
      contract.valid("Invoice", Golden.read(name + ".json").getBytes(UTF_8));
    }
    contract.valid("PaymentConfirmed", Golden.read("webhook.json").getBytes(UTF_8));
  }
}
