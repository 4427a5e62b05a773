package coffer.app;

import static coffer.app.CabinetPeople.PASSWORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.user.AccessToken;
import coffer.core.user.Role;
import coffer.web.cabinet.CabinetRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What attackers do at the door of the cabinet: lists of stolen passwords, forms of other sites,
/// sessions that they planted, links that lead away.
final class SignInAttacksFlowTest {
  private static final int TRIES_A_MINUTE = 1_000;
  private static final Duration LONG = Duration.ofSeconds(15);

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final String email = UUID.randomUUID() + "@example.com";
  private final CabinetBrowser owner = new CabinetBrowser(front.url());

  private void signUp() {
    owner.post(people.link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    owner.get("/cabinet/me").is(200);
  }

  /// A list of stolen passwords, tried from many addresses: most for other accounts, some for the
  /// owner's.
  @Test
  void aThousandTriesAMinuteDisturbNobody() throws Exception {
    signUp();
    owner.post("/cabinet/sign-out").is(303);
    var answers = new ConcurrentHashMap<Integer, AtomicInteger>();
    var tries = new AtomicInteger();
    var times = new ArrayList<Long>();
    try (var pace = Executors.newSingleThreadScheduledExecutor();
        var bots = Executors.newVirtualThreadPerTaskExecutor()) {
      pace.scheduleAtFixedRate(
          () -> bots.execute(() -> count(answers, attempt(tries.incrementAndGet()))),
          0,
          Duration.ofMinutes(1).toNanos() / TRIES_A_MINUTE,
          TimeUnit.NANOSECONDS);
      owner.post("/cabinet/sign-in", "email", email, "password", PASSWORD).is(303);
      long end = System.nanoTime() + LONG.toNanos();
      while (System.nanoTime() < end) {
        long begun = System.nanoTime();
        owner.get("/cabinet/p/" + stall.project().publicId()).is(200);
        times.add(Duration.ofNanos(System.nanoTime() - begun).toMillis());
      }
      owner.post("/cabinet/sign-out").is(303);
      owner.post("/cabinet/sign-in", "email", email, "password", PASSWORD).is(303);
      pace.shutdownNow();
      bots.shutdownNow();
    }
    assertThat(tries.get()).isGreaterThan((int) (TRIES_A_MINUTE * LONG.toSeconds() / 60 * 0.8));
    assertThat(answers.keySet()).as("%s", answers).isSubsetOf(422, 429, 503);
    times.sort(Long::compare);
    assertThat(times.get(times.size() * 95 / 100)).as("p95 of a page, ms").isLessThan(1_000);
    assertThat(remembered()).isLessThanOrEqualTo(2L * tries.get() + 10);
  }

  private static void count(Map<Integer, AtomicInteger> answers, int status) {
    if (status > 0) answers.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
  }

  private static long remembered() {
    return front
        .base()
        .db()
        .tx(tx -> tx.only("SELECT count(*) AS n FROM sign_in_failure", row -> row.number("n")));
  }

  /// From an address of its own; every tenth for the owner's account.
  ///
  /// @return the status; 0 if there was no answer
  private int attempt(int number) {
    var account = number % 10 == 0 ? email : "user-" + number + "@example.com";
    var body = "email=" + URLEncoder.encode(account, UTF_8) + "&password=stolen-" + number;
    var from = "127." + (1 + number % 200) + "." + (number / 200 % 250) + ".7";
    try (var client = HttpClient.newBuilder().localAddress(InetAddress.getByName(from)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(front.url() + "/cabinet/sign-in"))
              .timeout(Duration.ofSeconds(20))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Sec-Fetch-Site", "same-origin")
              .POST(BodyPublishers.ofString(body));
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException _) {
      return 0;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Test
  void noFormOfAnotherSiteIsAccepted() {
    signUp();
    var paths = new ArrayList<>(List.of("/sign-in", "/sign-out", "/code", "/passkey"));
    paths.add("/passkey/options");
    front.cabinet().list().stream()
        .filter(route -> route.kind() == CabinetRoute.Kind.ACT)
        .map(route -> route.path().replace("{project}", stall.project().publicId().toString()))
        .map(path -> path.replaceAll("\\{[a-z]+}", UUID.randomUUID().toString()))
        .forEach(paths::add);
    var form = new HashMap<String, String>();
    form.put("form_token", owner.formToken());
    for (var path : paths) {
      var to = "/cabinet" + path;
      owner.forged(to, form).is(403);
      owner.forged(to, form, "Origin", "https://evil.example").is(403);
      owner.forged(to, form, "Origin", "null").is(403);
      for (var site : List.of("cross-site", "same-site", "none")) {
        owner.forged(to, form, "Origin", front.url(), "Sec-Fetch-Site", site).is(403);
      }
    }
    owner.get("/cabinet/me").is(200);
    assertThat(paths).hasSizeGreaterThan(40);
  }

  @Test
  void aPlantedSessionIsWorthNothing() {
    var planted = AccessToken.create().text();
    owner.setCookie("coffer_session", planted);
    signUp();
    assertThat(owner.cookie("coffer_session").orElseThrow()).isNotEqualTo(planted);
    var attacker = new CabinetBrowser(front.url());
    attacker.setCookie("coffer_session", planted);
    assertThat(attacker.get("/cabinet/me").is(303).to()).startsWith("/cabinet/sign-in");
    var own = new CabinetBrowser(front.url());
    own.post(
            people.link(Stall.on(front), UUID.randomUUID() + "@example.com", Role.OWNER),
            "password",
            PASSWORD)
        .is(303);
    own.get("/cabinet/me").is(200);
    // The session of the attacker in the victim's browser: its forms have another token.
    var theirs = owner.cookie("coffer_session").orElseThrow();
    owner.setCookie("coffer_session", own.cookie("coffer_session").orElseThrow());
    owner.post("/cabinet/me/sessions/end-others").is(403);
    owner.setCookie("coffer_session", theirs);
    owner.post("/cabinet/me/sessions/end-others").is(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/cabinet/../evil",
        "/cabinet//evil.example",
        "/cabinet@evil.example",
        "/cabinet/me?x=https://evil.example",
        "/cabinet/me#x",
        "javascript:alert(1)",
        "/pay/x",
        "/cabinet/%2e%2e/x",
        "/cabinet/\r\nSet-Cookie:x=1"
      })
  void aSignInLeadsNowhereElse(String wanted) {
    signUp();
    owner.post("/cabinet/sign-out").is(303);
    var page = owner.get("/cabinet/sign-in?to=" + URLEncoder.encode(wanted, UTF_8)).is(200);
    var kept = page.after("name=\"to\" value=\"");
    var entered =
        owner.post("/cabinet/sign-in", "email", email, "password", PASSWORD, "to", wanted).is(303);
    for (var place : List.of(kept, entered.to())) {
      var path = URI.create(front.url()).resolve(place).normalize();
      assertThat(path.toString()).startsWith(front.url() + "/cabinet").doesNotContain("?", "#");
      assertThat(path.getHost()).isEqualTo(URI.create(front.url()).getHost());
    }
    assertThat(entered.headers()).doesNotContainValue("x=1");
  }
}
