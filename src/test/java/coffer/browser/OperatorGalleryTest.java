package coffer.browser;

import static coffer.app.CabinetPeople.PASSWORD;
import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.CabinetPeople;
import coffer.app.OperatorChain;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.user.Role;
import coffer.core.user.StaffRole;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Every page of the operator: axe finds nothing, nothing is wider than the screen, and each can be
/// looked at under `target/screenshots`.
@Browsing
final class OperatorGalleryTest {
  private final Storefront shop;

  OperatorGalleryTest(Storefront shop) {
    this.shop = shop;
  }

  @Test
  void englishOnADesktop() {
    look(DESKTOP.context("en-US"), "en-desktop", "ethereum");
  }

  @Test
  void russianInTheDarkOnASmallPhone() {
    look(SMALL_PHONE.context("ru-RU").setColorScheme(ColorScheme.DARK), "ru-small-dark", "polygon");
  }

  private void look(Browser.NewContextOptions options, String name, String network) {
    var found = new ArrayList<String>();
    var people = new CabinetPeople(shop);
    people.link(Stall.foreign(shop), UUID.randomUUID() + "@example.com", Role.OWNER);
    var email = UUID.randomUUID().toString().substring(0, 8) + "@example.com";
    var chain = OperatorChain.read(shop, network);
    try (var visit = new Visit(shop.url(), options)) {
      visit.opens(shop.url() + people.staffLink(email, StaffRole.OPERATOR));
      visit.page.locator("input[type=password]").fill(PASSWORD);
      visit.page.locator("main button").click();
      visit.page.waitForURL("**/cabinet/operator");
      people.useCodes(email);
      check(visit, "overview", name, found);
      for (var page :
          List.of(
              "organizations", "users", "chains", "rates", "queues", "configuration", "audit")) {
        visit.opens(shop.url() + "/cabinet/operator/" + page);
        check(visit, page, name, found);
        if (page.equals("organizations") || page.equals("users")) {
          visit.page.locator("tbody th a").first().click();
          check(visit, page + "-one", name, found);
        }
      }
      visit.opens(shop.url() + chain.path());
      visit.page.locator("input[name=from]").fill("51");
      visit.page.locator("form[action$=rescan] button").click();
      check(visit, "chain", name, found);
      chain.halt();
      visit.opens(shop.url() + chain.path());
      check(visit, "chain-halted", name, found);
      visit.opens(shop.url() + chain.path() + "/reorg");
      check(visit, "reorg", name, found);
    }
    assertThat(found).isEmpty();
  }

  private static void check(Visit visit, String page, String name, List<String> found) {
    visit.photo("operator/%s-%s".formatted(page, name));
    for (var violation : Axe.violations(visit.page)) found.add(page + " " + name + " " + violation);
  }
}
