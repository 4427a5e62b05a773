package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

/// A newcomer clicks through the shop of the demo: basket, payment page, paid, and what the shop
/// received.
@Browsing
final class DemoShopFlowTest {
  private final Storefront shop;

  DemoShopFlowTest(Storefront shop) {
    this.shop = shop;
  }

  @Test
  void fromTheBasketToTheLedger() {
    try (var visit = new Visit(shop.url(), DESKTOP.context("en-US"))) {
      visit.opens(shop.url() + "/demo").photo("demo-goods-desktop");
      assertThat(Axe.violations(visit.page)).isEmpty();
      visit.page.getByLabel("Mug").fill("2");
      visit.button("Pay with crypto").click();
      visit.comesTo("choose").reads("1 × Coffee beans, 1 kg, 2 × Mug", "49.00 EUR");
      visit
          .page
          .locator("summary", new com.microsoft.playwright.Page.LocatorOptions().setHasText("USDT"))
          .click();
      visit.choice("USDT TRON (sandbox)").click();
      visit.comesTo("waiting").button("Pay exactly").click();
      visit.comesTo("confirming");
      shop.mine("tron", 3);
      visit.comesTo("paid").link("Continue to the shop").click();
      visit.reads("The invoice is settled", "invoice.settled", "signature verified");
      visit.reads("payment.confirmed", "address", "USDT");
      visit.page.locator("summary").last().click();
      visit.photo("demo-order-desktop");
      assertThat(Axe.violations(visit.page)).isEmpty();
    }
  }

  @Test
  void inRussianWithoutScripts() {
    var options =
        PHONE.context("ru-RU").setColorScheme(ColorScheme.DARK).setJavaScriptEnabled(false);
    try (var visit = new Visit(shop.url(), options)) {
      visit.opens(shop.url() + "/demo").reads("Кружка").photo("demo-goods-ru-phone-dark");
      visit.page.getByLabel("Кофе").fill("0");
      visit.button("Оплатить криптовалютой").click();
      visit.reads("Корзина пуста");
      visit.page.getByLabel("Кофе").fill("1");
      visit.button("Оплатить криптовалютой").click();
      visit.comesTo("choose").reads("Кофе в зёрнах");
      visit.link("Вернуться в магазин").click();
      visit.reads("Состояние счёта: open").photo("demo-order-ru-phone-dark");
    }
  }

  @Test
  void anUnknownOrderIsSaid() {
    try (var visit = Visit.on(SMALL_PHONE, shop.url())) {
      visit.forgives("404").opens(shop.url() + "/demo/orders/unknown").reads("This did not work");
      visit.photo("demo-missing-small");
      assertThat(Axe.violations(visit.page)).isEmpty();
    }
  }
}
