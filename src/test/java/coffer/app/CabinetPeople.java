package coffer.app;

import coffer.core.user.OneTimeCodes;
import coffer.core.user.Role;
import coffer.core.user.SignInLinks;
import coffer.core.user.Staff;
import coffer.core.user.StaffRole;
import coffer.core.user.Users;
import java.time.Clock;
import java.util.UUID;

/// People of the cabinet's tests.
public record CabinetPeople(Storefront front) {
  public static final String PASSWORD = "a sentence that is long";

  /// A link with which a person signs in the first time.
  public String link(Stall place, String email, Role role) {
    var users = new Users();
    var now = Clock.systemUTC().instant();
    return front
        .base()
        .db()
        .tx(
            tx -> {
              var user =
                  users
                      .find(tx, email)
                      .or(() -> users.create(tx, Users.Draft.invited(email), now))
                      .orElseThrow();
              users.join(tx, user.id(), place.project().organizationId(), role, now);
              return "/cabinet/link/" + new SignInLinks().create(tx, user.id(), now).text();
            });
  }

  /// The browser of a new person of the operator's staff, who is signed in.
  CabinetBrowser staff(StaffRole role) {
    var email = UUID.randomUUID() + "@example.com";
    var browser = new CabinetBrowser(front.url());
    browser.post(staffLink(email, role), "password", PASSWORD).is(303);
    browser.get("/cabinet/me").is(200);
    return browser;
  }

  /// The browser of a new operator who uses one-time codes and may act.
  CabinetBrowser operator() {
    var email = UUID.randomUUID() + "@example.com";
    var browser = new CabinetBrowser(front.url());
    browser.post(staffLink(email, StaffRole.OPERATOR), "password", PASSWORD).is(303);
    browser.get("/cabinet/me").is(200);
    useCodes(email);
    return browser;
  }

  /// From now on the person needs codes of an app.
  public void useCodes(String email) {
    front
        .base()
        .db()
        .run(
            tx -> {
              long id = new Users().find(tx, email).orElseThrow().id();
              var now = Clock.systemUTC().instant();
              new OneTimeCodes(front.base().vault()).begin(tx, id, now);
              tx.update("UPDATE one_time_code SET status = 'on' WHERE user_id = ?", id);
            });
  }

  /// A link with which a person of the staff signs in the first time.
  public String staffLink(String email, StaffRole role) {
    var users = new Users();
    var now = Clock.systemUTC().instant();
    return front
        .base()
        .db()
        .tx(
            tx -> {
              var user =
                  users
                      .find(tx, email)
                      .or(() -> users.create(tx, Users.Draft.invited(email), now))
                      .orElseThrow();
              new Staff().put(tx, user.id(), role, now);
              return "/cabinet/link/" + new SignInLinks().create(tx, user.id(), now).text();
            });
  }

  /// The browser of a new person, who is signed in.
  CabinetBrowser person(Stall place, Role role) {
    var browser = new CabinetBrowser(front.url());
    browser
        .post(link(place, UUID.randomUUID() + "@example.com", role), "password", PASSWORD)
        .is(303);
    browser.get("/cabinet/me").is(200);
    return browser;
  }
}
