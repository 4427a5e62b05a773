package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;

import coffer.web.checkout.CheckoutPreview;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every state of the page, those included that no sandbox comes to: nothing goes wrong, nothing is
/// wider than the screen, and each can be looked at under `target/screenshots`.
@Browsing
final class GalleryTest {
  private static HttpServer preview;

  @BeforeAll
  static void open() throws IOException {
    preview = CheckoutPreview.start(0);
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

  private static void look(Browser.NewContextOptions options, String language, String name) {
    var home = "http://127.0.0.1:" + preview.getAddress().getPort();
    try (var visit = new Visit(home, options)) {
      for (var state : CheckoutPreview.names()) {
        visit.opens("%s/%s/%s".formatted(home, state, language));
        visit.photo("gallery/%s-%s-%s".formatted(state, language, name));
      }
    }
  }
}
