package coffer.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import coffer.http.Failure;
import coffer.http.FieldError;
import coffer.http.WireJson;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The fields of a body, one by one.
final class BodyFieldsTest {

  @Test
  void cartsSummedInFloatsAreTakenAsWhatTheyAre() {
    var seed = Long.getLong("seed", System.nanoTime());
    for (int decimals = 0; decimals <= 8; decimals += 2) {
      int places = decimals;
      Carts.random(seed, 2_000, places)
          .forEach(
              cart ->
                  assertThat(
                          read("{'amount':" + cart.json() + "}")
                              .amount("amount")
                              .orElseThrow()
                              .at(places))
                      .as("seed %d: %s", seed, cart)
                      .hasValueSatisfying(it -> assertThat(it).isEqualByComparingTo(cart.exact())));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1e2, 100",
    "0.30000000000000004, 0.3",
    "-0.0, 0",
    "'\"12.50\"', 12.5",
    "'\"0.123456789012345678\"', 0.123456789012345678",
  })
  void anAmountIsANumberOrAText(String written, BigDecimal taken) {
    var fields = read("{'amount':" + written + "}");
    assertThat(fields.amount("amount").orElseThrow().value()).isEqualByComparingTo(taken);
    fields.check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-1e-9",
        "1e19",
        "1e999999999",
        "1e-999999999",
        "1000e2147483640",
        "true",
        "[1]",
        "{}",
        "\"1e2\"",
        "\"-1\"",
        "\"\"",
        "\"any\"",
      })
  void anythingElseIsNoAmount(String written) {
    var fields = read("{'amount':" + written + "}");
    assertThat(fields.amount("amount")).isEmpty();
    assertThat(faults(fields, false)).containsExactly("amount");
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "60.0, 60", "6e1, 60", "-0.0, 0", "30.000000000000004, 30"})
  void aWholeNumberMayBeWrittenAsAFloat(String written, long taken) {
    var fields = read("{'n':" + written + "}");
    assertThat(fields.whole("n", 0, 100)).contains(taken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.5", "-1", "101", "1e3", "1e999999999", "1e-999999999", "\"60\"", "true"})
  void anythingElseIsNoWholeNumber(String written) {
    var fields = read("{'n':" + written + "}");
    assertThat(fields.whole("n", 0, 100)).isEmpty();
    assertThat(faults(fields, false)).containsExactly("n");
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "33.33333333333333, 33.333333", "100.00000000000001, 100", "'\"1\"', 1"})
  void aPercentageMayBeComputed(String written, BigDecimal taken) {
    assertThat(read("{'p':" + written + "}").percent("p").orElseThrow())
        .isEqualByComparingTo(taken);
  }

  @Test
  void whatIsNotReadIsPassedOverOrNamed() {
    assertThat(faults(misspelt(), false)).isEmpty();
    assertThat(faults(misspelt(), true)).containsExactly("amuont", "?", "options[1].netwrok");
  }

  @Test
  void theUnknownIsNotRepeatedForEver() {
    var body = new StringBuilder("{'a':1");
    for (int i = 0; i < 500; i++) body.append(",'x").append(i).append("':1");
    assertThat(faults(read(body.append('}').toString()), true)).hasSize(20);
  }

  private static BodyFields misspelt() {
    var fields =
        read(
            """
            {'amount':1,'amuont':2,'\\u0000':3,'meta':{'any':'thing'},
             'options':[{'asset':'A','network':'n'},{'asset':'A','netwrok':'n'}]}
            """);
    fields.amount("amount");
    fields.map("meta", 5, 9, 9);
    for (var option : fields.objects("options", 5).orElseThrow()) {
      option.text("asset", 9);
      option.text("network", 9);
    }
    return fields;
  }

  private static List<String> faults(BodyFields fields, boolean all) {
    var failed =
        catchThrowableOfType(
            Failure.Failed.class,
            () -> {
              if (all) fields.checkAll();
              else fields.check();
            });
    if (failed == null) return List.of();
    return ((Failure.Invalid) failed.failure()).errors().stream().map(FieldError::field).toList();
  }

  private static BodyFields read(String json) {
    return BodyFields.of(WireJson.tree(WireJson.MAPPER, json.replace('\'', '"').getBytes(UTF_8)));
  }
}
