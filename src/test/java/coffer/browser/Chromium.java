package coffer.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

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

  /// Why there is no browser.
  ///
  /// @return empty if there is one, or if there has to be one because COFFER_REQUIRE names chromium
  static Optional<String> missing() {
    var required = Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("");
    boolean there = Installed.CHROMIUM.isPresent() && Installed.NODE.isPresent();
    return there || required.contains("chromium") ? Optional.empty() : Optional.of(INSTALL);
  }

  /// Fails the test if there is none.
  static Browser browser() {
    if (Installed.CHROMIUM.isEmpty() || Installed.NODE.isEmpty()) return Assertions.fail(INSTALL);
    return Running.browser(Installed.CHROMIUM.get(), Installed.NODE.get());
  }

  private static final class Installed {
    static final Optional<Path> CHROMIUM = onPath("chromium").or(() -> onPath("chromium-browser"));
    static final Optional<Path> NODE = onPath("node").filter(Chromium::isRecent);
  }

  /// Whether the driver runs on it.
  private static boolean isRecent(Path node) {
    try {
      var process = new ProcessBuilder(node.toString(), "--version").start();
      var version = new String(process.getInputStream().readAllBytes(), US_ASCII);
      return Integer.parseInt(version.strip().replaceAll("^v|\\..*$", "")) >= 20;
    } catch (IOException | NumberFormatException _) {
      return false;
    }
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
