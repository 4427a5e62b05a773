package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The payment page in a frame of a merchant's page.
@Browsing
final class FrameFlowTest {
  @AutoClose private final ShopPages named = new ShopPages();
  @AutoClose private final ShopPages other = new ShopPages();
  private final Storefront shop;

  FrameFlowTest(Storefront shop) {
    this.shop = shop;
    shop.framedBy("https://elsewhere.example", named.origin());
  }

  @AfterEach
  void unframed() {
    shop.framedBy();
  }

  @Test
  void thePageAroundTheFrameHearsOfEveryChange() {
    var back = named.origin() + "/thanks";
    var bill = shop.bill("25", Map.of("return_url", back), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url()).knows(named.origin())) {
      visit.opens(named.frame(bill.checkout() + "?iframe=true&theme=dark"));
      var frame = visit.page.frameLocator("iframe");
      var state = PlaywrightAssertions.assertThat(frame.locator("#state"));
      state.hasAttribute("data-stage", "waiting");
      visit.page.waitForFunction("messages.length === 1");
      visit.photo("frame-waiting");
      shop.pay(bill, 100);
      state.hasAttribute("data-stage", "confirming");
      shop.mine("tron", 3);
      state.hasAttribute("data-stage", "paid");
      visit.page.waitForFunction("messages.length === 3");
      assertThat(visit.page.evaluate("messages"))
          .isEqualTo(
              List.of(
                  message(bill, "open"), message(bill, "confirming"), message(bill, "settled")));
      frame.locator("a.button").click();
      visit.page.waitForURL(back);
    }
  }

  private List<Object> message(Storefront.Bill bill, String status) {
    return List.of(
        shop.url(), Map.of("type", "coffer:invoice", "invoiceId", bill.id(), "status", status));
  }

  @Test
  void aPageThatIsNotNamedShowsNothingAndHearsNothing() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url()).knows(other.origin())) {
      visit.forgives("frame-ancestors").forgives("ERR_BLOCKED_BY_RESPONSE");
      visit.opens(other.frame(bill.checkout() + "?iframe=true"));
      shop.pay(bill, 100);
      visit.page.waitForCondition(() -> visit.loads() == 2);
      assertThat(visit.page.frameLocator("iframe").locator("#state").count()).isZero();
      assertThat(visit.page.evaluate("messages")).isEqualTo(List.of());
    }
  }

  /// The named page itself is in a frame of a page that is not: browsers check all of them.
  @Test
  void aPageInAFrameOfAnotherOneShowsNothing() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url()).knows(other.origin()).knows(named.origin())) {
      visit.forgives("frame-ancestors").forgives("ERR_BLOCKED_BY_RESPONSE");
      visit.opens(other.frame(named.frame(bill.checkout() + "?iframe=true")));
      visit.page.waitForCondition(() -> visit.loads() == 3);
      var inner = visit.page.frameLocator("iframe").frameLocator("iframe");
      assertThat(inner.locator("#state").count()).isZero();
    }
  }
}
