package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How an open page hears of changes when not everything gets through.
@Browsing
final class StreamFlowTest {
  private static final String EVENTS = "**/events*";
  private static final String STATE = "**/state*";

  private final Storefront shop;

  StreamFlowTest(Storefront shop) {
    this.shop = shop;
  }

  @Test
  void whereEventsDoNotGetThroughItAsks() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.forgives("net::ERR_FAILED").page.route(EVENTS, Route::abort);
      visit.opens(bill.checkout()).comesTo("waiting");
      shop.pay(bill, 100);
      visit.comesTo("confirming");
      shop.mine("tron", 3);
      visit.comesTo("paid").hearsNoMore();
      assertThat(visit.requests()).anyMatch(url -> url.contains("/state"));
      assertThat(visit.loads()).isEqualTo(1);
      assertThat(visit.page.locator("#offline").isVisible()).isFalse();
    }
  }

  @Test
  void aProxyThatRefusesEventsIsNoHindrance() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.forgives("502 (Bad Gateway)");
      visit.page.route(EVENTS, r -> r.fulfill(new Route.FulfillOptions().setStatus(502)));
      visit.opens(bill.checkout()).comesTo("waiting");
      shop.pay(bill, 100);
      visit.comesTo("confirming");
      assertThat(visit.loads()).isEqualTo(1);
    }
  }

  @Test
  void aLostConnectionIsSaidAndFoundAgain() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.forgives("net::ERR_FAILED").page.route(EVENTS, Route::abort);
      visit.page.route(STATE, Route::abort);
      visit.opens(bill.checkout()).comesTo("waiting");
      var offline = visit.page.locator("#offline");
      PlaywrightAssertions.assertThat(offline).isVisible();
      visit.photo("offline-desktop");
      shop.pay(bill, 100);
      visit.page.unroute(EVENTS);
      visit.page.unroute(STATE);
      visit.comesTo("confirming");
      PlaywrightAssertions.assertThat(offline).isHidden();
    }
  }

  @Test
  void anAnswerThatComesLateShowsNothingOld() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    var held = new ArrayList<Runnable>();
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.page.route(STATE, route -> held.add(answered(route)));
      visit.opens(bill.checkout()).comesTo("waiting");
      // As when the payer comes back to the tab.
      visit.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      visit.page.waitForCondition(() -> !held.isEmpty());
      shop.pay(bill, 100);
      shop.mine("tron", 3);
      visit.comesTo("paid");
      visit.page.waitForRequestFinished(() -> held.forEach(Runnable::run));
      visit.page.evaluate("new Promise(shown => requestAnimationFrame(() => setTimeout(shown)))");
      visit.comesTo("paid");
    }
  }

  /// What the server says now, to be let through later.
  private static Runnable answered(Route route) {
    var answer = route.fetch();
    return () -> route.fulfill(new Route.FulfillOptions().setResponse(answer));
  }

  @Test
  void theServersClockCountsDown() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      // This payer's own clock is a day behind.
      visit.page.clock().setSystemTime(System.currentTimeMillis() - Duration.ofDays(1).toMillis());
      visit.opens(bill.checkout()).comesTo("waiting").reads("Amount valid for");
      assertThat(visit.page.locator(".countdown__time").innerText()).matches("1[45]:\\d\\d");
    }
  }
}
