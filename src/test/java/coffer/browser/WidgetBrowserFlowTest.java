package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.PageShop;
import coffer.app.Storefront;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The payment form in a page of a merchant's own, on another origin than the server's.
@Browsing
final class WidgetBrowserFlowTest {
  private static final AtomicInteger ORDERS = new AtomicInteger();
  private static final String TRON = "usdt:trc20";

  @AutoClose private final ShopPages pages = new ShopPages();
  private final Storefront shop;
  private final PageShop stall;
  private final String order = "ORD_" + ORDERS.incrementAndGet() + "_" + System.nanoTime();

  WidgetBrowserFlowTest(Storefront shop) {
    this.shop = shop;
    this.stall =
        shop.pageShop(pages.origin(), pages.origin() + "/thanks", pages.origin() + "/basket");
  }

  @Test
  void aPayerPaysAndIsTakenBackToTheShop() {
    try (var visit = visit(DESKTOP, "en-US")) {
      visit.opens(page(options("")));
      choose(visit, TRON);
      visit.reads("Waiting for your payment", "Only send USDT over the TRON", "Time left");
      visit.photo("widget-waiting-desktop");
      assertThat(amount(visit)).isEqualTo("29");
      pay(visit, "29");
      comesTo(visit, "confirming").reads("Not in a block yet").photo("widget-confirming-desktop");
      shop.mine("tron", 3);
      comesTo(visit, "paid")
          .reads("Thank you!", "You will be taken back")
          .photo("widget-paid-desktop");
      assertThat(told(visit)).isEqualTo("ready,invoice,pending,confirming,paid,paid");
      visit.page.waitForURL(pages.origin() + "/thanks");
    }
  }

  @Test
  void whatIsMissingIsAskedFor() {
    try (var visit = visit(PHONE, "en-US")) {
      visit.opens(page(options("")));
      choose(visit, TRON);
      pay(visit, "10");
      comesTo(visit, "partial")
          .reads("Still to send", "of 25.00 EUR received")
          .photo("widget-partial-phone");
      assertThat(amount(visit)).isEqualTo("19");
      shop.mine("tron", 3);
      visit.page.waitForCondition(() -> told(visit).contains("partially_paid"));
      comesTo(visit, "partial");
      pay(visit, "19");
      comesTo(visit, "confirming");
      shop.mine("tron", 3);
      comesTo(visit, "paid");
    }
  }

  @Test
  void anInvoiceExpires() {
    try (var visit = visit(PHONE, "ru-RU")) {
      visit.opens(page(options("language: 'ru', newOrder: (old) => old + '-2',")));
      choose(visit, TRON);
      shop.later(Duration.ofMinutes(61));
      comesTo(visit, "expired").reads("Срок счёта истёк").photo("widget-expired-ru-phone");
      assertThat(form(visit).locator("[data-id=leave]").getAttribute("href"))
          .isEqualTo(pages.origin() + "/basket");
      assertThat(told(visit)).contains("expired");
      visit.button("Начать новый платёж").click();
      choose(visit, TRON);
      assertThat(amount(visit)).isEqualTo("29");
    }
  }

  @Test
  void whoDoesNotPayInTimeIsTakenBackToo() {
    try (var visit = visit(DESKTOP, "en-US")) {
      visit.opens(page(options("")));
      choose(visit, TRON);
      stall.cancel(invoice(visit).substring("in_".length()));
      comesTo(visit, "cancelled")
          .reads("The merchant has cancelled it")
          .photo("widget-cancelled-desktop");
      visit.page.waitForURL(pages.origin() + "/basket");
    }
  }

  @Test
  void aSumIsGoodUntilTheInvoiceExpires() {
    try (var visit = visit(DESKTOP, "en-US")) {
      visit.opens(page(options("")));
      choose(visit, "btc:btc");
      var address = address(visit);
      var amount = amount(visit);
      shop.later(Duration.ofMinutes(50));
      visit.page.reload();
      comesTo(visit, "waiting");
      assertThat(amount(visit)).isEqualTo(amount);
      shop.pay(address, "BTC", "bitcoin", amount);
      comesTo(visit, "confirming");
    }
  }

  @Test
  void aPageThatIsLoadedAgainGoesOn() {
    try (var visit = visit(PHONE, "en-US")) {
      visit.opens(page(options("")));
      choose(visit, TRON);
      var address = address(visit);
      visit.page.reload();
      comesTo(visit, "waiting");
      assertThat(address(visit)).isEqualTo(address);
    }
  }

  @Test
  void anOrderHasOneInvoice() {
    try (var visit = visit(PHONE, "en-US");
        var other = visit(PHONE, "en-US")) {
      visit.opens(page(options("")));
      choose(visit, TRON);
      other.forgives("422 (").forgives("error: GetCrypto: 422").opens(page(options("")));
      pick(other, "eth:eth");
      assertThat(form(other)).containsText("A payment for this order was begun with another coin");
      other.photo("widget-order-taken-phone");
      choose(other, TRON);
      assertThat(address(other)).isEqualTo(address(visit));
    }
  }

  @Test
  void theCoinIsChangedWhereTheShopNamesAnotherOrder() {
    try (var visit = visit(DESKTOP, "en-US")) {
      visit.opens(page(options("newOrder: async (old) => old + '+',")));
      choose(visit, TRON);
      visit.button("Change").click();
      choose(visit, "btc:btc");
      visit.reads("Only send BTC").photo("widget-change-desktop");
      assertThat(address(visit)).startsWith("bcrt1");
    }
  }

  @Test
  void anInvoiceOfTheShopsOwnServerIsShown() {
    try (var visit = visit(DESKTOP, "en-US");
        var other = visit(DESKTOP, "en-US")) {
      visit.opens(page(options("")));
      choose(visit, TRON);
      other.opens(page(options("amount: 1, invoiceId: '%s',".formatted(invoice(visit)))));
      comesTo(other, "waiting").reads("€25.00");
      assertThat(address(other)).isEqualTo(address(visit));
    }
  }

  @Test
  void itIsInTheDarkWhereThePageIs() {
    try (var visit =
        new Visit(pages.origin(), SMALL_PHONE.context("ru-RU").setColorScheme(ColorScheme.DARK))) {
      visit
          .knows(shop.url())
          .opens(
              page(
                  "document.documentElement.style.background = '#111';"
                      + options("language: 'ru',")));
      choose(visit, TRON);
      assertThat(form(visit)).hasAttribute("data-theme", "dark");
      visit.reads("Ждём ваш платёж").photo("widget-waiting-dark-small");
      for (var button : form(visit).locator("button, a").all()) {
        assertThat(Math.min(button.boundingBox().height, button.boundingBox().width))
            .as("to be touched")
            .isGreaterThanOrEqualTo(44);
      }
    }
  }

  private Visit visit(Visit.Screen screen, String locale) {
    return new Visit(pages.origin(), screen.context(locale)).knows(shop.url());
  }

  private String options(String more) {
    return """
    GetCrypto.init({apiKey: '%s', elementId: 'pay', projectId: '%s', amount: 25, currency: 'eur',
      language: 'en', orderId: '%s', customFields: {table: 7}, %s});
    """
        .formatted(stall.key(), stall.projectId(), order, more);
  }

  private String page(String start) {
    return pages.page(shop.url() + "/widget.js", start);
  }

  private static Locator form(Visit visit) {
    return visit.page.locator("#pay .sheet");
  }

  private static Visit comesTo(Visit visit, String screen) {
    assertThat(form(visit)).hasAttribute("data-screen", screen);
    return visit;
  }

  private static void pick(Visit visit, String way) {
    comesTo(visit, "choose");
    visit.page.locator("#pay .choice:has([data-id='" + way + "'])").click();
    visit.page.locator("#pay [data-id=pick]").click();
  }

  private static void choose(Visit visit, String way) {
    pick(visit, way);
    comesTo(visit, "waiting");
  }

  private static String told(Visit visit) {
    return String.valueOf(visit.page.evaluate("told.join()"));
  }

  private static String amount(Visit visit) {
    return visit.page.locator("#pay [data-id=amount]").innerText();
  }

  private static String address(Visit visit) {
    return visit.page.locator("#pay [data-id=address]").innerText();
  }

  private static String invoice(Visit visit) {
    return visit.requests().stream()
        .filter(url -> url.contains("/widget/in_"))
        .findFirst()
        .orElseThrow()
        .replaceAll(".*/(in_[0-9a-f]{13}).*", "$1");
  }

  private void pay(Visit visit, String coins) {
    shop.pay(address(visit), "USDT", "tron", new BigDecimal(coins).toPlainString());
  }
}
