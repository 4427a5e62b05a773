package coffer.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.Storefront;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A payer pays, and the page tells how it goes, without being loaded anew.
@Browsing
final class PaymentFlowTest {
  private static Storefront shop;

  @BeforeAll
  static void open() {
    Chromium.orSkip();
    shop = new Storefront();
  }

  @AfterAll
  static void close() {
    if (shop != null) shop.close();
  }

  @Test
  void theChosenCoinIsPaidAndThePageTurns() {
    var bill = shop.bill("25", Map.of("order_id", "A-1", "description", "Two books"));
    try (var visit = Visit.on(Visit.Screen.DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("choose").reads("Two books", "A-1", "25.00");
      visit.photo("choose-desktop").button("Pay with USDT on TRON (sandbox) (TRC20)").click();
      visit.comesTo("waiting").reads("Waiting for your payment").photo("waiting-desktop");
      assertThat(visit.amount()).isEqualTo("29");
      var loads = visit.loads();

      shop.pay(bill, 100);
      visit.comesTo("confirming").reads("Payment seen", "Not in a block yet");
      shop.mine("tron", 1);
      visit.reads("Confirmations: 1 of 3").photo("confirming-desktop");
      shop.mine("tron", 1);
      visit.reads("Confirmations: 2 of 3");
      shop.mine("tron", 1);
      visit.comesTo("paid").reads("The payment is complete").photo("paid-desktop");
      assertThat(visit.page.title()).isEqualTo("Paid · Demo shop");
      assertThat(visit.loads()).as("documents loaded").isEqualTo(loads);
      await("the stream ends with the payment").until(() -> shop.streams() == 0);
    }
  }
}
