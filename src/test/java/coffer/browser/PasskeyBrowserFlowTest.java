package coffer.browser;

import static coffer.app.CabinetPeople.PASSWORD;
import static coffer.browser.Visit.Screen.DESKTOP;
import static coffer.browser.Visit.Screen.SMALL_PHONE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.CabinetPeople;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.user.Role;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Passkeys in a real browser, whose device is a virtual one.
@Browsing
final class PasskeyBrowserFlowTest {
  private final Storefront shop;
  private final String home;
  private final String email = UUID.randomUUID() + "@example.com";

  PasskeyBrowserFlowTest(Storefront shop) {
    this.shop = shop;
    this.home = shop.url().replace("127.0.0.1", "localhost");
  }

  private Visit signedIn(Visit visit) {
    visit.opens(home + new CabinetPeople(shop).link(Stall.on(shop), email, Role.OWNER));
    visit.page.locator("input[type=password]").fill(PASSWORD);
    visit.page.locator("main button").click();
    visit.page.waitForURL("**/cabinet/p/**");
    return visit.opens(home + "/cabinet/me");
  }

  /// A device whose owner touches it as soon as it asks.
  ///
  /// @return switches whether the device knows its owner
  private static Consumer<Boolean> device(Visit visit) {
    var session = visit.context.newCDPSession(visit.page);
    session.send("WebAuthn.enable");
    var options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    options.addProperty("automaticPresenceSimulation", true);
    var args = new JsonObject();
    args.add("options", options);
    var id = session.send("WebAuthn.addVirtualAuthenticator", args).get("authenticatorId");
    return known -> {
      var change = new JsonObject();
      change.add("authenticatorId", id);
      change.addProperty("isUserVerified", known);
      session.send("WebAuthn.setUserVerified", change);
    };
  }

  private static void signOut(Visit visit) {
    visit.page.locator("details.person summary").click();
    visit.button("Sign out").click();
    visit.page.waitForURL("**/cabinet/sign-in**");
  }

  @Test
  void aPersonAddsAPasskeyAndSignsInWithIt() throws Exception {
    try (var visit = Visit.on(DESKTOP, home)) {
      device(visit);
      signedIn(visit).reads("Passkeys");
      visit.page.getByLabel("Name").fill("Test device");
      visit.button("Add a passkey").click();
      visit.reads("The passkey is added.", "Test device").photo("passkey-added");
      signOut(visit);
      var sent = new AtomicReference<Request>();
      visit.context.onRequest(
          request -> {
            if (request.url().endsWith("/cabinet/passkey")) sent.set(request);
          });
      visit.photo("passkey-sign-in").button("Sign in with a passkey").click();
      visit.page.waitForURL("**/cabinet/p/**");
      refusesAgain(sent.get());
      visit.opens(home + "/cabinet/me");
      visit.button("Remove").click();
      visit.reads("The passkey is removed.").readsNot("Test device");
    }
  }

  /// What the browser sent, sent once more.
  private void refusesAgain(Request request) throws Exception {
    var cookies = request.allHeaders().get("cookie");
    assertThat(cookies).contains("coffer_passkey=");
    try (var client = HttpClient.newHttpClient()) {
      var again =
          HttpRequest.newBuilder(URI.create(home + "/cabinet/passkey"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Cookie", cookies)
              .header("Sec-Fetch-Site", "same-origin")
              .POST(BodyPublishers.ofString(request.postData(), UTF_8))
              .build();
      var answer = client.send(again, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("passkey_wrong");
    }
  }

  @Test
  void aDeviceThatDoesNotKnowItsOwnerIsRefused() {
    try (var visit = Visit.on(SMALL_PHONE, home)) {
      var device = device(visit);
      signedIn(visit);
      visit.button("Add a passkey").click();
      visit.reads("The passkey is added.");
      signOut(visit);
      device.accept(false);
      visit.button("Sign in with a passkey").click();
      shows(visit, "That did not work. Try again, or use your password.");
      visit.photo("passkey-failed");
      device.accept(true);
      visit.button("Sign in with a passkey").click();
      visit.page.waitForURL("**/cabinet/p/**");
    }
  }

  @Test
  void anotherAddressSaysWherePasskeysWork() {
    try (var visit = Visit.on(DESKTOP, shop.url())) {
      visit.opens(shop.url() + "/cabinet/sign-in");
      shows(visit, "Passkeys work only at this address: " + home);
      PlaywrightAssertions.assertThat(visit.button("Sign in with a passkey")).isHidden();
      visit.photo("passkey-elsewhere");
    }
  }

  private static void shows(Visit visit, String text) {
    var note = visit.page.locator("p").filter(new Locator.FilterOptions().setHasText(text));
    PlaywrightAssertions.assertThat(note).isVisible();
  }
}
