package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.link.CustomField;
import coffer.core.link.PaymentLink;
import coffer.core.link.PaymentLink.Price;
import coffer.core.link.PaymentLink.SubmitType;
import coffer.core.link.PaymentLink.Terms;
import coffer.web.cabinet.PaymentLinkRow;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Payment links in a browser: the button on a merchant's page, the form, the payment, the thanks.
@Browsing
final class PaymentLinkBrowserFlowTest {
  @AutoClose private final ShopPages pages = new ShopPages();
  private final Storefront shop;
  private final Stall stall;

  PaymentLinkBrowserFlowTest(Storefront shop) {
    this.shop = shop;
    this.stall = Stall.on(shop);
  }

  private PaymentLink donation() {
    var sums = LongStream.of(5, 10, 25).mapToObj(PaymentLinkBrowserFlowTest::euros).toList();
    return stall.link(
        new Terms(
            "Support our library",
            Optional.of("Every sum helps.\nWe buy books for children."),
            SubmitType.DONATE,
            new Price("EUR", Optional.empty(), Optional.of(euros(1)), Optional.empty(), sums),
            List.of(
                new CustomField("Your name", CustomField.Type.TEXT, true, List.of()),
                new CustomField("E-mail", CustomField.Type.EMAIL, false, List.of()),
                new CustomField(
                    "For which shelf?",
                    CustomField.Type.CHOICE,
                    true,
                    List.of("Comics", "Science"))),
            List.of("USDT:tron"),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.of("The books arrive in spring.\nCome and read them!"),
            Optional.of(pages.origin() + "/home")));
  }

  private static BigInteger euros(long whole) {
    return BigInteger.valueOf(whole * 100_000_000);
  }

  @Test
  void aButtonOnAStrictPageLeadsToThePaymentAndTheThanks() {
    var link = donation();
    var row = new Button(link.url(shop.url()));
    try (var visit = Visit.on(DESKTOP, shop.url()).knows(pages.origin())) {
      visit.opens(pages.plain(row.html(), PaymentLinkRow.STYLE));
      visit.photo("payment-link-button");
      var page = visit.context.waitForPage(() -> visit.link("Pay with crypto").click());
      page.getByLabel("10.00 EUR").check();
      page.locator("#field-0").fill("Ann");
      page.locator("#field-2").selectOption("Comics");
      page.locator("button.button--main").click();
      PlaywrightAssertions.assertThat(page.locator("#state")).hasAttribute("data-stage", "waiting");
      shop.pay(
          page.locator("#address").innerText(),
          "USDT",
          "tron",
          page.locator("#amount").innerText());
      shop.mine("tron", 25);
      PlaywrightAssertions.assertThat(page.locator("#state")).hasAttribute("data-stage", "paid");
      page.locator("a.button--main").click();
      PlaywrightAssertions.assertThat(page.locator("body")).containsText("The books arrive");
      page.locator("a.button--main").click();
      page.waitForURL(pages.origin() + "/home");
    }
  }

  /// The HTML that the cabinet shows to copy.
  private record Button(String url) {
    String html() {
      return new PaymentLinkRow(
              UUID.randomUUID(),
              Instant.EPOCH,
              url,
              "",
              "open",
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              "EUR",
              true,
              "pay")
          .html("Pay with crypto");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFormWorksWithoutScriptsOnEveryScreen(Visit.Screen screen) {
    var link = donation();
    var name = screen.name().toLowerCase(Locale.ROOT);
    try (var visit = new Visit(shop.url(), screen.context("en-US").setJavaScriptEnabled(false))) {
      visit.forgives("422").opens(link.url(shop.url()) + "?lang=en");
      visit.photo("payment-link-" + name);
      visit.page.locator("#field-0").fill("   ");
      visit.page.locator("#field-2").selectOption("Science");
      visit.page.locator("#amount").fill("0.5");
      visit.button("Donate").click();
      visit.reads("Please check what you filled in").photo("payment-link-wrong-" + name);
      visit.page.locator("#field-0").fill("Ann");
      visit.page.locator("#amount").fill("7");
      visit.button("Donate").click();
      visit.comesTo("waiting").reads("Support our library", "7.00");
    }
  }

  @Test
  void theFormAndThePaymentStayInTheFrame() {
    stall.framedBy(pages.origin());
    var link = donation().url(shop.url()) + "?iframe=true&lang=en&amount=12.50";
    try (var visit = Visit.on(SMALL_PHONE, shop.url()).knows(pages.origin())) {
      visit.opens(pages.frame(link));
      var frame = visit.page.frameLocator("iframe");
      frame.locator("#field-0").fill("Ann");
      frame.locator("#field-2").selectOption("Comics");
      frame.locator("button.button--main").click();
      PlaywrightAssertions.assertThat(frame.locator("#state"))
          .hasAttribute("data-stage", "waiting");
      PlaywrightAssertions.assertThat(frame.locator("body")).containsText("12.50");
    }
  }

  @Test
  void theFormIsAccessibleInTheDark() {
    var link = donation();
    var dark = SMALL_PHONE.context("ru-RU").setColorScheme(ColorScheme.DARK);
    try (var visit = new Visit(shop.url(), dark)) {
      visit.opens(link.url(shop.url())).photo("payment-link-ru-dark");
      assertThat(Axe.violations(visit.page)).isEmpty();
      visit.page.evaluate("document.documentElement.style.fontSize = '32px'");
      visit.photo("payment-link-ru-large");
    }
    stall.disable(link);
    try (var visit = Visit.on(SMALL_PHONE, shop.url())) {
      visit.opens(link.url(shop.url())).reads("The merchant has closed this payment link");
      visit.photo("payment-link-disabled");
      assertThat(Axe.violations(visit.page)).isEmpty();
    }
  }
}
