package coffer.browser;

import static coffer.browser.Visit.Screen.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The page in a browser that runs no scripts.
@Browsing
final class NoScriptFlowTest {
  private final Storefront shop;

  NoScriptFlowTest(Storefront shop) {
    this.shop = shop;
  }

  @Test
  void isChosenByAFormAndLooksAgainByItself() {
    var bill = shop.bill("25", Map.of(), "USDT:tron", "ETH:ethereum");
    try (var visit = new Visit(shop.url(), PHONE.context("en-US").setJavaScriptEnabled(false))) {
      visit.opens(bill.checkout()).comesTo("choose").photo("choose-noscript");
      visit.choice("ETH Ethereum (sandbox)").click();
      visit.comesTo("waiting").reads("Amount valid until").photo("waiting-noscript");
      hurry(visit.page);
      visit.page.reload();
      assertThat(visit.button("Copy the address").count()).as("buttons that need scripts").isZero();
      shop.pay(bill, 100);
      visit.comesTo("confirming");
      shop.mine("ethereum", 3);
      visit.comesTo("paid").photo("paid-noscript");
      var loads = visit.loads();
      assertThat(visit.requests())
          .noneMatch(url -> url.contains("/events") || url.contains("/state"));
      assertThat(visit.page.content()).as("a paid page rests").doesNotContain("http-equiv");
      assertThat(loads).isGreaterThan(3);
    }
  }

  /// The page asks to be loaded again after 10 or 20 s: here after one.
  private static void hurry(Page page) {
    page.route(
        "**/pay/*?*",
        route -> {
          var answer = route.fetch();
          var body = answer.text().replaceAll("(\"refresh\" content=)\"[12]0\"", "$1\"1\"");
          route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(body));
        });
  }
}
