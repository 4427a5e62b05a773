package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.link.PaymentLinkStore;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A shop's payment links, over HTTP.
final class PaymentLinksFlowTest {
  private static final String LINKS = "/coffer/v1/payment-links";
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @Test
  void aLinkIsMadeChangedAndDisabled() {
    var plain = api.post(LINKS, "{'title': 'Seat', 'currency': 'eur', 'amount': '25.00'}").is(201);
    assertThat(plain.get("/currency")).isEqualTo("EUR");
    assertThat(plain.get("/amount")).isEqualTo("25");
    assertThat(plain.get("/status")).isEqualTo("open");
    assertThat(plain.get("/reusable")).isEqualTo("true");
    assertThat(plain.get("/url")).matches(ApiWorld.PUBLIC_URL + "/link/[0-9a-z]{10}");
    var body =
        """
        {'title': 'Library', 'description': 'Every sum helps.', 'submit_type': 'donate', 'currency': 'EUR',
         'min_amount': '1', 'max_amount': 1000, 'suggested_amounts': ['5', '12.50'], 'reusable': false,
         'custom_fields': [{'label': 'Name', 'required': true},
           {'label': 'Size', 'type': 'choice', 'options': ['S', 'M']}],
         'assets': [{'asset': 'usdt', 'network': 'TRON'}], 'expires_at': '2035-12-31T23:59:59+01:00',
         'invoice_expires_in': 1800, 'thanks': 'Thank you!', 'return_url': 'https://shop.example/thanks'}
        """;
    var made = api.post(LINKS, body).is(201);
    var id = made.get("/id");
    assertThat(made.get("/suggested_amounts/1")).isEqualTo("12.5");
    assertThat(made.get("/custom_fields/0/type")).isEqualTo("text");
    assertThat(made.get("/custom_fields/1/options/1")).isEqualTo("M");
    assertThat(made.get("/expires_at")).isEqualTo("2035-12-31T22:59:59Z");
    assertThat(api.get(LINKS + "/" + id).is(200).text()).isEqualTo(made.text());
    var changed =
        api.patch(LINKS + "/" + id, "{'title': 'Books', 'thanks': null, 'active': false}").is(200);
    assertThat(changed.get("/title")).isEqualTo("Books");
    assertThat(changed.get("/thanks")).isEqualTo("null");
    assertThat(changed.get("/status")).isEqualTo("disabled");
    assertThat(changed.get("/min_amount")).as("what is absent stays").isEqualTo("1");
    assertThat(changed.get("/url")).isEqualTo(made.get("/url"));
    api.patch(LINKS + "/" + id, "{'min_amount': null, 'amount': '5'}").is(422);
    assertThat(api.patch(LINKS + "/" + id, "{'active': true}").is(200).get("/status"))
        .isEqualTo("open");
    var first = api.get(LINKS + "?limit=1").is(200);
    assertThat(first.get("/data/0/id")).isEqualTo(id);
    var rest = api.get(LINKS + "?cursor=" + first.get("/next_cursor")).is(200);
    assertThat(rest.get("/data/0/id")).isEqualTo(plain.get("/id"));
    assertThat(api.get(LINKS + "/" + id + "/invoices").is(200).get("/data")).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'currency': 'EUR'}|title",
        "{'title': 'a'}|currency",
        "{'title': ' ', 'currency': 'EUR'}|title",
        "{'title': 'a\\nb', 'currency': 'EUR'}|title",
        "{'title': 'a\\u0000', 'currency': 'EUR'}|title",
        "{'title': 'a', 'currency': 'euro!'}|currency",
        "{'title': 'a', 'currency': 'EUR', 'amount': '0'}|amount",
        "{'title': 'a', 'currency': 'EUR', 'amount': 1e999999999}|amount",
        "{'title': 'a', 'currency': 'EUR', 'amount': '5', 'min_amount': '1'}|min_amount",
        "{'title': 'a', 'currency': 'EUR', 'min_amount': '5', 'max_amount': '4'}|max_amount",
        "{'title': 'a', 'currency': 'EUR', 'suggested_amounts': ['x']}|suggested_amounts[0]",
        "{'title': 'a', 'currency': 'EUR', 'min_amount': '5', 'suggested_amounts': ['4']}|suggested_amounts",
        "{'title': 'a', 'currency': 'EUR', 'suggested_amounts': ['0']}|suggested_amounts",
        "{'title': 'a', 'currency': 'EUR', 'custom_fields': [{}]}|custom_fields[0].label",
        "{'title': 'a', 'currency': 'EUR', 'custom_fields': [{'label': 'payment_link'}]}|custom_fields[0].label",
        "{'title': 'a', 'currency': 'EUR', 'custom_fields': [{'label': 'b'}, {'label': 'b'}]}|custom_fields[1].label",
        "{'title': 'a', 'currency': 'EUR', 'custom_fields': [{'label': 'b', 'type': 'choice'}]}|custom_fields[0].options",
        "{'title': 'a', 'currency': 'EUR', 'custom_fields': [{'label': 'b', 'options': ['c']}]}|custom_fields[0].options",
        "{'title': 'a', 'currency': 'EUR', 'custom_fields': [{'label': 'b', 'type': 'file'}]}|custom_fields[0].type",
        "{'title': 'a', 'currency': 'EUR', 'assets': [{'asset': 'XYZ', 'network': 'tron'}]}|assets",
        "{'title': 'a', 'currency': 'EUR', 'expires_at': '2001-01-01T00:00:00Z'}|expires_at",
        "{'title': 'a', 'currency': 'EUR', 'expires_at': '9999-01-01T00:00:00Z'}|expires_at",
        "{'title': 'a', 'currency': 'EUR', 'expires_at': 'tomorrow'}|expires_at",
        "{'title': 'a', 'currency': 'EUR', 'invoice_expires_in': 59}|invoice_expires_in",
        "{'title': 'a', 'currency': 'EUR', 'return_url': 'javascript:alert(1)'}|return_url",
        "{'title': 'a', 'currency': 'EUR', 'submit_type': 'book'}|submit_type",
        "{'title': 'a', 'currency': 'EUR', 'active': false}|active"
      })
  void whatIsWrongIsNamed(String body, String field) {
    assertThat(api.post(LINKS, body).is(422).text()).contains("\"" + field + "\"");
    assertThat(api.get(LINKS).get("/data")).isEqualTo("[]");
  }

  @Test
  void anExpiredLinkCanStillBeChanged() {
    var at = world.now().plusSeconds(60);
    var body = "{'title': 'a', 'currency': 'EUR', 'amount': '5', 'expires_at': '" + at + "'}";
    var link = LINKS + "/" + api.post(LINKS, body).is(201).get("/id");
    world.later(Duration.ofMinutes(2));
    assertThat(api.get(link).get("/status")).isEqualTo("expired");
    api.patch(link, "{'title': 'b'}").is(200);
    assertThat(api.patch(link, "{'expires_at': null}").is(200).get("/status")).isEqualTo("open");
  }

  @Test
  void aProjectHasAtMostTenThousand() {
    var body = "{'title': 'a', 'currency': 'EUR', 'amount': '5'}";
    api.post(LINKS, body).is(201);
    world.db.run(
        tx ->
            tx.update(
                """
                INSERT INTO payment_link (public_id, code, project_id, title, submit_type, currency, suggested, fields,
                  assets, reusable, active, created_at)
                SELECT gen_random_uuid(), 'many' || n, project_id, title, submit_type, currency, suggested, fields,
                  assets, reusable, active, created_at
                FROM payment_link, generate_series(2, ?) n WHERE project_id = ?
                """,
                PaymentLinkStore.MAX_LINKS,
                shop.project().id()));
    assertThat(api.post(LINKS, body).is(422).get("/detail")).contains("10000 payment links");
  }

  @Test
  void itTakesTheScope() {
    var reader = world.client(shop.project(), ApiKey.Kind.PROJECT, Set.of(Scope.INVOICES_READ));
    reader.get(LINKS).is(200);
    reader.post(LINKS, "{'title': 'a', 'currency': 'EUR'}").is(403);
  }
}
