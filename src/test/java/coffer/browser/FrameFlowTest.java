package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.widget.PaymentWidget.Terms;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
      frame.locator("a.button--main").click();
      visit.page.waitForURL(back);
    }
  }

  @Test
  void aWidgetLeadsToThePaymentInTheSameFrame() {
    var stall = Stall.on(shop).framedBy(named.origin());
    var widget = stall.widget(terms());
    var page = shop.url() + "/widget/" + widget + "?payinCryptoInvoiceId=7&lang=ru&theme=dark";
    try (var visit = new Visit(shop.url(), SMALL_PHONE.context("ru-RU")).knows(named.origin())) {
      visit.opens(page).photo("widget-page-ru-dark");
      visit.opens(named.frame(page));
      var frame = visit.page.frameLocator("iframe");
      frame.locator("#amount").fill("12,50");
      frame.locator("#currency").selectOption("EUR");
      frame.locator("#amount").press("Enter");
      var state = PlaywrightAssertions.assertThat(frame.locator("#state"));
      state.hasAttribute("data-stage", "waiting");
      visit.page.waitForFunction("messages.length === 1");
      assertThat(visit.page.evaluate("messages[0][1].status")).isEqualTo("open");
    }
  }

  @Test
  void aButtonOfTheMiniAppScriptOpensTheWidget() {
    var widget = Stall.on(shop).framedBy(named.origin()).widget(terms());
    for (var mount : List.of("", "/onchainpay")) {
      try (var visit = Visit.on(DESKTOP, shop.url())) {
        visit.forgives("data-widget-id is missing");
        visit.page.setContent(
            """
            <html lang="ru"><head><script async src="%1$s%2$s/miniapp.js"></script></head>
            <body><div data-ocp-pay data-widget-id="%3$s" data-order-id="7&x=<b>" data-amount="12.5" data-currency="EUR"></div>
            <div data-ocp-pay data-order-id="8"></div></body></html>
            """
                .formatted(shop.url(), mount, widget));
        var link = visit.link("Оплатить криптовалютой");
        assertThat(link.count()).isEqualTo(1);
        assertThat(link.getAttribute("href"))
            .startsWith(shop.url() + mount + "/widget/" + widget + "?");
        visit.photo("miniapp-button" + mount.replace('/', '-'));
        var opened = visit.context.waitForPage(link::click);
        PlaywrightAssertions.assertThat(opened.locator("body")).containsText("12.5");
        PlaywrightAssertions.assertThat(opened.locator("body")).containsText("7&x=<b>");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFormOfAWidgetFitsTheScreen(Visit.Screen screen) {
    var widget = Stall.on(shop).framedBy(named.origin()).widget(terms());
    var page = shop.url() + "/widget/" + widget;
    var lengthy = "Donaudampfschifffahrtsgesellschaft".repeat(4);
    var name = screen.name().toLowerCase(Locale.ROOT);
    try (var visit = new Visit(shop.url(), screen.context("en-US").setJavaScriptEnabled(false))) {
      visit.opens(page + "?payinCryptoInvoiceDesc=" + lengthy + "&payinCryptoInvoiceId=" + lengthy);
      visit.reads("Payment").photo("widget-form-" + name);
      visit.opens(page + "?payinCryptoInvoiceAmount=1234567.89&payinCryptoInvoiceCurrencies=EUR");
      visit.reads("1 234 567.89").photo("widget-fixed-" + name);
      visit.button("Continue to the payment").click();
      visit.comesTo("waiting");
      visit.opens(page + "?payinCryptoPersonalClientId=7").photo("widget-coins-" + name);
      visit.page.locator("button.choice").first().click();
      visit.reads("This address is yours for ever").photo("widget-address-" + name);
      visit.opens(page + "?payinCryptoCurrenciesTo=XYZ").photo("widget-closed-" + name);
      visit.forgives("404").opens(shop.url() + "/widget/" + UUID.randomUUID());
      visit.reads("There is no such payment form").photo("widget-missing-" + name);
    }
  }

  private static Terms terms() {
    return new Terms(
        "Top up",
        "coffer",
        List.of(),
        Optional.empty(),
        List.of("USDT:tron"),
        Optional.empty(),
        Optional.empty(),
        true);
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
