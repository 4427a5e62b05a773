package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a newcomer tries on the payment page of a test project.
@Browsing
final class TestWalletFlowTest {
  private final Storefront shop;

  TestWalletFlowTest(Storefront shop) {
    this.shop = shop;
  }

  @Test
  void halfThenTheRestThenBlocks() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.opens(bill.checkout() + "/receipt").comesTo("waiting");
      visit.reads("Pay from the test wallet");
      visit.button("Pay half").click();
      visit.comesTo("partial").reads("12.50 of 25.00 EUR received. 12.50 EUR is missing.");
      visit.photo("test-wallet-phone").button("Pay exactly").click();
      visit.comesTo("confirming");
      PlaywrightAssertions.assertThat(visit.button("Pay exactly")).hasCount(0);
      for (int i = 0; i < 3; i++) visit.button("Add a block").click();
      visit.comesTo("paid").photo("test-wallet-paid-phone");
      visit.link("Receipt").click();
      visit.reads("25.00 EUR", "14.5 USDT, TRON (sandbox)", "Test mode: no real money is moved.");
      assertThat(visit.page.locator(".receipt .address").count()).isEqualTo(2);
      visit.photo("receipt-phone");
      assertThat(Axe.violations(visit.page)).isEmpty();
    }
  }

  @Test
  void tooMuchIsTold() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting").button("Pay too much").click();
      visit.comesTo("confirming");
      shop.mine("tron", 25);
      visit.comesTo("overpaid").reads("6.25 EUR is too much.").photo("overpaid-desktop");
    }
  }

  @Test
  void anotherCoinIsNotMatched() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting").button("Pay in another coin").click();
      visit.comesTo("waiting").reads("Not matched", "could not be matched with this invoice");
    }
  }

  @Test
  void aPaymentWhoseBlockIsUndoneIsSeenAgain() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting").button("Pay exactly").click();
      visit.comesTo("confirming");
      shop.mine("tron", 1);
      visit.button("Undo the block (reorg)").click();
      visit.comesTo("confirming").reads("Payment seen");
      shop.mine("tron", 25);
      visit.comesTo("paid");
    }
  }

  @Test
  void afterTheExpiryAPaymentIsLate() {
    var bill = shop.bill("25", Map.of("expires_in", 1), "USDT:tron");
    shop.later(java.time.Duration.ofSeconds(2));
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout());
      shop.mine("tron", 1);
      visit.comesTo("expired").reads("It still counts").photo("expired-test-desktop");
      visit.button("Pay exactly").click();
      visit.comesTo("confirming").reads("A payment came after the deadline.");
      assertThat(visit.stage()).isEqualTo("confirming");
    }
  }
}
