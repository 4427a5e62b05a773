package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A payer pays, and the open page tells how it goes: it is never loaded anew.
@Browsing
final class PaymentFlowTest {
  private static final String TRC20 = "USDT TRON (sandbox)";

  private final Storefront shop;

  PaymentFlowTest(Storefront shop) {
    this.shop = shop;
  }

  @Test
  void theChosenCoinIsPaidAndThePageTurns() {
    var bill = shop.bill("25", Map.of("order_id", "A-1", "description", "Two books"));
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("choose").reads("Two books", "A-1", "25.00");
      // USDT is on several networks: its name opens them
      visit.photo("choose-desktop").page.locator("summary:has-text('USDT')").click();
      visit.choice(TRC20).click();
      visit.comesTo("waiting").reads("Waiting for your payment").photo("waiting-desktop");
      assertThat(visit.amount()).isEqualTo("29");
      var loads = visit.loads();

      shop.pay(bill, 100);
      visit.comesTo("confirming").reads("Payment seen", "Not in a block yet");
      shop.mine("tron", 1);
      visit.reads("Confirmations: 1 of 3").photo("confirming-desktop");
      shop.mine("tron", 2);
      visit.comesTo("paid").reads("The payment is complete").photo("paid-desktop");
      assertThat(visit.page.title()).isEqualTo("Paid · Demo shop");
      assertThat(visit.loads()).as("documents loaded").isEqualTo(loads);
      visit.hearsNoMore();
    }
  }

  @Test
  void theRestOfAPartIsAskedFor() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting").photo("waiting-phone");
      var address = visit.address();
      shop.pay(bill, 40);
      visit.comesTo("partial").reads("A part has arrived", "10.00 of 25.00 EUR received");
      visit.reads("Still to send").photo("partial-phone");
      assertThat(visit.amount()).isEqualTo("17.4");
      assertThat(visit.address()).isEqualTo(address);
      shop.pay(bill, new BigDecimal(visit.amount()));
      visit.comesTo("confirming");
      shop.mine("tron", 3);
      visit.comesTo("paid").reads("11.6 USDT", "17.4 USDT").photo("paid-phone");
      assertThat(visit.loads()).isEqualTo(1);
    }
  }

  @Test
  void theRestIsPaidInAnotherCoin() {
    var bill = shop.bill("25", Map.of(), "USDT:tron", "BTC:bitcoin");
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.opens(bill.checkout()).comesTo("choose").choice(TRC20).click();
      visit.comesTo("waiting");
      shop.pay(bill, 40);
      visit.comesTo("partial").link("Change").click();
      visit.comesTo("choose").reads("10.00 of 25.00 EUR received");
      visit.choice("BTC Bitcoin (sandbox)").click();
      visit.comesTo("partial").reads("Still to send");
      shop.pay(bill, new BigDecimal(visit.amount()));
      visit.comesTo("confirming").reads("11.6 USDT", "BTC").photo("two_coins-phone");
      shop.mine("bitcoin", 2);
      visit.reads("Confirmed").comesTo("confirming");
      shop.mine("tron", 3);
      visit.comesTo("paid");
    }
  }

  @Test
  void aPaymentThatTheChainDropsIsAskedForAgain() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting");
      shop.pay(bill, 100);
      shop.mine("tron", 1);
      visit.comesTo("confirming").reads("Confirmations: 1 of 3");
      shop.reorg("tron", 1);
      visit.comesTo("waiting").reads("A payment is no longer in the network", "Dropped");
      assertThat(visit.photo("dropped-desktop").amount()).isEqualTo("29");
      shop.pay(bill, 100);
      shop.mine("tron", 3);
      visit.comesTo("paid");
      assertThat(visit.loads()).isEqualTo(1);
    }
  }

  @Test
  void whoPaysTooMuchIsTold() {
    var bill = shop.bill("25", Map.of(), "ETH:ethereum");
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting");
      shop.pay(bill, new BigDecimal(visit.amount()).multiply(new BigDecimal("1.5")));
      visit.comesTo("confirming");
      shop.mine("ethereum", 3);
      visit.comesTo("overpaid").reads("More than the price has arrived").photo("over-phone");
      assertThat(visit.loads()).isEqualTo(1);
    }
  }

  @Test
  void anInvoiceExpiresAndIsPaidAllTheSame() {
    var bill = shop.bill("25", Map.of("return_url", "https://shop.example/back"), "USDT:tron");
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting");
      shop.later(Duration.ofMinutes(61));
      visit.comesTo("expired").reads("This invoice has expired").photo("expired-phone");
      assertThat(visit.link("Back to the shop").getAttribute("href"))
          .isEqualTo("https://shop.example/back");
      shop.pay(bill, 100);
      visit.comesTo("confirming").reads("A payment came after the deadline");
      shop.mine("tron", 3);
      visit.comesTo("paid").reads("A payment came after the deadline").photo("late-phone");
      assertThat(visit.loads()).isEqualTo(1);
    }
  }

  @Test
  void anOldRateIsMadeAnewBeforeAnythingIsSent() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting");
      var address = visit.address();
      shop.later(Duration.ofMinutes(16));
      visit.comesTo("stale").reads("The amount needs an update").readsNot(address);
      assertThat(visit.loads()).isEqualTo(1);
      visit.photo("stale-desktop").button("Get the present amount in USDT").click();
      visit.comesTo("waiting");
      assertThat(visit.address()).isEqualTo(address);
      shop.pay(bill, 100);
      visit.comesTo("confirming");
    }
  }

  @Test
  void theCoinCanBeChanged() {
    var bill = shop.bill("25", Map.of(), "USDT:tron", "BTC:bitcoin");
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.opens(bill.checkout()).comesTo("choose").photo("choose-phone").choice(TRC20).click();
      visit.comesTo("waiting").link("Change").click();
      visit.comesTo("choose").choice("BTC Bitcoin (sandbox)").click();
      visit.comesTo("waiting").photo("waiting-bitcoin-phone");
      assertThat(visit.address()).startsWith("bcrt1");
      shop.pay(bill, new BigDecimal(visit.amount()));
      visit.comesTo("confirming");
      shop.mine("bitcoin", 2);
      visit.comesTo("paid");
    }
  }

  @Test
  void aMerchantCancelsAndTakesItBack() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting");
      var address = visit.address();
      shop.act(bill, "cancel");
      visit.comesTo("cancelled").readsNot(address).photo("cancelled-desktop");
      shop.act(bill, "unmark");
      visit.comesTo("waiting").reads(address);
      assertThat(visit.loads()).isEqualTo(1);
    }
  }
}
