package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the page is to a payer: on every screen, in every language, by keyboard, and whatever a
/// merchant writes.
@Browsing
final class PageFlowTest {
  private static final Locator.FilterOptions VISIBLE = new Locator.FilterOptions().setVisible(true);
  private static final String HOSTILE =
      "<img src=x onerror=alert(1)><script>alert(2)</script>"
          + "<style>body{display:none}</style><a href='javascript:alert(3)'>\"</a>";

  private final Storefront shop;

  PageFlowTest(Storefront shop) {
    this.shop = shop;
  }

  @ParameterizedTest
  @EnumSource
  void everythingFitsTheScreen(Visit.Screen screen) {
    var lengthy = "Donaudampfschifffahrtsgesellschaft".repeat(4);
    var more = Map.<String, Object>of("description", lengthy, "order_id", lengthy);
    var bill = shop.bill("1234567.89", more, "USDT:tron", "ETH:ethereum", "BTC:bitcoin");
    var name = screen.name().toLowerCase(Locale.ROOT);
    try (var visit = Visit.on(screen, shop.url())) {
      visit.opens(bill.checkout()).comesTo("choose").photo("long-choose-" + name);
      visit.choice("ETH Ethereum (sandbox)").click();
      visit.comesTo("waiting").photo("long-waiting-" + name);
      for (var label : List.of("Copy the amount", "Copy the address")) {
        var box = visit.button(label).boundingBox();
        assertThat(Math.min(box.width, box.height))
            .as(label + ": to be touched")
            .isGreaterThanOrEqualTo(44);
      }
    }
  }

  @Test
  void theBrowsersLanguageIsSpokenAndTheOtherIsOneStepAway() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = new Visit(shop.url(), PHONE.context("ru-RU"))) {
      visit.opens(bill.checkout()).comesTo("waiting").reads("Ждём ваш платёж");
      assertThat(visit.page.locator("html").getAttribute("lang")).isEqualTo("ru");
      visit.photo("waiting-ru-phone").link("en English").click();
      visit.comesTo("waiting").reads("Waiting for your payment").link("ru Русский").click();
      visit.reads("Ждём ваш платёж");
      shop.pay(bill, 100);
      visit.comesTo("confirming").reads("Ещё не в блоке");
      shop.mine("tron", 3);
      visit.comesTo("paid").photo("paid-ru-phone");
    }
  }

  @Test
  void amountAndAddressAreCopied() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.opens(bill.checkout()).comesTo("waiting");
      visit.button("Copy the amount").click();
      assertThat(pasted(visit, "Copied")).isEqualTo("29");
      visit.button("Copy the address").click();
      assertThat(pasted(visit, "Copied")).isEqualTo(visit.address()).startsWith("T").hasSize(34);
    }
  }

  @Test
  void whereTheClipboardIsNotAllowedItIsCopiedTheOldWay() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.context.addInitScript(
          "navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))");
      visit.opens(bill.checkout()).comesTo("waiting");
      visit.button("Copy the address").click();
      assertThat(pasted(visit, "Copied")).isEqualTo(visit.address());
    }
  }

  private static String pasted(Visit visit, String said) {
    PlaywrightAssertions.assertThat(visit.page.locator("#announce")).hasText(said);
    return String.valueOf(visit.page.evaluate("navigator.clipboard.readText()"));
  }

  @Test
  void theKeyboardIsEnough() {
    var bill = shop.bill("25", Map.of(), "USDT:tron", "BTC:bitcoin");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      visit.opens(bill.checkout()).comesTo("choose");
      press(visit, "Tab", "Skip to the payment");
      visit.photo("keyboard-skip-desktop").page.keyboard().press("Enter");
      press(visit, "Tab", "USDT TRON (sandbox) ≈ 29 USDT TRC20");
      visit.photo("keyboard-choice-desktop").page.keyboard().press("Enter");
      visit.comesTo("waiting");
      press(visit, "Tab", "Skip to the payment");
      visit.page.keyboard().press("Enter");
      press(visit, "Tab", "Change");
      press(visit, "Tab", "Copy the amount");
      press(visit, "Tab", "Copy the address");
      visit.page.keyboard().press("Enter");
      assertThat(pasted(visit, "Copied")).isEqualTo(visit.address());
      // What is told must not take away the place where the payer is.
      shop.pay(bill, 40);
      visit.comesTo("partial");
      assertThat(focused(visit)).isEqualTo("Copy the address");
    }
  }

  /// Goes on to what has that name, and it is seen to be there.
  private static void press(Visit visit, String key, String name) {
    visit.page.keyboard().press(key);
    assertThat(focused(visit)).isEqualTo(name);
    var outline =
        "(e => e.matches(':focus-visible') && getComputedStyle(e).outlineStyle !== 'none')";
    assertThat(visit.page.evaluate(outline + "(document.activeElement)"))
        .as(name + " is marked")
        .isEqualTo(true);
  }

  private static Object focused(Visit visit) {
    return visit.page.evaluate(
        "(e => e.getAttribute('aria-label') || e.innerText.trim().replace(/\\s+/g, ' '))(document.activeElement)");
  }

  @Test
  void whatTheMerchantWroteIsText() {
    var more = Map.<String, Object>of("description", HOSTILE, "order_id", HOSTILE);
    var bill = shop.bill("25", more, "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(bill.checkout()).comesTo("waiting");
      assertThat(visit.page.locator(".summary__text").innerText()).isEqualTo(HOSTILE);
      shop.pay(bill, 100);
      visit.comesTo("confirming").photo("hostile-desktop");
      assertThat(visit.page.locator(".summary__text").innerText()).isEqualTo(HOSTILE);
      assertThat(visit.page.locator("main img, main style, main script").count()).isZero();
    }
  }

  @Test
  void aLostConnectionIsToldAndItsReturnToo() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.forgives("ERR_INTERNET_DISCONNECTED").forgives("Failed to load resource");
      visit.opens(bill.checkout()).comesTo("waiting");
      var told = visit.page.locator("#offline");
      PlaywrightAssertions.assertThat(told).isHidden();
      visit.context.setOffline(true);
      PlaywrightAssertions.assertThat(told)
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(3000));
      visit.photo("offline-phone");
      visit.context.setOffline(false);
      PlaywrightAssertions.assertThat(told).isHidden();
      shop.pay(bill, 100);
      visit.comesTo("confirming");
    }
  }

  @Test
  void aCoinIsFoundByItsNameOrNetwork() {
    var bill = shop.bill("25", Map.of());
    try (var visit = Visit.on(PHONE, shop.url())) {
      visit.opens(bill.checkout()).comesTo("choose").photo("choose-all-phone");
      var coins = visit.page.locator("[data-find]");
      assertThat(visit.page.locator("summary .choice__code").allInnerTexts())
          .doesNotHaveDuplicates();
      var search = visit.page.getByLabel("Find a coin");
      search.fill("usdt tron");
      PlaywrightAssertions.assertThat(coins.filter(VISIBLE)).hasCount(1);
      search.fill("no such coin");
      PlaywrightAssertions.assertThat(coins.filter(VISIBLE)).hasCount(0);
      visit.reads("No coin or network has this name.");
      search.fill("USDT");
      visit.page.locator("summary:visible").first().click();
      visit.photo("choose-networks-phone").choice("USDT TRON (sandbox)").click();
      visit.comesTo("waiting");
    }
  }

  @Test
  void whatIsNotThereIsSaid() {
    try (var visit = Visit.on(SMALL_PHONE, shop.url())) {
      visit.opens(shop.url() + "/pay/11111111-2222-4333-8444-555555555555");
      visit.reads("There is no such invoice").photo("missing-small_phone");
      assertThat(visit.complaints()).singleElement().asString().contains("404");
    }
  }

  /// A watch that never barks proves nothing.
  @Test
  void theWatchSeesWhatAPageMustNotDo() {
    var bill = shop.bill("25", Map.of(), "USDT:tron");
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.page.route(
          "**/pay/*",
          route -> {
            var answer = route.fetch();
            var body =
                answer
                    .text()
                    .replace(
                        "</main>",
                        "<img src=\"http://127.0.0.2:9/x.png\"><script>alert(1)</script></main>");
            route.fulfill(
                new com.microsoft.playwright.Route.FulfillOptions()
                    .setResponse(answer)
                    .setBody(body));
          });
      visit.opens(bill.checkout()).comesTo("waiting");
      assertThat(visit.complaints())
          .anyMatch(c -> c.contains("policy: img-src"))
          .anyMatch(c -> c.contains("policy: script-src"));
      assertThat(visit.strangers()).containsExactly("http://127.0.0.2:9/x.png");
    }
  }
}
