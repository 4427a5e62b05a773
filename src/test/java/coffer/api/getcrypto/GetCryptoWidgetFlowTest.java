package coffer.api.getcrypto;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Project;
import coffer.core.merchant.SettingsStore;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the widget offers, and the headers of every answer.
final class GetCryptoWidgetFlowTest {
  @AutoClose private static final GetCryptoWorld world = new GetCryptoWorld();
  private final ApiClient api = world.api;

  @Test
  void everyCoinIsOfferedWithItsNumbersAndItsPrice() {
    var answer = api.get(path("eur", "11")).is(200);
    assertThat(answer.get("/data/project_name")).isEqualTo("Web");
    assertThat(answer.get("/data/success_url")).isEqualTo("null");
    assertThat(answer.text())
        .contains(
            "\"usdt\":{\"id\":1,\"label\":\"USDT\",\"networks\":{"
                + "\"bep20\":{\"id\":1,\"label\":\"BEP20\"},"
                + "\"trc20\":{\"id\":2,\"label\":\"TRC20\"},"
                + "\"erc20\":{\"id\":3,\"label\":\"ERC20\"}}}")
        .contains(
            "\"btc\":{\"id\":3,\"label\":\"BTC\",\"networks\":{\"btc\":{\"id\":7,\"label\":\"BTC\"}}}")
        .contains(
            "\"eth\":{\"id\":4,\"label\":\"ETH\",\"networks\":{\"eth\":{\"id\":8,\"label\":\"ETH\"}}}")
        .endsWith("},\"status\":true}");
    assertThat(answer.get("/data/amounts/usdt")).isEqualTo("12.222223"); // 11 / 0.9, rounded up
    assertThat(answer.get("/data/amounts/btc")).isEqualTo("0.000184"); // 11 / 60000, rounded up
    assertThat(answer.get("/data/amounts/eth")).isEqualTo("0.0044");
  }

  @Test
  void aPriceInTheCoinItselfIsThatPrice() {
    assertThat(api.get(path("btc", "0.5")).is(200).get("/data/amounts/btc")).isEqualTo("0.5");
    assertThat(api.get(path("usdc", "1e1")).is(200).get("/data/amounts/usdc")).isEqualTo("10");
  }

  @Test
  void whatTheProjectDoesNotTakeIsLeftOut() {
    var project = world.core.db.tx(GetCryptoWidgetFlowTest::shop);
    var shop = world.client(project, ApiKey.Kind.PROJECT, Set.of());
    var answer = shop.get(path("eur", "11").replace(world.project(), "pr_" + project.code()));
    assertThat(answer.is(200).get("/data/methods"))
        .isEqualTo(
            "{\"usdt\":{\"id\":1,\"label\":\"USDT\","
                + "\"networks\":{\"trc20\":{\"id\":2,\"label\":\"TRC20\"}}}}");
    assertThat(answer.get("/data/amounts")).isEqualTo("{\"usdt\":12.222223}");
    assertThat(answer.get("/data/success_url")).isEqualTo("https://shop.example/thanks");
    assertThat(answer.get("/data/fail_url")).isEqualTo("https://shop.example/sorry");
    var body = GetCryptoWorld.body("pr_" + project.code(), GetCryptoWorld.order(), "btc", "btc");
    assertThat(shop.post(GetCryptoWorld.INVOICES, body).is(422).get("/errors/network/0"))
        .isEqualTo("The selected network is invalid.");
  }

  private static Project shop(Tx tx) {
    var core = world.core;
    var made = core.merchants.createProject(tx, core.organization, "Small", Mode.TEST);
    var store = new SettingsStore(core.chains);
    var now = store.lock(tx, made);
    var changed =
        now.change()
            .accepts(List.of("USDT:tron"))
            .returnUrl(Optional.of("https://shop.example/thanks"))
            .failUrl(Optional.of("https://shop.example/sorry"))
            .build();
    store.save(tx, made, changed);
    return core.merchants.project(tx, made.id()).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "amount=11, amount=, amount, The amount field is required.",
    "amount=11, amount=x, amount, The amount field must be a number.",
    "amount=11, amount=1e400, amount, The amount field must not be greater than 1000000000.",
    "amount=11, amount=-1, amount, The amount field must be at least 0.000001.",
    "currency=eur, currency=gbp, currency, The selected currency is invalid.",
    "language=en, l=en, language, The language field is required.",
    "order_id=1, order_id=%00, order_id, The order id field format is invalid.",
    "project_id=pr_, project_id=pr, project_id, The project id field must start with one of the following: pr_.",
  })
  void whatIsWrongIsSaid(String part, String instead, String field, String sentence) {
    var answer = api.get(path("eur", "11").replace(part, instead)).is(422);
    assertThat(answer.get("/errors/" + field + "/0")).isEqualTo(sentence);
    assertThat(answer.get("/message")).startsWith(sentence);
  }

  @Test
  void aSumInFloatsIsTakenInAQueryToo() {
    var taken = api.get(path("eur", "59.970000000000006")).is(200).text();
    assertThat(taken).isEqualTo(api.get(path("EUR", "59.97")).is(200).text());
    var twice = api.get(path("eur", "11") + "&amount=12").is(422);
    assertThat(twice.get("/errors/amount/0")).isEqualTo("The amount field must be given once.");
    api.get(path("eur", "11") + "&amount=11&_=1700").is(200);
  }

  @Test
  void allThatIsMissingIsSaidAtOnce() {
    var all = api.get("/getcrypto/v1/widget").is(422);
    assertThat(all.get("/message"))
        .isEqualTo("The project id field is required. (and 4 more errors)");
  }

  private static String path(String currency, String amount) {
    return "/getcrypto/v1/widget?project_id=%s&currency=%s&language=en&amount=%s&order_id=1"
        .formatted(world.project(), currency, amount);
  }
}
