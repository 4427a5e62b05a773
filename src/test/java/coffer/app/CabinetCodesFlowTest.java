package coffer.app;

import static coffer.app.CabinetPeople.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.CabinetBrowser.Page;
import coffer.core.user.Role;
import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.security.InvalidKeyException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One-time codes at sign-in, and the question for the password before dangerous acts.
final class CabinetCodesFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final String email = UUID.randomUUID() + "@example.com";
  private final CabinetBrowser browser = new CabinetBrowser(front.url());
  private String secret = "";
  private List<String> recovery = List.of();

  @BeforeEach
  void useCodes() {
    browser.post(people.link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    browser.get("/cabinet/me/codes").is(200);
    var begun = browser.post("/cabinet/me/codes").is(200);
    secret = begun.after("class=\"secret mono\">");
    assertThat(browser.get("/cabinet/me/codes").text()).doesNotContain(secret);
    browser.post("/cabinet/me/codes/confirm", "code", "000000").is(422);
    var on = browser.post("/cabinet/me/codes/confirm", "code", code(-1)).is(200);
    recovery =
        Pattern.compile("<li class=\"mono\">([a-z0-9-]{19})<")
            .matcher(on.text())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
  }

  /// The code of a step: 0 is the present one.
  private String code(int step) {
    try {
      var generator = new TimeBasedOneTimePasswordGenerator();
      var padded = secret + "=".repeat((8 - secret.length() % 8) % 8);
      var key = new SecretKeySpec(Base32.decode(padded), generator.getAlgorithm());
      return generator.generateOneTimePasswordString(key, now().plusSeconds(30L * step));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Instant now() {
    return Clock.systemUTC().instant();
  }

  private Page password(CabinetBrowser by) {
    var asked = by.post("/cabinet/sign-in", "email", email, "password", PASSWORD).is(303);
    assertThat(asked.to()).startsWith("/cabinet/code?to=");
    by.get("/cabinet/code").is(200);
    return asked;
  }

  @Test
  void aPasswordIsNotEnough() {
    var other = new CabinetBrowser(front.url());
    password(other);
    assertThat(other.get("/cabinet/me").is(303).to()).startsWith("/cabinet/sign-in");
    other.post("/cabinet/code", "code", "123").is(422);
    var waiting = other.cookie("coffer_session").orElseThrow();
    var code = code(1);
    other.post("/cabinet/code", "code", code).is(303);
    other.get("/cabinet/me").is(200);
    assertThat(other.cookie("coffer_session").orElseThrow()).isNotEqualTo(waiting);
    var third = new CabinetBrowser(front.url());
    password(third);
    third.post("/cabinet/code", "code", code).is(422);
    third.setCookie("coffer_session", waiting);
    assertThat(third.get("/cabinet/me").is(303).to()).startsWith("/cabinet/sign-in");
  }

  @Test
  void aRecoveryCodeCountsOnceHoweverItIsTyped() {
    var typed = recovery.getFirst().toUpperCase().replace("-", " ");
    for (var status : List.of(303, 422)) {
      var other = new CabinetBrowser(front.url());
      password(other);
      other.post("/cabinet/code", "code", typed).is(status);
    }
    assertThat(browser.get("/cabinet/me/codes").text()).contains("You have 9 recovery codes left");
  }

  @Test
  void oneCodeOpensOneSession() throws Exception {
    var code = code(1);
    Callable<Integer> enter =
        () -> {
          var other = new CabinetBrowser(front.url());
          password(other);
          return other.post("/cabinet/code", "code", code).status();
        };
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = many.invokeAll(IntStream.range(0, 6).mapToObj(_ -> enter).toList());
      int entered = 0;
      for (var answer : answers) if (answer.get() == 303) entered++;
      assertThat(entered).isEqualTo(1);
    }
  }

  @Test
  void guessingCodesIsLimited() {
    var other = new CabinetBrowser(front.url());
    password(other);
    for (int i = 0; i < 10; i++) other.post("/cabinet/code", "code", "11111" + i).is(422);
    other.post("/cabinet/code", "code", recovery.getFirst()).is(429);
  }

  @Test
  void aLinkForAForgottenPasswordDoesNotReplaceTheCode() {
    var other = new CabinetBrowser(front.url());
    var link = people.link(stall, email, Role.OWNER);
    assertThat(other.post(link, "password", PASSWORD).is(303).to()).startsWith("/cabinet/code");
    assertThat(other.get("/cabinet/me").is(303).to()).startsWith("/cabinet/sign-in");
    other.post("/cabinet/code", "code", recovery.get(1)).is(303);
    other.get("/cabinet/me").is(200);
  }

  @Test
  void theUseOfCodesEndsWithACodeOnly() {
    browser.post("/cabinet/me/codes/remove", "code", "000000").is(422);
    browser.post("/cabinet/me/codes/remove", "code", recovery.getLast()).is(303);
    var other = new CabinetBrowser(front.url());
    other.post("/cabinet/sign-in", "email", email, "password", PASSWORD).is(303);
    other.get("/cabinet/me").is(200);
  }

  @Test
  void dangerousActsNeedThePasswordAgainAfterAnHour() {
    var keys = "/cabinet/p/" + stall.project().publicId() + "/keys";
    front
        .base()
        .db()
        .run(
            tx ->
                tx.update(
                    "UPDATE user_session SET confirmed_at = ? WHERE user_id = (SELECT id FROM app_user WHERE email = ?)",
                    now().minusSeconds(3_700),
                    email));
    browser.get(keys).is(200);
    var asked = browser.post(keys, "kind", "coffer:project").is(303);
    assertThat(asked.to()).isEqualTo("/cabinet/confirm?to=" + keys);
    browser.post("/cabinet/confirm", "to", keys, "password", "wrong").is(422);
    browser.get(asked.to()).is(200);
    assertThat(browser.post("/cabinet/confirm", "to", keys, "password", PASSWORD).is(303).to())
        .isEqualTo(keys + "?done=confirmed");
    browser.post(keys, "kind", "coffer:project").is(200);
  }
}
