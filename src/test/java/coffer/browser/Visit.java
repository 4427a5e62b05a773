package coffer.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// One payer's visit, in a profile of its own. At its end nothing may have gone wrong on the way:
/// no error on the console, no violation of the policy, no request to anyone but the server.
final class Visit implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  /// What the console does not tell of.
  private static final String WATCH =
      """
      addEventListener('securitypolicyviolation', e =>
        console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));
      addEventListener('unhandledrejection', e => console.error('rejected: ' + e.reason));
      """;

  /// What a page is seen on.
  enum Screen {
    PHONE(390, 844, true),
    SMALL_PHONE(320, 568, true),
    DESKTOP(1280, 800, false);

    private final int width;
    private final int height;
    private final boolean touch;

    Screen(int width, int height, boolean touch) {
      this.width = width;
      this.height = height;
      this.touch = touch;
    }

    Browser.NewContextOptions context(String locale) {
      return new Browser.NewContextOptions()
          .setViewportSize(width, height)
          .setIsMobile(touch)
          .setHasTouch(touch)
          .setLocale(locale)
          .setTimezoneId("Europe/Berlin");
    }
  }

  private final List<String> homes;
  final BrowserContext context;
  final Page page;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final List<String> forgiven = new ArrayList<>();
  private final Set<Request> streams = new HashSet<>();
  private int documents;

  /// @param home the server: what every request must begin with
  Visit(String home, Browser.NewContextOptions options) {
    homes = new ArrayList<>(List.of(home));
    context = Chromium.browser().newContext(options);
    context.setDefaultTimeout(PATIENCE.toMillis());
    context.addInitScript(WATCH);
    context.onConsoleMessage(
        message -> {
          var type = message.type();
          if (type.equals("error") || type.equals("warning")) {
            complaints.add(type + ": " + message.text() + " at " + message.location());
          }
        });
    context.onWebError(error -> complaints.add("thrown: " + error.error()));
    context.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    context.onRequest(this::asked);
    context.onRequestFinished(request -> streams.remove(request));
    context.onRequestFailed(request -> streams.remove(request));
    page = context.newPage();
  }

  static Visit on(Screen screen, String home) {
    return new Visit(home, screen.context("en-US"));
  }

  private void asked(Request request) {
    requests.add(request.url());
    if (request.isNavigationRequest()) {
      documents++;
      streams.clear(); // nobody tells that those of the page before have ended
    }
    if (isStream(request)) streams.add(request);
  }

  /// The stage that the page must come to: `paid`. A page that was loaded anew would also come to
  /// it: see [#loads].
  Visit comesTo(String stage) {
    PlaywrightAssertions.assertThat(page.locator("#state")).hasAttribute("data-stage", stage);
    return this;
  }

  /// The present stage of the page.
  String stage() {
    return page.locator("#state").getAttribute("data-stage");
  }

  Visit opens(String address) {
    page.navigate(address);
    return this;
  }

  Visit reads(String... texts) {
    for (var text : texts) {
      PlaywrightAssertions.assertThat(page.locator("body")).containsText(text);
    }
    return this;
  }

  Visit readsNot(String text) {
    PlaywrightAssertions.assertThat(page.locator("body"))
        .not()
        .containsText(Pattern.compile(Pattern.quote(text)));
    return this;
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /// A choice of a coin: its name goes on with the sum.
  Locator choice(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /// What the page asks the payer to send: as it would be copied.
  String amount() {
    return page.locator("#amount").innerText();
  }

  String address() {
    return page.locator("#address").innerText();
  }

  /// How many documents were loaded, redirections counted.
  int loads() {
    return documents;
  }

  private static boolean isStream(Request request) {
    return request.resourceType().equals("eventsource");
  }

  /// The page's event stream comes to its end.
  Visit hearsNoMore() {
    page.waitForCondition(streams::isEmpty);
    return this;
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  /// What went wrong until now; forgotten once asked for.
  List<String> complaints() {
    var all = List.copyOf(complaints);
    complaints.clear();
    return all;
  }

  /// Keeps what the screen shows as `target/screenshots/{name}.png`; nothing may stick out at its
  /// side.
  Visit photo(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(SCREENSHOTS.resolve(name + ".png"))
            .setAnimations(ScreenshotAnimations.DISABLED)
            .setFullPage(!name.startsWith("docs")));
    return fits(name);
  }

  /// The page is not wider than its screen.
  Visit fits(String name) {
    var excess =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) excess).intValue()).as(name + ": wider than the screen").isZero();
    return this;
  }

  /// Requests to anyone but the server; forgotten once asked for.
  List<String> strangers() {
    var strange =
        requests.stream()
            .filter(url -> homes.stream().noneMatch(home -> url.startsWith(home + "/")))
            .filter(url -> !url.startsWith("data:"))
            .toList();
    requests.removeAll(strange);
    return strange;
  }

  /// Another server that requests may go to.
  Visit knows(String other) {
    homes.add(other);
    return this;
  }

  /// What the test itself brings about is no complaint.
  ///
  /// @param part of what the browser says
  Visit forgives(String part) {
    forgiven.add(part);
    return this;
  }

  @Override
  public void close() {
    context.close();
    complaints.removeIf(complaint -> forgiven.stream().anyMatch(complaint::contains));
    assertThat(complaints).as("complaints of the browser").isEmpty();
    assertThat(strangers()).as("requests to others").isEmpty();
  }
}
