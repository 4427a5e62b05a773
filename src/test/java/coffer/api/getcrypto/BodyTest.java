package coffer.api.getcrypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import coffer.api.BodyFields;
import coffer.http.Failure;
import coffer.http.WireJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request may say, and the sentence where it may not.
final class BodyTest {
  private static final String GOOD =
      """
      {"language": "en", "input_amount": 9, "currency": "rub", "cryptocurrency": "usdt",
       "project_id": "pr_64e5a94d9c3f4", "order_id": "ORD_123", "network": "bep20",
       "custom_fields": "{\\"custom_field_1\\": \\"value_1\\"}"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "language | \"de\" | The selected language is invalid.",
        "language | \"\" | The language field is required.",
        "language | \" \" | The language field is required.",
        "language | null | The language field is required.",
        "language | 5 | The language field must be a string.",
        "input_amount | \"nine\" | The input amount field must be a number.",
        "input_amount | true | The input amount field must be a number.",
        "input_amount | [9] | The input amount field must be a number.",
        "input_amount | {} | The input amount field must be a number.",
        "input_amount | \"NaN\" | The input amount field must be a number.",
        "input_amount | \"0x10\" | The input amount field must be a number.",
        "input_amount | \"1,5\" | The input amount field must be a number.",
        "input_amount | \"\" | The input amount field is required.",
        "input_amount | 0 | The input amount field must be at least 0.000001.",
        "input_amount | -1 | The input amount field must be at least 0.000001.",
        "input_amount | \"-1\" | The input amount field must be at least 0.000001.",
        "input_amount | 1e-7 | The input amount field must be at least 0.000001.",
        "input_amount | 1e-999999999 | The input amount field must be at least 0.000001.",
        "input_amount | 1e400 | The input amount field must not be greater than 1000000000.",
        "input_amount | \"1e400\" | The input amount field must not be greater than 1000000000.",
        "input_amount | 1e999999999 | The input amount field must not be greater than 1000000000.",
        "input_amount | \"1000000000.00000001\" | The input amount field must not be greater than 1000000000.",
        "input_amount | \"0.30000000000000004\" | The input amount field must have 0-8 decimal places.",
        "input_amount | 1.123456789 | The input amount field must have 0-8 decimal places.",
        "currency | \"gbp\" | The selected currency is invalid.",
        "currency | \"US\" | The selected currency is invalid.",
        "cryptocurrency | \"trx\" | The selected cryptocurrency is invalid.",
        "project_id | \"64e5a94d9c3f4\" | The project id field must start with one of the following: pr_.+The project id field must be 16 characters.",
        "project_id | \"pr_1\" | The project id field must be 16 characters.",
        "project_id | 7 | The project id field must be a string.",
        "order_id | 7 | The order id field must be a string.",
        "order_id | \"a\\u0000\" | The order id field format is invalid.",
        "order_id | \"\\ud800\" | The order id field format is invalid.",
        "network | \"btc\" | The selected network is invalid.",
        "network | \"polygon\" | The selected network is invalid.",
        "network | 5 | The network field must be a string.",
        "custom_fields | \"{\" | The custom fields field must be a valid JSON string.",
        "custom_fields | \"{}{}\" | The custom fields field must be a valid JSON string.",
        "custom_fields | \"NaN\" | The custom fields field must be a valid JSON string.",
        "custom_fields | \"1e99999999999\" | The custom fields field must be a valid JSON string.",
        "custom_fields | \"\\\"\\\\ud800\\\"\" | The custom fields field must be a valid JSON string.",
        "custom_fields | \"1e9999\" | The custom fields field must not be greater than 4000 characters.",
        "custom_fields | \"1e999999999\" | The custom fields field must be a valid JSON string.",
        "custom_fields | 5 | The custom fields field must be a valid JSON string.",
        "custom_fields | [] | The custom fields field must be a valid JSON string.",
      })
  void whatIsWrongIsSaid(String field, String value, String sentences) {
    var body = (ObjectNode) tree(GOOD);
    body.set(field, tree("{\"v\": " + value + "}").get("v"));
    assertThat(errors(BodyFields.of(body))).isEqualTo(List.of(sentences.split("\\+")));
  }

  @Test
  void whatIsTooLongIsSaid() {
    var body = (ObjectNode) tree(GOOD);
    body.put("order_id", "o".repeat(65));
    body.put("custom_fields", "\"" + "c".repeat(4_000) + "\"");
    assertThat(errors(BodyFields.of(body)))
        .containsExactly(
            "The order id field must not be greater than 64 characters.",
            "The custom fields field must not be greater than 4000 characters.");
    body.put("order_id", "o".repeat(64));
    body.put("custom_fields", "[".repeat(1_000) + "]".repeat(1_000));
    assertThat(errors(BodyFields.of(body)))
        .containsExactly("The custom fields field must be a valid JSON string.");
  }

  @Test
  void allThatIsMissingIsSaidAtOnce() {
    assertThat(errors(BodyFields.none()))
        .hasSize(7)
        .allMatch(error -> error.endsWith("is required."));
  }

  /// The samples of this API's own documentation pair a coin with a network that it is not on.
  @Test
  void aCoinIsPaidOnItsNetworksOnly() {
    for (var coin : GetCryptoCurrency.values()) {
      for (var word : List.of("bep20", "trc20", "erc20", "btc", "eth")) {
        var body = (ObjectNode) tree(GOOD);
        body.put("cryptocurrency", coin.text()).put("network", word);
        boolean token = coin == GetCryptoCurrency.USDT || coin == GetCryptoCurrency.USDC;
        boolean there = token ? word.endsWith("20") : word.equals(coin.text());
        assertThat(errors(BodyFields.of(body)).isEmpty()).as(coin + " on " + word).isEqualTo(there);
      }
    }
  }

  @Test
  void capitalLettersMeanTheSame() {
    var body = (ObjectNode) tree(GOOD);
    body.put("language", "EN").put("currency", "RUB").put("cryptocurrency", "USDT");
    body.put("network", "BEP20");
    assertThat(GetCryptoInvoiceRequest.read(BodyFields.of(body)))
        .isEqualTo(GetCryptoInvoiceRequest.read(BodyFields.of(tree(GOOD))));
  }

  @ParameterizedTest
  @CsvSource({
    "9,9",
    "'\"9\"',9",
    "'\" 9.50 \"',9.5",
    "1e3,1000",
    "'\".5\"',0.5",
    "0.000001,0.000001",
    "0.30000000000000004,0.3",
    "59.97000000000000241,59.97",
    "1000000000.00000001,1000000000",
    "0.0000009999999999999999,0.000001"
  })
  void aNumberIsReadAsItIsWritten(String written, String meant) {
    var body = (ObjectNode) tree(GOOD);
    body.set("input_amount", tree("{\"v\": " + written + "}").get("v"));
    assertThat(GetCryptoInvoiceRequest.read(BodyFields.of(body)).price().value())
        .isEqualByComparingTo(meant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1.50, \"b\": [true, null]} | {\"a\":1.50,\"b\":[true,null]}",
        "\"{\\\"a\\\": [1e4, 1e-7]}\" | {\"a\":[10000,0.0000001]}",
        "\"[1, 2]\" | [1,2]",
        "\"5\" | 5",
        "\"\\\"\\\\u0000\\\"\" | \"\\u0000\"",
        "\"\" | -",
        "null | -",
      })
  void customFieldsAreKeptAsJson(String given, String kept) {
    var body = (ObjectNode) tree(GOOD);
    body.set("custom_fields", tree("{\"v\": " + given + "}").get("v"));
    var read = GetCryptoInvoiceRequest.read(BodyFields.of(body)).customFields();
    assertThat(read.orElse("-")).isEqualTo(kept);
  }

  private static List<String> errors(BodyFields fields) {
    var _ = GetCryptoInvoiceRequest.read(fields);
    var failed = catchThrowableOfType(Failure.Failed.class, fields::check);
    if (failed == null) return List.of();
    var invalid = (Failure.Invalid) failed.failure();
    return invalid.errors().stream().map(FieldMessages::of).toList();
  }

  private static JsonNode tree(String json) {
    return WireJson.tree(GetCryptoJson.MAPPER, json.getBytes(UTF_8));
  }
}
