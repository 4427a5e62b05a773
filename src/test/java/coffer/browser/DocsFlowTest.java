package coffer.browser;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The API reference in a browser.
@Browsing
final class DocsFlowTest {
  @ParameterizedTest
  @EnumSource
  void theReferenceIsReadOnEveryScreen(Visit.Screen screen, Storefront shop) {
    try (var visit = Visit.on(screen, shop.url())) {
      visit.opens(shop.url() + "/docs").reads("/coffer/v1/invoices");
      var name = "docs-" + screen.name().toLowerCase(java.util.Locale.ROOT);
      visit.fits(name);
      assertThat(visit.page.title()).isNotBlank();
      var target = visit.page.locator("a[href^='#']").first().getAttribute("href");
      visit.page.locator("a[href^='#']").first().click();
      assertThat(visit.page.url()).isEqualTo(shop.url() + "/docs" + target);
      assertThat(visit.page.locator("[id='" + target.substring(1) + "']").count()).isEqualTo(1);
      visit.photo(name);
      assertThat(Axe.violations(visit.page)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theReferenceIsSearchedInTheDark(Visit.Screen screen, Storefront shop) {
    var dark = screen.context("en-US").setColorScheme(ColorScheme.DARK);
    try (var visit = new Visit(shop.url(), dark)) {
      visit.opens(shop.url() + "/docs?lang=python").reads("urllib.request");
      assertThat(Axe.violations(visit.page)).isEmpty();
      visit.page.locator("input[type=search]").fill("redeliver");
      visit.page.locator("input[type=search]").press("Enter");
      visit.page.waitForURL("**/docs/search**");
      var name = "docs-search-" + screen.name().toLowerCase(java.util.Locale.ROOT);
      visit.fits(name);
      visit.photo(name);
      assertThat(Axe.violations(visit.page)).isEmpty();
      visit.page.locator(".results a").first().click();
      visit.page.waitForURL("**/docs?lang=python#**");
    }
  }
}
