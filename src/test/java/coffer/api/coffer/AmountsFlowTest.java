package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Amounts as programs send them; the answer shows what was taken.
final class AmountsFlowTest {
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private static final ApiClient api = world.shop().client();

  @ParameterizedTest
  @CsvSource({
    "'\"12.50\"', 12.5",
    "25, 25",
    "0.30000000000000004, 0.3",
    "59.970000000000006, 59.97",
    "3.3333333333333335, 3.33333333",
    "1e2, 100",
    "'\"any\"', null",
  })
  void theAnswerShowsWhatWasTaken(String written, String taken) {
    var body = "{\"currency\": \"EUR\", \"amount\": " + written + "}";
    assertThat(api.postRaw("/coffer/v1/invoices", body).is(201).get("/amount")).isEqualTo(taken);
  }

  @Test
  void everyOtherAmountIsReadTheSameWay() {
    var body =
        "{'currency': 'BTC', 'amount': 0.00300000000000000014, 'tolerance_percent': 33.33333333333333,"
            + " 'options': [{'asset': 'btc', 'network': 'Bitcoin'}], 'expires_in': 60.0}";
    var invoice = api.post("/coffer/v1/invoices", body).is(201);
    assertThat(invoice.get("/amount")).isEqualTo("0.003");
    assertThat(invoice.get("/tolerance_percent")).isEqualTo("33.333333");
    var pay = "{'invoice': '%s', 'amount': 0.30000000000000004}".formatted(invoice.get("/id"));
    assertThat(api.post("/coffer/v1/sandbox/pay", pay).is(200).get("/outputs/0/amount"))
        .isEqualTo("0.3");
    var cap =
        "{'unconfirmed': [{'asset': 'BTC', 'network': 'bitcoin', 'up_to': 0.0030000000000000001}]}";
    assertThat(api.patch("/coffer/v1/project", cap).is(200).get("/unconfirmed/0/up_to"))
        .isEqualTo("0.003");
  }
}
