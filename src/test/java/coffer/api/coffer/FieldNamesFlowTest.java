package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A refusal names the field as the sender wrote it, wherever in the core it was refused.
final class FieldNamesFlowTest {
  private static final String INVOICES = "/coffer/v1/invoices";
  private static final String BTC = "{'asset': 'BTC', 'network': 'bitcoin'}";

  /// On a chain that was never read.
  private static final String UNREAD = "{'asset': 'BTC', 'network': 'bitcoin-testnet'}";

  @AutoClose private static final ApiWorld world = new ApiWorld();
  private ApiClient api = world.stranger();

  @BeforeEach
  void open() {
    var project = world.project(world.organization(), Mode.TEST);
    api = world.client(project, ApiKey.Kind.PROJECT, Scope.all());
  }

  @Test
  void anOptionThatIsNotToBeHadIsNamedByItsPlace() {
    refused("{'currency': 'EUR', 'amount': '5', 'options': [%s]}".formatted(UNREAD))
        .is("options[0].asset");
  }

  @Test
  void whereNoOptionWasSentTheListIsNamed() {
    var accepts = "{'accepts': [%s]}".formatted(UNREAD).replace('\'', '"');
    api.send("PATCH", "/coffer/v1/project", Optional.of(accepts)).is(200);
    var answer = api.post(INVOICES, "{'currency': 'EUR', 'amount': '5'}").is(422);
    assertThat(answer.get("/field")).isEqualTo("options");
  }

  @Test
  void aChoiceIsNamedAsTheChoice() {
    var two =
        "{'currency': 'EUR', 'amount': '5', 'options': [%s, {'asset': 'ETH', 'network': 'ethereum'}]}";
    var id = api.post(INVOICES, two.formatted(UNREAD)).is(201).get("/id");
    var answer = api.post(INVOICES + "/" + id + "/quote", UNREAD).is(422);
    assertThat(answer.get("/code")).isEqualTo("asset_unavailable");
    assertThat(answer.get("/field")).isEqualTo("asset");
  }

  @Test
  void aPartOfNothingIsNamedAsThePart() {
    var shop = world.shop();
    var invoice =
        shop.client()
            .post(INVOICES, "{'currency': 'BTC', 'amount': '1', 'options': [%s]}".formatted(BTC))
            .is(201)
            .get("/id");
    var nothing = "{'invoice': '%s', 'percent': '0'}".formatted(invoice);
    assertThat(shop.client().post("/coffer/v1/sandbox/pay", nothing).is(422).get("/field"))
        .isEqualTo("percent");
  }

  @Test
  void aWebhookIsNamedByWhatItsRequestHas() {
    var shop = world.shop().client();
    var inside = "{'url': 'http://10.0.0.1/'}";
    assertThat(shop.post("/coffer/v1/webhooks", inside).is(422).get("/field")).isEqualTo("url");
    var types = "{'url': 'https://shop.example/', 'types': ['invoice.*', '*']}";
    assertThat(shop.post("/coffer/v1/webhooks", types).is(422).get("/field")).isEqualTo("types[1]");
  }

  private record Named(String field) {
    void is(String expected) {
      assertThat(field).isEqualTo(expected);
    }
  }

  private Named refused(String body) {
    var answer = api.post(INVOICES, body).is(422);
    assertThat(answer.get("/code")).isEqualTo("asset_unavailable");
    return new Named(answer.get("/field"));
  }
}
