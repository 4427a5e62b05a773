package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import coffer.core.widget.PaymentWidgets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A shop's payment widgets, over HTTP.
final class PaymentWidgetsFlowTest {
  private static final String WIDGETS = "/coffer/v1/widgets";
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @Test
  void aWidgetIsMadeReadAndRemoved() {
    var plain = api.post(WIDGETS, "{'name': 'Top up'}").is(201);
    assertThat(plain.get("/currencies")).isEqualTo("[]");
    assertThat(plain.get("/amount")).isEqualTo("null");
    assertThat(plain.get("/deposit_addresses")).isEqualTo("false");
    var body =
        """
        {'name': 'Seat', 'currencies': ['EUR'], 'amount': '25.00', 'expires_in': 1800,
         'assets': [{'asset': 'usdt', 'network': 'TRON'}], 'callback_url': 'https://shop.example/paid',
         'deposit_addresses': true}
        """;
    var made = api.post(WIDGETS, body).is(201);
    var id = made.get("/id");
    assertThat(made.get("/url")).isEqualTo(ApiWorld.PUBLIC_URL + "/widget/" + id);
    assertThat(made.get("/amount")).isEqualTo("25");
    assertThat(made.get("/deposit_addresses")).isEqualTo("true");
    assertThat(made.get("/assets/0/asset")).isEqualTo("USDT");
    assertThat(made.get("/assets/0/network")).isEqualTo("tron");
    assertThat(api.get(WIDGETS + "/" + id).is(200).text()).isEqualTo(made.text());
    var first = api.get(WIDGETS + "?limit=1").is(200);
    assertThat(first.get("/data/0/id")).isEqualTo(plain.get("/id"));
    var rest = api.get(WIDGETS + "?cursor=" + first.get("/next_cursor")).is(200);
    assertThat(rest.get("/data/0/id")).isEqualTo(id);
    assertThat(rest.get("/next_cursor")).isEqualTo("null");
    remove(id).is(204);
    remove(id).is(404);
    api.get(WIDGETS + "/" + id).is(404);
  }

  private ApiClient.Answer remove(String id) {
    return api.send("DELETE", WIDGETS + "/" + id, Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name",
        "{'name': ' '}|name",
        "{'name': 'a', 'currencies': ['euro!']}|currencies",
        "{'name': 'a', 'currencies': ['EUR', 7]}|currencies[1]",
        "{'name': 'a', 'amount': '5'}|amount",
        "{'name': 'a', 'amount': '5', 'currencies': ['EUR', 'USD']}|amount",
        "{'name': 'a', 'amount': '0', 'currencies': ['EUR']}|amount",
        "{'name': 'a', 'amount': '1.123456789', 'currencies': ['EUR']}|amount",
        "{'name': 'a', 'assets': [{'asset': 'XYZ', 'network': 'tron'}]}|assets",
        "{'name': 'a', 'assets': [{'asset': 'USDT'}]}|assets[0].network",
        "{'name': 'a', 'expires_in': 0}|expires_in",
        "{'name': 'a', 'callback_url': 'http://10.0.0.1/'}|callback_url",
        "{'name': 'a', 'deposit_addresses': 'yes'}|deposit_addresses",
        "{'name': 'a', 'title': 'b'}|title"
      })
  void whatIsWrongIsNamed(String body, String field) {
    assertThat(api.post(WIDGETS, body).is(422).text()).contains("\"" + field + "\"");
    assertThat(api.get(WIDGETS).get("/data")).isEqualTo("[]");
  }

  @Test
  void aProjectHasAtMostAHundred() {
    for (int i = 0; i < PaymentWidgets.MAX_WIDGETS; i++) {
      api.post(WIDGETS, "{'name': 'Top up'}").is(201);
    }
    var refused = api.post(WIDGETS, "{'name': 'Top up'}").is(422);
    assertThat(refused.get("/detail")).contains("100 widgets");
  }

  @Test
  void itTakesTheScope() {
    var reader = world.client(shop.project(), ApiKey.Kind.PROJECT, Set.of(Scope.INVOICES_READ));
    reader.get(WIDGETS).is(200);
    reader.post(WIDGETS, "{'name': 'Top up'}").is(403);
  }
}
