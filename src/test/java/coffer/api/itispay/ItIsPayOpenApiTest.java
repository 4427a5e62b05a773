package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.OpenApiContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The document in itself.
final class ItIsPayOpenApiTest {
  private final OpenApiContract contract = OpenApiContract.of("itispay", "Error");

  @Test
  void everyExampleIsWhatItsSchemaSays() {
    assertThat(contract.examples()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverythingIsReferredTo() {
    contract.references();
  }

  @Test
  void theWordsAreThoseOfTheCode() {
    var document = contract.document();
    for (var schema : List.of("Invoice", "StatusChange", "Simulation", "Changed")) {
      var words = new ArrayList<String>();
      document
          .at("/components/schemas/" + schema + "/properties/status/enum")
          .values()
          .forEach(word -> words.add(word.stringValue()));
      assertThat(words).containsExactlyElementsOf(ItIsPayStatus.BY_TEXT.keySet());
    }
  }
}
