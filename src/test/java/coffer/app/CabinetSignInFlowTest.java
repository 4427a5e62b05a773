package coffer.app;

import static coffer.app.CabinetPeople.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.CabinetBrowser.Page;
import coffer.core.user.Role;
import coffer.core.user.SignInLimits;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// How people get into the cabinet, and into an organization: links, passwords, invitations.
final class CabinetSignInFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final String email = UUID.randomUUID() + "@example.com";
  private final CabinetBrowser browser = new CabinetBrowser(front.url());

  private String link(Stall place, String email, Role role) {
    return people.link(place, email, role);
  }

  private CabinetBrowser person(Stall place, Role role) {
    return people.person(place, role);
  }

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + below;
  }

  private String invite(CabinetBrowser by, String team, String email, String role) {
    var link = by.post(team, "email", email, "role", role).is(200).after("class=\"secret mono\">");
    return link.substring(link.indexOf("/cabinet"));
  }

  private static String team(Stall place) {
    return "/cabinet/p/" + place.project().publicId() + "/team";
  }

  /// The first person in the list of the team.
  private static String id(String text) {
    return text.replaceAll("(?s).*?/team/([0-9a-f-]{36})/.*", "$1");
  }

  private Page signIn(CabinetBrowser browser, String email, String password) {
    return browser.post("/cabinet/sign-in", "email", email, "password", password);
  }

  @Test
  void aLinkAndThenAPasswordSignIn() {
    var link = link(stall, email, Role.OWNER);
    browser.get(link).is(200);
    browser.get(link).is(200);
    browser.post(link, "password", "too short").is(422);
    assertThat(browser.cookie("coffer_session")).isEmpty();
    var entered = browser.post(link, "password", PASSWORD).is(303);
    assertThat(browser.follow(entered).is(200).text()).contains("Overview");
    assertThat(browser.get(link).is(404).text()).contains("This link does not work");
    browser.post("/cabinet/sign-out").is(303);
    assertThat(browser.get(path("")).is(303).to()).startsWith("/cabinet/sign-in?to=%2Fcabinet%2Fp");
    signIn(browser, email, "wrong wrong wrong").is(422);
    signIn(browser, email.toUpperCase(), PASSWORD).is(303);
    browser.get(path("")).is(200);
  }

  @Test
  void aSessionBeginsWithANewTokenAndEndsForGood() {
    browser.setCookie("coffer_session", "A".repeat(43));
    browser.post(link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    var first = browser.cookie("coffer_session").orElseThrow();
    assertThat(first).isNotEqualTo("A".repeat(43));
    signIn(browser, email, PASSWORD).is(303);
    assertThat(browser.cookie("coffer_session").orElseThrow()).isNotEqualTo(first);
    browser.get("/cabinet/me").is(200);
    var stolen = browser.cookie("coffer_session").orElseThrow();
    browser.post("/cabinet/sign-out").is(303);
    browser.setCookie("coffer_session", stolen);
    browser.get("/cabinet/me").is(303);
  }

  @Test
  void aNewPasswordEndsTheOtherSessions() {
    browser.post(link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    var other = new CabinetBrowser(front.url());
    signIn(other, email, PASSWORD).is(303);
    other.get("/cabinet/me").is(200);
    browser.get("/cabinet/me").is(200);
    browser.post("/cabinet/me/password", "old", "wrong", "password", "another sentence").is(422);
    other.get("/cabinet/me").is(200);
    browser.post("/cabinet/me/password", "old", PASSWORD, "password", "another sentence").is(303);
    browser.get("/cabinet/me").is(200);
    other.get("/cabinet/me").is(303);
    signIn(other, email, PASSWORD).is(422);
  }

  @Test
  void guessingIsLimitedAndDoesNotLockThePersonOut() throws Exception {
    browser.post(link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    Callable<Integer> guess =
        () -> signIn(new CabinetBrowser(front.url()), email, "a guess of mine").status();
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = many.invokeAll(IntStream.range(0, 40).mapToObj(_ -> guess).toList());
      int checked = 0;
      for (var answer : answers) if (answer.get() == 422) checked++;
      assertThat(checked).isEqualTo(10);
    }
    var stranger = new CabinetBrowser(front.url());
    var refused = signIn(stranger, email, PASSWORD).is(429);
    assertThat(Integer.parseInt(refused.headers().get("retry-after"))).isBetween(1, 901);
    signIn(browser, email, PASSWORD).is(303);
  }

  /// Strangers behind the same address, or everybody behind a proxy that is not trusted.
  @Test
  void strangersOfTheSameNetworkDoNotLockThePersonOut() {
    browser.post(link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    for (int i = 0; i < SignInLimits.MAX_PER_CLIENT; i++) {
      signIn(new CabinetBrowser(front.url()), i + "@example.com", "a guess of mine");
    }
    signIn(new CabinetBrowser(front.url()), email, PASSWORD).is(429);
    signIn(browser, email, PASSWORD).is(303);
    forgetAttempts();
  }

  private static void forgetAttempts() {
    var later = front.base().clock().instant().plus(SignInLimits.WINDOW);
    front.base().db().run(tx -> new SignInLimits().sweep(tx, later));
  }

  @Test
  void peopleOfOneBrowserHaveCountsOfTheirOwn() {
    forgetAttempts();
    var other = "other-" + email;
    browser.post(link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    browser.post(link(stall, other, Role.VIEWER), "password", PASSWORD).is(303);
    for (int i = 0; i < SignInLimits.MAX_PER_EMAIL; i++) signIn(browser, email, "a guess of mine");
    signIn(browser, email, PASSWORD).is(429);
    signIn(browser, other, PASSWORD).is(303);
    signIn(browser, email, PASSWORD).is(429);
  }

  @Test
  void guessesOfTheOldPasswordAreLimited() {
    browser.post(link(stall, email, Role.OWNER), "password", PASSWORD).is(303);
    browser.get("/cabinet/me").is(200);
    Page last = null;
    for (int i = 0; i <= SignInLimits.MAX_PER_EMAIL; i++) {
      last = browser.post("/cabinet/me/password", "old", "a guess", "password", "another sentence");
    }
    assertThat(Integer.parseInt(last.is(429).headers().get("retry-after"))).isBetween(1, 901);
  }

  @Test
  void aTeamInvitesAndKeepsItsLastOwner() {
    var place = Stall.foreign(front);
    var owner = person(place, Role.OWNER);
    var team = team(place);
    var link = invite(owner, team, email, "admin");
    assertThat(owner.get(team).text()).contains(email, "Open invitations");
    browser.post(link, "password", "too short").is(422);
    browser.post(link, "password", PASSWORD).is(303);
    browser.get(team).is(200);
    browser.get(link).is(404);
    browser.post(team, "email", "x@example.com", "role", "owner").is(422);
    owner.post(team, "email", email.toUpperCase(), "role", "viewer").is(422);
    var ownersPath = id(owner.get(team).text());
    browser.post(team + "/" + ownersPath + "/remove").is(404);
    assertThat(owner.post(team + "/" + ownersPath + "/remove").is(303).to()).contains("last_owner");
    assertThat(owner.post(team + "/" + ownersPath + "/role", "role", "viewer").is(303).to())
        .contains("last_owner");
    assertThat(owner.get(team + "?done=last_owner").text()).contains("note--wrong");
    assertThat(owner.get(team).text()).contains(email).doesNotContain("Open invitations");
  }

  /// A person who made an account for another's address must not enter the organizations that
  /// invite that address later; and an invitation does not open an account.
  @Test
  void anInvitationOpensOneOrganizationAndNoAccount() {
    var mine = Stall.foreign(front);
    var theirs = Stall.foreign(front);
    var squatter = new CabinetBrowser(front.url());
    squatter
        .post(invite(person(mine, Role.OWNER), team(mine), email, "viewer"), "password", PASSWORD)
        .is(303);
    var link = invite(person(theirs, Role.OWNER), team(theirs), email, "admin");
    squatter.get(team(theirs)).is(404);
    assertThat(browser.get(link).is(200).text()).contains("You have an account here");
    browser.post(link, "password", "a password of my own").is(422);
    browser.get("/cabinet/me").is(303);
    signIn(browser, email, "a password of my own").is(422);
    browser.post(link, "password", PASSWORD).is(303);
    browser.get(team(theirs)).is(200);
    browser.get(team(mine)).is(404);
  }

  @Test
  void anInvitationDoesNotChooseThePasswordOfAnAccountThatWaits() {
    var first = link(stall, email, Role.OWNER);
    var place = Stall.foreign(front);
    var link = invite(person(place, Role.OWNER), team(place), email, "viewer");
    browser.post(link, "password", PASSWORD).is(422);
    browser.get(path("")).is(303);
    browser.post(first, "password", PASSWORD).is(303);
    browser.post(link, "password", PASSWORD).is(303);
    browser.get("/cabinet/p/" + place.project().publicId()).is(200);
  }

  @Test
  void aWithdrawnInvitationIsWorthNothing() {
    var place = Stall.foreign(front);
    var owner = person(place, Role.OWNER);
    var replaced = invite(owner, team(place), email, "viewer");
    var link = invite(owner, team(place), email, "viewer");
    browser.get(replaced).is(404);
    browser.get(link).is(200);
    var withdraw =
        owner.get(team(place)).text().replaceAll("(?s).*action=\"([^\"]+/withdraw)\".*", "$1");
    person(stall, Role.OWNER)
        .post(
            withdraw.replace(
                place.project().publicId().toString(), stall.project().publicId().toString()))
        .is(404);
    owner.post(withdraw).is(303);
    browser.get(link).is(404);
    browser.post(link, "password", PASSWORD).is(404);
  }
}
