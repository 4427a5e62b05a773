package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.PageShop;
import coffer.app.Storefront;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the payment form is to a merchant's page and to people: nothing leaks either way, the
/// keyboard is enough, and whatever goes wrong is said.
@Browsing
final class WidgetPageFlowTest {
  private static final AtomicInteger ORDERS = new AtomicInteger();
  private static final String HOSTILE =
      "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><style>*{display:none}</style>";

  /// The least contrast of all texts, by WCAG.
  private static final String CONTRAST =
      """
      (form) => {
        const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
        const light = (color) => color.slice(0, 3).map((c) => c / 255)
          .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
          .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (e) => {
          for (; e; e = e.parentElement) {
            const color = rgb(getComputedStyle(e).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
          }
        };
        let least = ['', 21];
        for (const e of form.querySelectorAll('*')) {
          const own = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('').trim();
          if (!own || !e.checkVisibility() || e.closest('.unseen')) continue;
          const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < least[1]) least = [own, ratio];
        }
        return least[0] + ' ' + (least[1] < 4.5 ? 'is too pale: ' + least[1] : 'is readable');
      }
      """;

  @AutoClose private final ShopPages pages = new ShopPages();
  private final Storefront shop;
  private final PageShop stall;
  private final String order = "PAGE_" + ORDERS.incrementAndGet() + "_" + System.nanoTime();

  WidgetPageFlowTest(Storefront shop) {
    this.shop = shop;
    this.stall =
        shop.pageShop(pages.origin(), pages.origin() + "/thanks", pages.origin() + "/basket");
  }

  @Test
  void theKeyboardIsEnough() {
    try (var visit = visit()) {
      visit.context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.opens(page(init("")));
      comesTo(visit, "choose");
      var keys = visit.page.keyboard();
      keys.press("Tab");
      visit.photo("widget-keyboard-desktop");
      keys.press("ArrowDown");
      keys.press("Tab");
      assertThat(focused(visit)).isEqualTo("Pay with USDT on TRON (TRC20)");
      keys.press("Enter");
      comesTo(visit, "waiting");
      visit.page.waitForCondition(() -> focused(visit).equals("Waiting for your payment"));
      keys.press("Tab");
      assertThat(focused(visit)).isEqualTo("Copy the amount");
      keys.press("Enter");
      announced(visit).hasText("Copied");
      assertThat(visit.page.evaluate("navigator.clipboard.readText()")).isEqualTo("29");
      keys.press("Tab");
      assertThat(focused(visit)).isEqualTo("Copy the address");
    }
  }

  @Test
  void whoDoesNotSeeItHearsIt() {
    try (var visit = visit()) {
      visit.opens(page(init("")));
      comesTo(visit, "choose");
      assertThat(form(visit).ariaSnapshot())
          .contains("heading \"Choose how to pay\"", "group \"Coin and network\"")
          .contains("radio \"USDT BNB Smart Chain ≈ 29 BEP20\" [checked]", "radio \"BTC Bitcoin")
          .contains("button \"Pay with USDT on BNB Smart Chain (BEP20)\"");
      choose(visit, "btc:btc");
      announced(visit).containsText("Waiting for your payment");
      assertThat(form(visit).ariaSnapshot())
          .contains("button \"Copy the amount\"", "button \"Copy the address\"")
          .contains("link \"Open in wallet\"", "img \"QR code for the payment\"")
          .contains("group \"QR code\"", "radio \"With amount\" [checked]", "radio \"Address\"");
      assertThat(visit.page.locator("#pay [role=status]").count()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void everyTextCanBeRead(String theme) {
    try (var visit = visit()) {
      visit.opens(page(init("theme: '%s',".formatted(theme))));
      comesTo(visit, "choose");
      assertThat(String.valueOf(form(visit).evaluate(CONTRAST))).endsWith("is readable");
      choose(visit, "btc:btc");
      assertThat(String.valueOf(form(visit).evaluate(CONTRAST))).endsWith("is readable");
    }
  }

  @Test
  void itLeavesNothingInThePageButItsName() {
    try (var visit = visit()) {
      visit.opens(page(init("")));
      choose(visit, "usdt:trc20");
      assertThat(
              visit.page.evaluate(
                  "Object.getOwnPropertyNames(window).filter(n => !before.has(n)).join()"))
          .isEqualTo("before,GetCrypto");
      assertThat(visit.page.evaluate("document.cookie")).isEqualTo("");
      assertThat(visit.page.evaluate("localStorage.length")).isEqualTo(0);
    }
  }

  @Test
  void whateverAShopIsCalledIsText() {
    var odd =
        shop.pageShop(pages.origin(), "https://shop.example/ok", "https://shop.example/", HOSTILE);
    try (var visit = visit()) {
      visit.opens(page(init(odd.key(), odd.projectId(), "pay", "")));
      choose(visit, "usdt:trc20");
      assertThat(visit.page.locator("#pay .name")).hasText(HOSTILE);
      visit.photo("widget-hostile-desktop");
    }
  }

  @Test
  void noLinkRunsAScript() {
    try (var visit = visit()) {
      visit.page.route("**/v1/widget?*", WidgetPageFlowTest::withBadLinks);
      visit.page.route("**/widget/in_*", WidgetPageFlowTest::withBadLinks);
      visit.opens(page(init("")));
      choose(visit, "btc:btc");
      assertThat(visit.page.locator("#pay .sheet a").count()).as("no wallet").isZero();
      stall.cancel(invoice(visit));
      comesTo(visit, "cancelled");
      assertThat(visit.page.locator("#pay .sheet a").count()).as("no page").isZero();
    }
  }

  private static void withBadLinks(Route route) {
    var answer = route.fetch();
    var body =
        answer
            .text()
            .replaceAll(
                "(\"(fail_url|success_url|wallet)\":)\"[^\"]*\"", "$1\"javascript:alert(1)\"");
    route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(body));
  }

  @Test
  void startedTwiceItIsThereOnce() {
    try (var visit = visit()) {
      var start = init("");
      visit.opens(page(start + start));
      choose(visit, "usdt:trc20");
      assertThat(visit.page.locator("#pay .sheet").count()).isEqualTo(1);
      assertThat(asked(visit, "/v1/widget?")).isEqualTo(1);
    }
  }

  @Test
  void startedWithOtherThingsItBeginsAnew() {
    try (var visit = visit()) {
      visit.opens(page(init("") + init("amount: 50, ")));
      comesTo(visit, "choose");
      assertThat(visit.page.locator("#pay .price")).containsText("€50.00");
      assertThat(visit.page.locator("#pay .sheet").count()).isEqualTo(1);
    }
  }

  @Test
  void whatIsWrongInThePageIsSaidOnItsConsole() {
    try (var visit = visit()) {
      visit.opens(
          page(
              init(stall.key(), stall.projectId(), "nowhere", "")
                  + "GetCrypto.init({apiKey: 'x'}); GetCrypto.init();"));
      visit.page.waitForLoadState();
      assertThat(visit.complaints())
          .anyMatch(it -> it.contains("there is no element with the id \"nowhere\""))
          .anyMatch(it -> it.contains("missing: elementId, projectId, amount, currency, orderId"))
          .hasSize(3);
      assertThat(visit.page.locator("#pay")).hasText("Loading");
    }
  }

  @Test
  void aWrongKeyIsSaid() {
    try (var visit = visit().forgives("401 (").forgives("GetCrypto: key")) {
      visit.opens(page(init("gc_pub_" + "x".repeat(40), stall.projectId(), "pay", "")));
      comesTo(visit, "failed")
          .reads("The payment form is not set up", "key was not accepted")
          .photo("widget-key-desktop");
    }
  }

  @Test
  void aPageThatTheKeyDoesNotListIsTurnedAway() {
    var other =
        shop.pageShop("https://shop.example", "https://shop.example/", "https://shop.example/");
    try (var visit =
        visit().forgives("CORS").forgives("net::ERR_FAILED").forgives("GetCrypto: origin")) {
      visit.opens(page(init(other.key(), other.projectId(), "pay", "")));
      comesTo(visit, "failed")
          .reads("This page may not take payments")
          .photo("widget-origin-desktop");
      assertThat(visit.complaints())
          .anyMatch(it -> it.contains("the key does not let in " + pages.origin()));
    }
  }

  @Test
  void aLostConnectionIsFoundAgain() {
    try (var visit = visit().forgives("net::ERR_")) {
      visit.opens(page(init("")));
      choose(visit, "usdt:trc20");
      visit.page.route(shop.url() + "/**", Route::abort);
      assertThat(visit.page.locator("#pay .offline")).isVisible();
      visit.photo("widget-offline-desktop");
      var address = visit.page.locator("#pay [data-id=address]").innerText();
      shop.pay(address, "USDT", "tron", "29");
      visit.page.unroute(shop.url() + "/**");
      comesTo(visit, "confirming");
      assertThat(visit.page.locator("#pay .offline")).isHidden();
    }
  }

  @Test
  void itAsksGently() {
    try (var visit = visit()) {
      visit.opens(page(init("")));
      choose(visit, "usdt:trc20");
      var begun = System.nanoTime();
      visit.page.waitForCondition(() -> asked(visit, "/v1/invoices/") >= 4);
      var seconds = (System.nanoTime() - begun) / 1e9;
      assertThat(seconds / 4).as("seconds between two questions").isGreaterThan(4.5);
      // Coming back to the tab again and again does not make it ask more often.
      var before = asked(visit, "/v1/invoices/");
      for (int i = 0; i < 20; i++)
        visit.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      assertThat(asked(visit, "/v1/invoices/") - before).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void itStandsBesideTheApiToo() {
    try (var visit = new Visit(pages.origin(), PHONE.context("en-US")).knows(shop.url())) {
      visit.opens(pages.page(shop.url() + "/getcrypto/widget.js", init("")));
      choose(visit, "eth:eth");
      assertThat(asked(visit, "/getcrypto/v1/invoices")).isPositive();
      assertThat(asked(visit, shop.url() + "/v1/")).isZero();
      visit.photo("widget-waiting-phone");
    }
  }

  @Test
  void anOlderBrowserHasItsStyleToo() {
    try (var visit = visit()) {
      visit.context.addInitScript("delete CSSStyleSheet.prototype.replaceSync");
      visit.opens(pages.page(shop.url() + "/widget.js", init(""), "c2hvcA"));
      choose(visit, "usdt:trc20");
      assertThat(form(visit)).hasCSS("max-width", "620px");
      assertThat(visit.page.locator("#pay style").count()).isEqualTo(1);
    }
  }

  private Visit visit() {
    return new Visit(pages.origin(), DESKTOP.context("en-US")).knows(shop.url());
  }

  private String init(String more) {
    return init(stall.key(), stall.projectId(), "pay", more);
  }

  private String init(String key, String project, String element, String more) {
    return """
    GetCrypto.init({apiKey: '%s', projectId: '%s', elementId: '%s', amount: '25.00', currency: 'eur',
      language: 'en', orderId: '%s', %s});
    """
        .formatted(key, project, element, order, more);
  }

  private String page(String start) {
    return pages.page(shop.url() + "/widget.js", start);
  }

  private static Locator form(Visit visit) {
    return visit.page.locator("#pay .sheet");
  }

  private static LocatorAssertions announced(Visit visit) {
    return assertThat(visit.page.locator("#pay [role=status]"));
  }

  private static long asked(Visit visit, String part) {
    return visit.requests().stream().filter(url -> url.contains(part)).count();
  }

  private static Visit comesTo(Visit visit, String screen) {
    assertThat(form(visit)).hasAttribute("data-screen", screen);
    return visit;
  }

  private static void choose(Visit visit, String way) {
    comesTo(visit, "choose");
    visit.page.locator("#pay .choice:has([data-id='" + way + "'])").click();
    visit.page.locator("#pay [data-id=pick]").click();
    comesTo(visit, "waiting");
  }

  private static String invoice(Visit visit) {
    return visit.requests().stream()
        .filter(url -> url.contains("/widget/in_"))
        .findFirst()
        .orElseThrow()
        .replaceAll(".*/in_([0-9a-f]{13}).*", "$1");
  }

  private static String focused(Visit visit) {
    return String.valueOf(
        visit.page.evaluate(
            "(e => e ? e.ariaLabel || e.textContent : '')(document.querySelector('#pay > div').shadowRoot.activeElement)"));
  }
}
