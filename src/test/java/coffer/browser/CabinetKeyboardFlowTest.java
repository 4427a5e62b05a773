package coffer.browser;

import static coffer.app.CabinetPeople.PASSWORD;
import static coffer.browser.Visit.Screen.DESKTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.CabinetPeople;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.user.Role;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pages about money by keyboard alone, in both languages, with scripts and without.
@Browsing
final class CabinetKeyboardFlowTest {
  private static final int MOST_TABS = 100;

  private final Storefront shop;
  private final Stall stall;

  CabinetKeyboardFlowTest(Storefront shop) {
    this.shop = shop;
    this.stall = Stall.on(shop);
  }

  @ParameterizedTest
  @CsvSource({"en-US,true,History", "ru-RU,false,История"})
  void moneyIsFoundAndExportedByKeyboard(String language, boolean scripts, String history)
      throws Exception {
    pay();
    var options = DESKTOP.context(language).setJavaScriptEnabled(scripts);
    try (var visit = new Visit(shop.url(), options)) {
      var page = visit.page;
      var email = UUID.randomUUID() + "@example.com";
      visit.opens(shop.url() + new CabinetPeople(shop).link(stall, email, Role.OWNER));
      type(page, page.locator("input[type=password]"), PASSWORD);
      page.keyboard().press("Enter");
      page.waitForURL("**/cabinet/p/**");
      visit.opens(shop.url() + "/cabinet/p/" + stall.project().publicId());
      press(page, page.locator("details.act > summary").first());
      PlaywrightAssertions.assertThat(page.locator("details.act table")).isVisible();
      press(page, page.locator(".menu a[href$='/invoices']"));
      type(page, page.locator("input[name=q]"), "20");
      page.keyboard().press("Enter");
      page.waitForURL("**q=20*");
      press(page, page.locator("th a").first());
      visit.reads(history, "USDT");
      press(page, page.locator(".menu a[href$='/balances']"));
      press(page, page.locator("a[href$='/balances/statement']"));
      page.waitForURL("**/balances/statement");
      var link = page.locator("a[href*='statement.csv?account=available']");
      var file = page.waitForDownload(() -> press(page, link));
      assertThat(file.suggestedFilename()).startsWith("statement-").endsWith(".csv");
      assertThat(Files.readString(file.path())).contains("\"opening\"", "\"payment\"");
    }
  }

  private void pay() {
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    var api = new ApiClient(shop.url(), Credential.bearer(stall.key("coffer")), contract);
    var order =
        "{'currency': 'EUR', 'amount': '20', 'order_id': 'A-1', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";
    var id = api.post("/coffer/v1/invoices", order).is(201).get("/id");
    api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s', 'mine': 25}".formatted(id)).is(200);
    await().until(() -> api.get("/coffer/v1/invoices/" + id).get("/status").equals("settled"));
  }

  private static void type(Page page, Locator field, String text) {
    reach(page, field);
    page.keyboard().type(text);
  }

  private static void press(Page page, Locator target) {
    reach(page, target);
    page.keyboard().press("Enter");
  }

  /// Presses the tabulator until the target has the focus.
  private static void reach(Page page, Locator target) {
    target.waitFor();
    for (int i = 0; i < MOST_TABS; i++) {
      if ((boolean) target.evaluate("it => it === document.activeElement")) return;
      page.keyboard().press("Tab");
    }
    throw new AssertionError("the keyboard does not reach " + target);
  }
}
