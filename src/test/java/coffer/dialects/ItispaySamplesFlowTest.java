package coffer.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Storefront;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The request bodies of the third vendor's page, which has no programs: as they were published,
/// but for the `string` that names no coin and the ids of the orders.
final class ItispaySamplesFlowTest {
  private static final OpenApiContract CONTRACT =
      OpenApiContract.of("itispay", "Error", "/itispay/api/v1", "/api/v1");

  @AutoClose private static final Storefront shop = new Storefront();

  private static ApiClient client(String key) {
    return new ApiClient(shop.url(), Credential.apiKey(key), CONTRACT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1", "/itispay/api/v1"})
  void bodiesDoWhatThePageSays(String root) {
    var api = client(shop.keys().itispay());
    assertThat(api.postRaw(root + "/invoices", body("create")).is(422).get("/error"))
        .isEqualTo("validation_error");
    var create =
        body("create")
            .replace("\"currency\": \"string\"", "\"currency\": \"BTC\"")
            .replace("\"order_id\": \"string\"", "\"order_id\": \"string%s\"".formatted(root));
    var created = api.postRaw(root + "/invoices", create).is(201);
    assertThat(created.get("/status")).isEqualTo("new");
    assertThat(created.get("/crypto_amount")).isEqualTo("0.1");
    assertThat(created.get("/fiat_amount")).isEqualTo("0.1");
    assertThat(created.get("/crypto_amount_in_units")).isEqualTo("10000000");
    assertThat(created.get("/expire_min")).isEqualTo("1");
    var id = created.get("/invoice_id");
    assertThat(api.get(root + "/invoices/" + id).is(200).json()).isEqualTo(created.json());
    assertThat(api.get(root + "/invoices?status=new&page_size=100").is(200).text()).contains(id);
    assertThat(
            api.send("PATCH", root + "/invoices/" + id, java.util.Optional.of(body("status")))
                .is(200)
                .get("/status"))
        .isEqualTo("new");
    var simulate =
        body("simulate")
            .replace("\"invoice_id\": \"string\"", "\"invoice_id\": \"%s\"".formatted(id));
    assertThat(api.postRaw(root + "/webhooks/simulate", simulate).is(200).get("/status"))
        .isEqualTo("success");
    var archived =
        api.postRaw(root + "/archived", body("archived").replace("order-123", "order" + root))
            .is(201);
    assertThat(archived.get("/status")).isEqualTo("archived");
    assertThat(archived.get("/created_at")).isEqualTo("2023-01-01T10:00:00Z");
    assertThat(archived.get("/expires_at")).isEqualTo("2023-01-01T10:00:00Z");
    assertThat(archived.get("/blockchain_details")).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1", "/itispay/api/v1"})
  void aProjectIsMadeByTheAccount(String root) {
    var account = client(shop.keys().account());
    var body = body("project").replace("My API Project", "My API Project " + root);
    var made = account.postRaw(root + "/projects", body).is(201);
    assertThat(UUID.fromString(made.get("/project_id"))).isNotNull();
    assertThat(made.get("/api_key")).matches("[0-9a-f]{64}");
    client(made.get("/api_key")).get(root + "/invoices").is(200);
    client(shop.keys().itispay()).postRaw(root + "/projects", body).is(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1", "/itispay/api/v1"})
  void whatIsPublicNeedsNoKey(String root) {
    var anybody =
        root.startsWith("/itispay")
            ? client(shop.keys().itispay()).as(Credential.none())
            : client(shop.keys().itispay());
    assertThat(anybody.get(root + "/currencies").is(200).json().isArray()).isTrue();
    assertThat(anybody.get(root + "/rates").is(200).json().at("/rates/BTC").isNumber()).isTrue();
  }

  private static String body(String name) {
    return new Sample("itispay/" + name + ".json").text();
  }
}
