package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The pages that OnchainPay's links lead to, in the frames of a merchant's pages.
final class OnchainPayPagesFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private static final HttpClient http = HttpClient.newHttpClient();
  private final Stall stall = Stall.on(front).framedBy("https://shop.example");
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));

  @Test
  void theFrameOfAnOrderPostsItsStatus() throws Exception {
    var order = "{'currency':'USDT','network':'tron','amount':'5','order':'1','lifetime':1800}";
    var made = api.call("make-order", order).is(200);
    var id = made.get("/response/orderId");
    var link = made.get("/response/link");
    assertThat(message(link)).isEqualTo(message(id, "init"));
    front.pay(made.get("/response/address"), "USDT", "tron", "5");
    await().until(() -> message(link).equals(message(id, "pending")));
    front.mine("tron", 25);
    await().until(() -> message(link).equals(message(id, "processed")));
  }

  @Test
  void theFrameOfAnInvoicePostsItsStatus() throws Exception {
    var invoice = "{'currency':'EUR','amount':'5','lifetime':60,'currencies':[]}";
    var made = api.call("make-invoice", invoice).is(200);
    assertThat(message(made.get("/response/invoiceLink")))
        .isEqualTo(message(made.get("/response/id"), "CREATED"));
  }

  private static String message(String id, String status) {
    return "{\"type\":\"ocp:order\",\"orderId\":\"%s\",\"status\":\"%s\"}".formatted(id, status);
  }

  private static String message(String link) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(link + "?iframe=true")).build();
    var page = http.send(request, BodyHandlers.ofString()).body();
    return page.replaceAll("(?s).* data-message=\"([^\"]*)\".*", "$1").replace("&#34;", "\"");
  }
}
