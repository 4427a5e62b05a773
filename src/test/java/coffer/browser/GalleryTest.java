package coffer.browser;

import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.PHONE;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.web.checkout.CheckoutPreview;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every state of the page, those included that no sandbox comes to: nothing goes wrong, nothing is
/// wider than the screen, axe finds nothing, and each can be looked at under `target/screenshots`.
@Browsing
final class GalleryTest {
  private static final List<String> LANGUAGES = List.of("en", "ru");

  /// What reaches over the side of its sheet, or of the screen.
  private static final String CUT_OFF =
      """
      () => [...document.querySelectorAll('body *')]
        .filter(e => !e.closest('.unseen, .skip, [hidden], svg') && e.checkVisibility())
        .filter(e => {
          const box = e.getBoundingClientRect();
          const room = (e.parentElement.closest('.sheet') ?? document.body).getBoundingClientRect();
          return box.width > 0 && (box.right > room.right + 1 || box.left < room.left - 1);
        })
        .map(e => e.className + ': ' + e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40))
      """;

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
  void englishInTheDark() {
    look(DESKTOP.context("en-US").setColorScheme(ColorScheme.DARK), "en", "desktop-dark");
  }

  @Test
  void russianOnAPhone() {
    look(PHONE.context("ru-RU"), "ru", "phone");
  }

  @Test
  void russianInTheDark() {
    look(PHONE.context("ru-RU").setColorScheme(ColorScheme.DARK), "ru", "phone-dark");
  }

  @Test
  void receipts() {
    var home = "http://127.0.0.1:" + preview.getAddress().getPort();
    var found = new ArrayList<String>();
    try (var visit = new Visit(home, SMALL_PHONE.context("en-US"))) {
      for (var state : List.of("paid", "over")) {
        for (var language : LANGUAGES) {
          visit.opens("%s/%s/%s/receipt".formatted(home, state, language));
          visit.photo("gallery/receipt-%s-%s".formatted(state, language));
          found.addAll(Axe.violations(visit.page));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /// A browser's setting, for people who see little: WCAG asks for twice the usual size.
  @Test
  void textOfTwiceTheSizeOnAPhone() {
    for (var language : LANGUAGES) within(PHONE.context("en-US"), language, 32);
  }

  @Test
  void aSmallPhone() {
    for (var language : LANGUAGES) within(SMALL_PHONE.context("en-US"), language, 16);
  }

  @Test
  void largerTextOnASmallPhone() {
    for (var language : LANGUAGES) within(SMALL_PHONE.context("en-US"), language, 24);
  }

  /// A payer with another device in hand scans the code without scrolling.
  @ParameterizedTest
  @CsvSource({"390, 844", "360, 640"})
  void theCodeIsInTheFirstScreenOfAPhone(int width, int height) {
    var home = "http://127.0.0.1:" + preview.getAddress().getPort();
    var below = new ArrayList<String>();
    try (var visit = new Visit(home, PHONE.context("en-US").setViewportSize(width, height))) {
      for (var state :
          List.of("waiting", "waiting_native", "waiting_token", "test", "open", "partial")) {
        for (var language : LANGUAGES) {
          visit.opens("%s/%s/%s".formatted(home, state, language));
          var card = visit.page.locator(".qr__card").first().boundingBox();
          double end = card.y + card.height;
          if (end > height) below.add("%s in %s: %.0f".formatted(state, language, end));
        }
      }
    }
    assertThat(below).isEmpty();
  }

  /// Nothing that a payer reads or touches is cut off at the side: the sheet hides what is outside
  /// of it, so the page is no wider for it.
  private static void within(Browser.NewContextOptions options, String language, int pixels) {
    var home = "http://127.0.0.1:" + preview.getAddress().getPort();
    var cut = new ArrayList<String>();
    try (var visit = new Visit(home, options)) {
      for (var state : CheckoutPreview.names()) {
        visit.opens("%s/%s/%s".formatted(home, state, language));
        visit.page.evaluate("p => document.documentElement.style.fontSize = p + 'px'", pixels);
        var name = "%s in %s at %d px".formatted(state, language, pixels);
        visit.photo("gallery/%s-%s-%dpx".formatted(state, language, pixels));
        for (var each : (List<?>) visit.page.evaluate(CUT_OFF)) cut.add(name + ": " + each);
      }
      assertThat(cut).isEmpty();
    }
  }

  private static void look(Browser.NewContextOptions options, String language, String name) {
    var home = "http://127.0.0.1:" + preview.getAddress().getPort();
    var found = new ArrayList<String>();
    try (var visit = new Visit(home, options)) {
      for (var state : CheckoutPreview.names()) {
        visit.opens("%s/%s/%s".formatted(home, state, language));
        visit.photo("gallery/%s-%s-%s".formatted(state, language, name));
        for (var violation : Axe.violations(visit.page)) found.add(state + " " + violation);
      }
    }
    assertThat(found).isEmpty();
  }
}
