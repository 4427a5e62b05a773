package coffer.api.getcrypto;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.OpenApiContract;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The document in itself.
final class GetCryptoOpenApiTest {
  private final OpenApiContract contract = GetCryptoWorld.contract();

  @Test
  void itHoldsTogether() {
    contract.references();
    assertThat(contract.examples()).isGreaterThan(5);
  }

  @Test
  void itHasEveryWordOfTheCode() {
    assertThat(words("/components/schemas/Status/enum"))
        .isEqualTo(Arrays.stream(GetCryptoStatus.values()).map(GetCryptoStatus::text).toList());
    assertThat(words("/components/schemas/NewInvoice/properties/cryptocurrency/enum"))
        .isEqualTo(Arrays.stream(GetCryptoCurrency.values()).map(GetCryptoCurrency::text).toList());
    assertThat(words("/components/schemas/NewInvoice/properties/network/enum"))
        .isEqualTo(
            Arrays.stream(PaymentMethod.values())
                .map(PaymentMethod::networkCode)
                .distinct()
                .toList());
  }

  private Iterable<String> words(String pointer) {
    return contract.document().at(pointer).valueStream().map(JsonNode::stringValue).toList();
  }
}
