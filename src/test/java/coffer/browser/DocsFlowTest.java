package coffer.browser;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.Storefront;
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
}
