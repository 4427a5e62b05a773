package coffer.app;

import static coffer.app.CabinetPeople.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.CabinetBrowser.Page;
import coffer.core.user.Role;
import coffer.core.user.User;
import coffer.core.user.Users;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Who may change whom in a team, when several people act at once or somebody left before.
final class CabinetTeamFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final Pattern MORE = Pattern.compile("href=\"([^\"]+\\?after=[0-9a-f-]{36})\"");
  private final Stall stall = Stall.foreign(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final Users users = new Users();
  private final String team = "/cabinet/p/" + stall.project().publicId() + "/team";
  private final long organization = stall.project().organizationId();
  private final Member first = member(Role.OWNER);

  private record Member(CabinetBrowser browser, String email, User user) {}

  private Member member(Role role) {
    var email = UUID.randomUUID() + "@example.com";
    var browser = new CabinetBrowser(front.url());
    browser.post(people.link(stall, email, role), "password", PASSWORD).is(303);
    browser.get("/cabinet/me").is(200);
    return new Member(
        browser, email, front.base().db().tx(tx -> users.find(tx, email)).orElseThrow());
  }

  private String of(Member member) {
    return team + "/" + member.user.publicId();
  }

  private String invite(Member by, String email, Role role) {
    var made = by.browser.post(team, "email", email, "role", role.text()).is(200);
    var link = made.after("class=\"secret mono\">");
    return link.substring(link.indexOf("/cabinet"));
  }

  private static Page use(String link) {
    return new CabinetBrowser(front.url()).post(link, "password", PASSWORD);
  }

  private static String somebody() {
    return UUID.randomUUID() + "@example.com";
  }

  @Test
  void theInvitationsOfAPersonEndWithTheirRight() {
    var admin = member(Role.ADMIN);
    var owner = member(Role.OWNER);
    var byAdmin = invite(admin, somebody(), Role.ADMIN);
    var toOwn = invite(owner, somebody(), Role.OWNER);
    var toView = invite(owner, somebody(), Role.VIEWER);
    first.browser.post(of(admin) + "/remove").is(303);
    first.browser.post(of(owner) + "/role", "role", "admin").is(303);
    use(byAdmin).is(404);
    use(toOwn).is(404);
    use(toView).is(303);
    var again = member(Role.ADMIN);
    var asViewer = invite(again, somebody(), Role.VIEWER);
    first.browser.post(of(again) + "/role", "role", "viewer").is(303);
    use(asViewer).is(404);
    assertThat(first.browser.get(team).text()).doesNotContain("Open invitations");
  }

  @Test
  void aPersonWhoWasRemovedDoesNotComeBackByAnOldInvitation() {
    var email = somebody();
    var old = invite(first, email, Role.ADMIN);
    people.link(stall, email, Role.ADMIN);
    var user = front.base().db().tx(tx -> users.find(tx, email)).orElseThrow();
    first.browser.post(team + "/" + user.publicId() + "/remove").is(303);
    use(old).is(404);
  }

  /// The page checked the role before the other request changed it.
  @Test
  void aRoleIsCheckedAgainWhenItIsUsed() throws Exception {
    var demoted = member(Role.OWNER);
    var victim = member(Role.OWNER);
    var email = somebody();
    var acts =
        List.<Callable<Page>>of(
            () -> demoted.browser.post(of(victim) + "/remove"),
            () -> demoted.browser.post(of(victim) + "/role", "role", "viewer"),
            () -> demoted.browser.post(team, "email", email, "role", "owner"));
    for (var act : acts) {
      front
          .base()
          .db()
          .run(tx -> users.join(tx, demoted.user.id(), organization, Role.OWNER, now()));
      assertThat(meanwhileDemoted(demoted, act).status()).isEqualTo(404);
    }
    assertThat(
            front
                .base()
                .db()
                .<Optional<Role>>tx(tx -> users.role(tx, victim.user.id(), organization)))
        .contains(Role.OWNER);
    assertThat(first.browser.get(team).text()).doesNotContain(email);
  }

  @Test
  void theAuditHasWhatWasAndWhatIs() {
    var member = member(Role.VIEWER);
    first.browser.post(of(member) + "/role", "role", "support").is(303);
    first.browser.post(of(member) + "/remove").is(303);
    var audit = team.replace("/team", "/audit");
    assertThat(first.browser.get(audit).text())
        .contains("{\"role\": \"viewer\"} → {\"role\": \"support\"}")
        .contains("{\"role\": \"support\"} → <");
  }

  @Test
  void theEndOfASessionIsInTheAudit() {
    var other = new CabinetBrowser(front.url());
    other.post("/cabinet/sign-in", "email", first.email, "password", PASSWORD).is(303);
    first.browser.post("/cabinet/me/sessions/end-others").is(303);
    other.post("/cabinet/sign-in", "email", first.email, "password", PASSWORD).is(303);
    var end = first.browser.get("/cabinet/me").after("action=\"/cabinet/me/sessions/");
    first.browser.post("/cabinet/me/sessions/" + end).is(303);
    first.browser.post("/cabinet/sign-out").is(303);
    assertThat(
            front
                .base()
                .db()
                .<List<String>>tx(
                    tx ->
                        tx.list(
                            "SELECT act FROM audit WHERE user_id = ? AND act LIKE 'session.end%' ORDER BY id",
                            row -> row.text("act"), first.user.id())))
        .containsExactly("session.end_others", "session.end", "session.end");
  }

  @Test
  void aPersonWhoGivesUpTheirRoleIsNotLeftOnAMissingPage() {
    var second = member(Role.OWNER);
    var left = second.browser.post(of(second) + "/role", "role", "viewer").is(303);
    second.browser.follow(left).is(200);
    left = second.browser.post(of(second) + "/remove");
    left.is(404);
    assertThat(first.browser.get(team).text()).contains(second.email);
  }

  @Test
  void aLargeTeamHasPages() {
    front
        .base()
        .db()
        .run(
            tx -> {
              tx.update(
                  """
                  INSERT INTO app_user (public_id, email, created_at, updated_at)
                  SELECT gen_random_uuid(), 'many-' || n || '-' || ? || '@example.com', now(), now()
                  FROM generate_series(1, 120) n
                  """,
                  organization);
              tx.update(
                  """
                  INSERT INTO membership (user_id, organization_id, role, created_at)
                  SELECT id, ?, 'viewer', now() FROM app_user WHERE email LIKE 'many-%-' || ? || '@example.com'
                  """,
                  organization, organization);
            });
    int seen = 0;
    var page = first.browser.get(team).is(200);
    while (true) {
      int shown = page.text().split("/remove\"", -1).length - 1;
      assertThat(shown).isBetween(1, 50);
      seen += shown;
      var more = MORE.matcher(page.text());
      if (!more.find()) break;
      page = first.browser.get(more.group(1)).is(200);
    }
    assertThat(seen).isEqualTo(121);
    first
        .browser
        .post(team, "email", "many-77-" + organization + "@example.com", "role", "viewer")
        .is(422);
  }

  @Test
  void twoOwnersWhoRemoveEachOtherLeaveOne() throws Exception {
    var second = member(Role.OWNER);
    member(Role.OWNER);
    var tasks =
        List.<Callable<Page>>of(
            () -> first.browser.post(of(second) + "/remove"),
            () -> second.browser.post(of(first) + "/remove"));
    try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : both.invokeAll(tasks)) assertThat(answer.get().status()).isIn(303, 404);
    }
    var left = front.base().db().tx(tx -> users.members(tx, organization));
    assertThat(left)
        .extracting(it -> it.user().id())
        .containsAnyOf(first.user.id(), second.user.id());
    assertThat(left).hasSize(2);
  }

  private static Instant now() {
    return Clock.systemUTC().instant();
  }

  /// Sends a request that waits for the members, demotes the person, and lets it go on.
  private Page meanwhileDemoted(Member member, Callable<Page> request) throws Exception {
    try (var one = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer =
          front
              .base()
              .db()
              .tx(
                  tx -> {
                    users.lockMembers(tx, organization);
                    var running = one.submit(request);
                    await().until(this::somebodyWaits);
                    users.join(tx, member.user.id(), organization, Role.VIEWER, now());
                    return running;
                  });
      return answer.get();
    }
  }

  private boolean somebodyWaits() {
    return front
        .base()
        .db()
        .tx(
            tx ->
                tx.only(
                    """
                    SELECT count(*) AS n FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """,
                    row -> row.number("n") > 0));
  }
}
