package coffer.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The Chromium that is installed, one for all tests of a JVM. Only one thread may use it at a
/// time: classes that do say so with [Browsing].
final class Chromium {
  private static final String INSTALL =
      "chromium, or a Node.js to drive it, is missing; install them with: apt-get install chromium"
          + " nodejs (Node.js 20 or newer)";

  /// What the page asks for is counted, so the browser must not ask for anything by itself.
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox", // root has none
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-domain-reliability",
          "--disable-quic",
          "--disable-sync",
          "--no-first-run",
          "--disable-gpu");

  private Chromium() {}

  /// Fails the test if COFFER_REQUIRE names chromium, else skips it.
  static Browser orSkip() {
    var chromium = onPath("chromium").or(() -> onPath("chromium-browser"));
    var node = onPath("node");
    if (chromium.isPresent() && node.isPresent())
      return Running.browser(chromium.get(), node.get());
    var required = Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("");
    if (required.contains("chromium")) return Assertions.fail(INSTALL);
    return Assumptions.<Browser>abort(INSTALL);
  }

  private static Optional<Path> onPath(String command) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(":"))
        .map(folder -> Path.of(folder, command))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Started by whoever asks first; ends with the JVM.
  private static final class Running {
    private static Optional<Browser> browser = Optional.empty();

    static synchronized Browser browser(Path chromium, Path node) {
      if (browser.isEmpty()) browser = Optional.of(start(chromium, node));
      return browser.get();
    }

    private static Browser start(Path chromium, Path node) {
      var environment =
          Map.of(
              "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PLAYWRIGHT_NODEJS_PATH", node.toString());
      var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
      Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
      PlaywrightAssertions.setDefaultAssertionTimeout(Visit.PATIENCE.toMillis());
      return playwright
          .chromium()
          .launch(new BrowserType.LaunchOptions().setExecutablePath(chromium).setArgs(FLAGS));
    }
  }
}
