package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.web.widget.WidgetPreview;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every state of the widget in a shop's page with a strict policy, those included that no sandbox
/// comes to: nothing goes wrong, nothing is wider than the screen, axe finds nothing, and each can
/// be looked at under `target/screenshots`.
@Browsing
final class WidgetGalleryTest {
  private static HttpServer preview;

  @BeforeAll
  static void open() throws IOException {
    preview = WidgetPreview.start(0);
  }

  @AfterAll
  static void close() {
    preview.stop(0);
  }

  @Test
  void english() {
    look(DESKTOP.context("en-US"), "en", "desktop");
  }

  @Test
  void russianInTheDark() {
    look(PHONE.context("ru-RU").setColorScheme(ColorScheme.DARK), "ru", "phone-dark");
  }

  @Test
  void onASmallPhone() {
    look(SMALL_PHONE.context("ru-RU"), "ru", "small");
  }

  private static void look(Browser.NewContextOptions options, String language, String name) {
    var home = "http://127.0.0.1:" + preview.getAddress().getPort();
    var found = new ArrayList<String>();
    try (var visit = new Visit(home, options)) {
      for (var state : WidgetPreview.names()) {
        visit.opens("%s/%s/%s".formatted(home, state, language));
        var sheet = visit.page.locator("#pay .sheet");
        PlaywrightAssertions.assertThat(sheet).hasAttribute("data-screen", "choose");
        if (!state.equals("choose")) {
          visit.page.locator("#pay [data-id=pick]").click();
          PlaywrightAssertions.assertThat(sheet)
              .hasAttribute("data-screen", WidgetPreview.stage(state));
        }
        visit.photo("widget/%s-%s-%s".formatted(state, language, name));
        for (var violation : Axe.violations(visit.page)) found.add(state + " " + violation);
      }
    }
    assertThat(found).isEmpty();
  }
}
