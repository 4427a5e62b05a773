package coffer.app;

import static coffer.app.CabinetPeople.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.CabinetBrowser.Page;
import coffer.core.user.Passkeys;
import coffer.core.user.Role;
import coffer.core.user.StaffRole;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passkeys against an attacker who can send everything: only the right device, which has checked
/// its owner, on the right site, answers a question, once.
final class PasskeysFlowTest {
  @AutoClose private final Storefront front = Storefront.withoutLimits();
  private final CabinetPeople people = new CabinetPeople(front);
  private final String origin = front.url().replace("127.0.0.1", "localhost");
  private final String email = UUID.randomUUID() + "@example.com";
  private final CabinetBrowser owner = new CabinetBrowser(front.url());
  private final SoftAuthenticator device = new SoftAuthenticator(origin);

  @BeforeEach
  void addPasskey() {
    owner.post(people.link(Stall.on(front), email, Role.OWNER), "password", PASSWORD).is(303);
    owner.get("/cabinet/me").is(200);
    add(owner, device, "My phone");
  }

  private static void add(CabinetBrowser browser, SoftAuthenticator device, String name) {
    var options = browser.post("/cabinet/me/passkeys/options").is(200).text();
    var kept =
        browser.post("/cabinet/me/passkeys", "name", name, "credential", device.create(options));
    assertThat(kept.is(303).to()).endsWith("done=passkey_added");
  }

  private String question(CabinetBrowser browser) {
    return browser.post("/cabinet/passkey/options").is(200).text();
  }

  private Page answer(CabinetBrowser browser, String credential) {
    return browser.post("/cabinet/passkey", "credential", credential, "to", "/cabinet/me").is(303);
  }

  private boolean signsIn(SoftAuthenticator by) {
    var browser = new CabinetBrowser(front.url());
    answer(browser, by.sign(question(browser)));
    return browser.get("/cabinet/me").status() == 200;
  }

  @Test
  void aPasskeySignsInWithoutPasswordAndCode() {
    people.useCodes(email);
    var browser = new CabinetBrowser(front.url());
    device.counter++;
    assertThat(answer(browser, device.sign(question(browser))).to()).isEqualTo("/cabinet/me");
    var me = browser.get("/cabinet/me").is(200).text();
    assertThat(me).contains("My phone").contains(email);
    assertThat(browser.cookie("coffer_passkey")).isEmpty();
  }

  @Test
  void aDeviceThatDoesNotCountIsAccepted() {
    var still = new SoftAuthenticator(origin);
    still.counter = 0;
    add(owner, still, "Still");
    assertThat(signsIn(still)).isTrue();
    assertThat(signsIn(still)).isTrue();
  }

  @Test
  void anAnswerCountsOnce() throws Exception {
    var browser = new CabinetBrowser(front.url());
    device.counter++;
    var answer = device.sign(question(browser));
    var token = browser.cookie("coffer_passkey").orElseThrow();
    Callable<Integer> enter =
        () -> {
          var thief = new CabinetBrowser(front.url());
          thief.setCookie("coffer_passkey", token);
          answer(thief, answer);
          return thief.get("/cabinet/me").status();
        };
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      int entered = 0;
      for (var each : many.invokeAll(IntStream.range(0, 8).mapToObj(_ -> enter).toList())) {
        if (each.get() == 200) entered++;
      }
      assertThat(entered).isEqualTo(1);
    }
    assertThat(enter.call()).isEqualTo(303);
  }

  @Test
  void onlyTheOwnersDeviceOnThisSiteIsAccepted() {
    List<Consumer<SoftAuthenticator>> changes =
        List.of(
            forged -> forged.origin = "https://evil.example",
            forged -> forged.origin = origin + "0",
            forged -> forged.origin = origin.replace("http:", "https:"),
            forged -> forged.host = "evil.example",
            forged -> forged.flags = SoftAuthenticator.PRESENT,
            forged -> forged.flags = SoftAuthenticator.VERIFIED,
            forged -> forged.flags = 0,
            forged -> forged.counter = 0,
            forged -> forged.counter = 1,
            forged -> forged.belongsTo(new byte[16]),
            forged -> forged.belongsTo(new byte[0]));
    var handle = device.handle();
    for (int i = 0; i < changes.size(); i++) {
      device.counter = 100;
      changes.get(i).accept(device);
      assertThat(signsIn(device)).as("change " + i).isFalse();
      device.origin = origin;
      device.host = "localhost";
      device.flags = SoftAuthenticator.PRESENT | SoftAuthenticator.VERIFIED;
      device.belongsTo(handle);
    }
    assertThat(signsIn(device.impostor())).isFalse();
    assertThat(signsIn(new SoftAuthenticator(origin))).isFalse();
    device.counter = 200;
    assertThat(signsIn(device)).isTrue();
  }

  @Test
  void aCopiedKeyIsNoticedByItsCounter() {
    device.counter = 5;
    assertThat(signsIn(device)).isTrue();
    device.counter = 5;
    assertThat(signsIn(device)).isFalse();
    device.counter = 6;
    assertThat(signsIn(device)).isTrue();
  }

  @Test
  void anAnswerIsForOneBrowserOnePurposeAndFiveMinutes() {
    var browser = new CabinetBrowser(front.url());
    device.counter++;
    var answer = device.sign(question(browser));
    var other = new CabinetBrowser(front.url());
    question(other);
    assertThat(answer(other, answer).to()).contains("passkey_wrong");
    assertThat(answer(new CabinetBrowser(front.url()), answer).to()).contains("passkey_wrong");
    var confirm = device.sign(owner.post("/cabinet/confirm/passkey/options").is(200).text());
    assertThat(answer(owner, confirm).to()).contains("passkey_wrong");
    front.later(Passkeys.CEREMONY.plusSeconds(1));
    assertThat(answer(browser, answer).to()).contains("passkey_wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "garbage",
        "{\"id\":null}",
        "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}",
        "{\"id\":\"\\u0000\",\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"e30\"}}"
      })
  void whatIsNoAnswerIsRefused(String text) {
    var browser = new CabinetBrowser(front.url());
    question(browser);
    assertThat(answer(browser, text).to()).contains("passkey_wrong");
    owner.post("/cabinet/me/passkeys/options").is(200);
    var kept = owner.post("/cabinet/me/passkeys", "name", "x", "credential", text);
    assertThat(kept.is(303).to()).contains("passkey_wrong");
    owner.post("/cabinet/confirm/passkey/options").is(200);
    var confirmed = owner.post("/cabinet/confirm/passkey", "credential", text, "to", "/cabinet/me");
    assertThat(confirmed.is(303).to()).contains("passkey_wrong");
  }

  @Test
  void aPasskeyProvesAgainWhoThePersonIs() {
    front.later(Duration.ofHours(2));
    var asked = owner.post("/cabinet/me/passkeys/options").is(303);
    assertThat(asked.to()).startsWith("/cabinet/confirm");
    assertThat(owner.get("/cabinet/confirm?to=/cabinet/me").text()).contains("Use a passkey");
    device.counter++;
    var answer = device.sign(owner.post("/cabinet/confirm/passkey/options").is(200).text());
    var done =
        owner.post("/cabinet/confirm/passkey", "credential", answer, "to", "/cabinet/me").is(303);
    assertThat(done.to()).isEqualTo("/cabinet/me?done=confirmed");
    owner.post("/cabinet/me/passkeys/options").is(200);
  }

  @Test
  void anotherPersonsPasskeyConfirmsNothing() {
    var other = new CabinetBrowser(front.url());
    var link = people.link(Stall.on(front), UUID.randomUUID() + "@example.com", Role.OWNER);
    other.post(link, "password", PASSWORD).is(303);
    other.get("/cabinet/me").is(200);
    device.counter++;
    var options = other.post("/cabinet/confirm/passkey/options").is(200).text();
    assertThat(options).doesNotContain(email);
    var answer = device.sign(options);
    var refused =
        other.post("/cabinet/confirm/passkey", "credential", answer, "to", "/cabinet/me").is(303);
    assertThat(refused.to()).contains("passkey_wrong");
    var remove = owner.get("/cabinet/me").after("/cabinet/me/passkeys/");
    other.post("/cabinet/me/passkeys/" + remove).is(404);
    owner.post("/cabinet/me/passkeys/" + remove).is(303);
    assertThat(signsIn(device)).isFalse();
  }

  @Test
  void passkeysOfAPersonAndQuestionsOfAClientAreBounded() {
    for (int i = 1; i < Passkeys.MAX_PER_USER; i++) {
      add(owner, new SoftAuthenticator(origin), "device " + i);
    }
    var options = owner.post("/cabinet/me/passkeys/options").is(200).text();
    var more = new SoftAuthenticator(origin).create(options);
    var kept = owner.post("/cabinet/me/passkeys", "name", "one more", "credential", more);
    assertThat(kept.is(303).to()).contains("passkey_many");
    for (var name : List.of("", " ", "x".repeat(61), "a\u0000b", "a\nb")) {
      var wrong = owner.post("/cabinet/me/passkeys", "name", name, "credential", more);
      assertThat(wrong.is(303).to()).contains("passkey_name");
    }
    var flood = new CabinetBrowser(front.url());
    for (int i = 0; i < Passkeys.MAX_OPEN; i++) flood.post("/cabinet/passkey/options").is(200);
    flood.post("/cabinet/passkey/options").is(429);
    front.later(Passkeys.CEREMONY.plusSeconds(1));
    flood.post("/cabinet/passkey/options").is(200);
  }

  @Test
  void staffWithAPasskeyMayAct() {
    var staff = UUID.randomUUID() + "@example.com";
    var browser = new CabinetBrowser(front.url());
    browser.post(people.staffLink(staff, StaffRole.OPERATOR), "password", PASSWORD).is(303);
    browser.get("/cabinet/me").is(200);
    var key = new SoftAuthenticator(origin);
    add(browser, key, "key");
    var user = browser.get("/cabinet/operator/users").is(200).after("/cabinet/operator/users/");
    var act = "/cabinet/operator/users/" + user + "/sessions/end";
    assertThat(browser.post(act).is(303).to()).contains("staff_codes");
    key.counter++;
    answer(browser, key.sign(question(browser)));
    browser.get("/cabinet/me").is(200);
    assertThat(browser.post(act).is(303).to()).doesNotContain("staff_codes");
  }

  @Test
  void anotherSiteAsksForNothing() {
    var forged = new CabinetBrowser(front.url());
    for (var path : List.of("/cabinet/passkey/options", "/cabinet/passkey")) {
      forged
          .forged(
              path,
              java.util.Map.of(),
              "Origin",
              "https://evil.example",
              "Sec-Fetch-Site",
              "cross-site")
          .is(403);
    }
  }
}
