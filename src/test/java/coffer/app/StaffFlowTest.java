package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.user.Role;
import coffer.core.user.StaffRole;
import coffer.web.cabinet.CabinetRoute;
import coffer.web.cabinet.Permission;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The operator's staff is apart from merchants: neither sees the pages of the other.
final class StaffFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final CabinetPeople people = new CabinetPeople(front);

  private String filled(String path) {
    return "/cabinet"
        + path.replace("{project}", stall.project().publicId().toString())
            .replaceAll("\\{[a-z]+}", new UUID(1, 1).toString());
  }

  @ParameterizedTest
  @EnumSource(StaffRole.class)
  void staffSeesTheOperatorsPagesAndNoMerchants(StaffRole role) {
    var person = people.staff(role);
    for (var route : front.cabinet().list()) {
      var path = filled(route.path());
      boolean may = Permission.of(role).contains(route.permission());
      switch (route.place()) {
        case PERSON -> {}
        case PROJECT, ORGANIZATION -> {
          boolean page = route.kind() == CabinetRoute.Kind.PAGE;
          var answer = page ? person.get(path) : person.post(path, "days", "1");
          assertThat(answer.status()).as(path).isEqualTo(404);
        }
        case OPERATOR -> {
          if (route.kind() == CabinetRoute.Kind.ACT) {
            // Without one-time codes, an operator looks only.
            var answer = person.post(path);
            assertThat(answer.status()).as(path).isEqualTo(may ? 303 : 404);
            if (may) assertThat(answer.to()).endsWith("/me/codes?done=staff_codes");
          } else if (!route.path().contains("{")) {
            assertThat(person.get(path).status()).as(path).isEqualTo(200);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void noRoleOfAMerchantOpensAPageOfTheOperator(Role role) {
    var person = people.person(stall, role);
    var missing = person.get("/cabinet/operator/nothing").is(404).text();
    for (var route : front.cabinet().list()) {
      if (route.place() != CabinetRoute.Place.OPERATOR) continue;
      var path = filled(route.path());
      var answer = route.kind() == CabinetRoute.Kind.PAGE ? person.get(path) : person.post(path);
      assertThat(answer.is(404).text())
          .as(path)
          .isEqualTo(missing.replace("/cabinet/operator/nothing?", path + "?"));
    }
    assertThat(person.get("/cabinet/me").text()).doesNotContain("/cabinet/operator");
  }

  @Test
  void aPersonOfStaffBeginsOnTheOperatorsPages() {
    var person = people.staff(StaffRole.VIEWER);
    assertThat(person.get("/cabinet").is(303).to()).isEqualTo("/cabinet/operator");
    assertThat(person.get("/cabinet/me").is(200).text()).contains("/cabinet/operator");
  }

  @Test
  void whoIsRemovedSeesNothingAtOnce() {
    var email = UUID.randomUUID() + "@example.com";
    var browser = new CabinetBrowser(front.url());
    var link = people.staffLink(email, StaffRole.OPERATOR);
    browser.post(link, "password", CabinetPeople.PASSWORD).is(303);
    browser.get("/cabinet/operator").is(200);
    front
        .base()
        .db()
        .run(
            tx ->
                new coffer.core.user.Staff()
                    .remove(tx, new coffer.core.user.Users().find(tx, email).orElseThrow().id()));
    browser.get("/cabinet/operator").is(404);
  }

  @Test
  void theAuditOfTheServerHasAllOrganizations() {
    var admin = people.person(Stall.foreign(front), Role.OWNER);
    admin.post("/cabinet/me/sessions/end-others").is(303);
    var staff = people.staff(StaffRole.VIEWER);
    assertThat(staff.get("/cabinet/operator/audit").is(200).text())
        .contains("session.end_others", "password.set");
    var csv = staff.get("/cabinet/operator/audit.csv?act=session.end_others").is(200).text();
    assertThat(csv).startsWith("\uFEFFid,time,via,who,").contains("\"person\"");
  }
}
