package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.OpenApiContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The document in itself.
final class OpenApiTest {
  private final OpenApiContract contract = OpenApiContract.of("itispay", "Error");

  @Test
  void every_example_is_what_its_schema_says() {
    assertThat(contract.examples()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void every_reference_leads_somewhere_and_everything_is_referred_to() {
    contract.references();
  }

  @Test
  void the_words_are_those_of_the_code() {
    var document = contract.document();
    for (var schema : List.of("Invoice", "StatusChange", "Simulation", "Changed")) {
      var words = new ArrayList<String>();
      document
          .at("/components/schemas/" + schema + "/properties/status/enum")
          .values()
          .forEach(word -> words.add(word.stringValue()));
      assertThat(words).containsExactlyElementsOf(Word.BY_TEXT.keySet());
    }
  }
}
