package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A shop's settings, over HTTP.
final class ProjectFlowTest {
  private static final String PROJECT = "/coffer/v1/project";
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @Test
  void whatIsChangedHoldsForTheNextInvoice() {
    var before = api.get(PROJECT).is(200);
    assertThat(before.get("/id")).isEqualTo(shop.project().publicId().toString());
    assertThat(before.get("/confirmations")).isEqualTo("null");
    var changed =
        change(
                """
                {"accepts": [{"asset": "USDT", "network": "tron"}], "tolerance_percent": "0.5",
                 "confirmations": 2, "expires_in": 120, "return_url": "https://shop.example/thanks"}
                """)
            .is(200);
    assertThat(changed.get("/tolerance_percent")).isEqualTo("0.5");
    assertThat(changed.get("/quote_seconds"))
        .as("not named")
        .isEqualTo(before.get("/quote_seconds"));
    assertThat(api.get(PROJECT).text()).isEqualTo(changed.text());

    var invoice = api.post("/coffer/v1/invoices", "{'currency': 'EUR', 'amount': '5'}").is(201);
    assertThat(invoice.json().at("/options").size()).isEqualTo(1);
    assertThat(invoice.get("/options/0/asset")).isEqualTo("USDT");
    assertThat(invoice.get("/tolerance_percent")).isEqualTo("0.5");
    assertThat(invoice.get("/return_url")).isEqualTo("https://shop.example/thanks");

    var back =
        change("{\"accepts\": null, \"tolerance_percent\": null, \"confirmations\": null}").is(200);
    assertThat(back.json().at("/accepts").size()).isZero();
    assertThat(back.get("/tolerance_percent")).isEqualTo("0");
    assertThat(back.get("/confirmations")).isEqualTo("null");
    assertThat(back.get("/expires_in")).isEqualTo("120");
  }

  @Test
  void nullTakesEverySettingBackToThatOfANewShop() {
    var fresh = api.get(PROJECT).is(200).text();
    change(
            """
            {"accepts": [{"asset": "USDT", "network": "tron"}], "tolerance_percent": 0.5, "confirmations": 2,
             "expires_in": 120, "quote_seconds": 60, "monitor_seconds": 60, "return_url": "https://shop.example/a",
             "fail_url": "https://shop.example/b", "settlement": {"asset": "TRUB", "network": "tron"},
             "frame_origins": ["https://shop.example"],
             "support_url": "https://shop.example/help", "support_email": "help@shop.example",
             "unconfirmed": [{"asset": "BTC", "network": "bitcoin", "up_to": "0.001"}]}
            """)
        .is(200);
    var all =
        """
        {"accepts": null, "tolerance_percent": null, "confirmations": null, "expires_in": null,
         "quote_seconds": null, "monitor_seconds": null, "return_url": null, "fail_url": null,
         "settlement": null, "frame_origins": null, "support_url": null,
         "support_email": null, "unconfirmed": null}
        """;
    assertThat(change(all).is(200).text()).isEqualTo(fresh);
  }

  @Test
  void originsOfFramesAreWrittenAsBrowsersWriteThem() {
    var origins =
        "['https://Shop.example:443/','http://localhost:3000','https://магазин.рф','https://shop.example']";
    var changed = change("{'frame_origins': " + origins + "}").is(200);
    assertThat(changed.get("/frame_origins"))
        .isEqualTo(
            "[\"https://shop.example\",\"http://localhost:3000\",\"https://xn--80aairftm.xn--p1ai\"]");
    assertThat(change("{'frame_origins': []}").is(200).get("/frame_origins")).isEqualTo("[]");
  }

  @Test
  void dialectsFindTheirCoinAndTheirPages() {
    var changed =
        change(
                """
                {"settlement": {"asset": "TRUB", "network": "tron"}, "fail_url": "https://shop.example/sorry"}
                """)
            .is(200);
    assertThat(changed.get("/settlement/asset")).isEqualTo("TRUB");
    assertThat(changed.get("/settlement/network")).isEqualTo("tron");
    assertThat(changed.get("/fail_url")).isEqualTo("https://shop.example/sorry");
    var back = change("{\"settlement\": null, \"fail_url\": null}").is(200);
    assertThat(back.get("/settlement")).isEqualTo("null");
    assertThat(back.get("/fail_url")).isEqualTo("null");
  }

  @Test
  void whatIsWrongIsNamedAndNothingChanges() {
    var before = api.get(PROJECT).text();
    refused("{'settlement': {'asset': 'XYZ', 'network': 'tron'}}", "settlement");
    refused("{'settlement': {'asset': 'USDT'}}", "settlement.network");
    refused("{'settlement': 'USDT:tron'}", "settlement");
    refused("{'fail_url': 'javascript:alert(1)'}", "fail_url");
    refused("{'support_url': 'mailto:help@shop.example'}", "support_url");
    refused("{'support_email': 'help@shop'}", "support_email");
    refused("{'support_email': 'help@shop.example?cc=a@b.example'}", "support_email");
    refused("{'accepts': [{'asset': 'XYZ', 'network': 'tron'}]}", "accepts");
    refused("{'tolerance_percent': '101'}", "tolerance_percent");
    refused("{'confirmations': 0}", "confirmations");
    refused("{'expires_in': 0}", "expires_in");
    refused("{'quoteSeconds': 60}", "quoteSeconds");
    once("{'accepts': ['USDT']}", "accepts[0]");
    once("{'unconfirmed': [{'network': 'bitcoin', 'up_to': '1'}]}", "unconfirmed[0].asset");
    refused("{'return_url': 'javascript:alert(1)'}", "return_url");
    var tooMany = "'https://shop.example'".repeat(21).replace("''", "','");
    refused("{'frame_origins': [" + tooMany + "]}", "frame_origins");
    refused("{'frame_origins': 'https://shop.example'}", "frame_origins");
    once("{'frame_origins': [7]}", "frame_origins[0]");
    once("{'frame_origins': ['https://" + "a".repeat(2048) + "']}", "frame_origins[0]");
    for (var origin :
        List.of(
            "*",
            "",
            "shop.example",
            "https://*.shop.example",
            "https://shop.example/pay",
            "https://shop.example?",
            "https://u@shop.example",
            "https://shop.example; script-src *",
            "https://shop_1.example",
            "https://[::1]:8080",
            "https://shop.example:77777",
            "javascript:alert(1)",
            "null")) {
      refused("{'frame_origins': ['" + origin + "']}", "frame_origins");
    }
    var cap = "{'unconfirmed': [{'asset': '%s', 'network': '%s', 'up_to': '%s'}]}";
    refused(cap.formatted("USDT", "tron", "1"), "unconfirmed");
    refused(cap.formatted("BTC", "bitcoin", "0"), "unconfirmed[0].up_to");
    refused(cap.formatted("BTC", "bitcoin", "0.000000001"), "unconfirmed[0].up_to");
    refused(cap.formatted("BTC", "mars", "1"), "unconfirmed[0].asset");
    assertThat(api.get(PROJECT).text()).isEqualTo(before);
  }

  @Test
  void aSmallPaymentCountsUnconfirmedIfTheShopSaysSo() {
    change("{'unconfirmed': [{'asset': 'BTC', 'network': 'bitcoin', 'up_to': '0.001'}]}").is(200);
    assertThat(paidUnmined("0.001")).isEqualTo("settled");
    assertThat(paidUnmined("0.00100001")).isEqualTo("confirming");
    change("{'unconfirmed': []}").is(200);
    assertThat(paidUnmined("0.0001")).isEqualTo("confirming");
  }

  @Test
  void itTakesTheScope() {
    var reader = world.client(shop.project(), ApiKey.Kind.PROJECT, Set.of(Scope.INVOICES_READ));
    reader.get(PROJECT).is(200);
    reader.send("PATCH", PROJECT, Optional.of("{}")).is(403);
  }

  private String paidUnmined(String price) {
    var id =
        api.post(
                "/coffer/v1/invoices",
                "{'currency': 'BTC', 'amount': '%s', 'options': [{'asset': 'BTC', 'network': 'bitcoin'}]}"
                    .formatted(price))
            .is(201)
            .get("/id");
    api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s'}".formatted(id)).is(200);
    world.scan();
    return api.get("/coffer/v1/invoices/" + id).get("/status");
  }

  private void refused(String body, String field) {
    assertThat(change(body).is(422).text()).contains("\"" + field + "\"");
  }

  private void once(String body, String field) {
    var errors = change(body).is(422).json().at("/errors");
    assertThat(errors.size()).isEqualTo(1);
    assertThat(errors.at("/0/field").stringValue()).isEqualTo(field);
  }

  private ApiClient.Answer change(String body) {
    return api.send("PATCH", PROJECT, Optional.of(body.replace('\'', '"')));
  }
}
