package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.core.user.Role;
import coffer.core.user.StaffRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// However many organizations, people and acts there are, a page of the operator and a page of the
/// audit read a part of them.
@ResourceLock("plans")
final class OperatorLongListsFlowTest {
  private static final long MOST = 1_000;

  /// So often a connection must have seen a statement before it is planned no more for its values.
  private static final int TIMES = 7;

  private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+[?&;]before=[^\"&]+)\"");

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static CabinetBrowser staff;
  private static CabinetBrowser admin;
  private static String audit;

  @BeforeAll
  static void fill() {
    var stall = Stall.foreign(front);
    staff = new CabinetPeople(front).staff(StaffRole.VIEWER);
    admin = new CabinetPeople(front).person(stall, Role.ADMIN);
    audit = "/cabinet/p/" + stall.project().publicId() + "/audit";
    long organization = stall.project().organizationId();
    front
        .base()
        .db()
        .run(
            tx -> {
              tx.update(
                  """
                  INSERT INTO organization (public_id, operator, name, created_at)
                  SELECT gen_random_uuid(), false, 'Many ' || n, now() FROM generate_series(1, 100000) n
                  """);
              tx.update(
                  """
                  INSERT INTO app_user (public_id, email, created_at, updated_at)
                  SELECT gen_random_uuid(), 'many' || n || '@example.com', now(), now() FROM generate_series(1, 100000) n
                  """);
              tx.update(
                  """
                  INSERT INTO audit (public_id, at, actor, organization_id, act, object)
                  SELECT gen_random_uuid(), TIMESTAMPTZ '2025-01-01' + n * interval '1 minute', 'actor' || n % 3,
                    CASE WHEN n % 2 = 0 THEN CAST(? AS bigint) END, (ARRAY['key.create', 'key.revoke'])[1 + n % 2],
                    'object' || n FROM generate_series(1, 200000) n
                  """,
                  organization);
              tx.update("ANALYZE");
            });
  }

  private static List<String> pages() {
    var pages = new ArrayList<String>();
    for (var list : List.of("/cabinet/operator/organizations", "/cabinet/operator/users")) {
      pages.addAll(List.of(list, list + "?q=many", list + "?q=many99999", list + "?q=none"));
    }
    pages.addAll(filtered("/cabinet/operator/audit"));
    for (var page : List.copyOf(pages)) next(staff, page, pages);
    return pages;
  }

  private static List<String> filtered(String audit) {
    return List.of(
        audit,
        audit + "?actor=actor1",
        audit + "?act=key.create",
        audit + "?object=object77776",
        audit + "?from=2025-02-01&to=2025-02-02",
        audit + "?actor=actor2&from=2025-02-01&to=2025-02-02",
        audit + "?actor=nobody",
        audit + "?to=2001-01-01");
  }

  private static void next(CabinetBrowser browser, String page, List<String> pages) {
    var next = NEXT.matcher(browser.get(page).is(200).text());
    if (next.find()) pages.add(next.group(1).replace("&amp;", "&"));
  }

  @Test
  void noPageReadsMoreThanItShows() throws IOException {
    var ofStaff = pages();
    var ofAdmin = new ArrayList<>(filtered(audit));
    for (var page : List.copyOf(ofAdmin)) next(admin, page, ofAdmin);
    assertThat(ofStaff).filteredOn(it -> it.contains("before=")).hasSizeGreaterThan(4);
    assertThat(ofAdmin).filteredOn(it -> it.contains("before=")).hasSizeGreaterThan(2);
    var plans = new Plans(front.base().db());
    for (int time = 0; time < TIMES; time++) {
      for (var path : ofStaff) check(plans, staff, path);
      for (var path : ofAdmin) check(plans, admin, path);
    }
  }

  private static void check(Plans plans, CabinetBrowser browser, String path) throws IOException {
    plans.take();
    browser.get(path).is(200);
    for (var plan : plans.take()) {
      assertThat(plan.most()).as("%s: %s", path, plan.text()).isLessThan(MOST);
    }
  }

  @Test
  void anExportHasEachActOnce() {
    var all = admin.get(audit + ".csv?act=key.create").is(200).text();
    assertThat(all.lines().skip(1).map(line -> line.substring(0, 38)).toList())
        .hasSize(100_000)
        .doesNotHaveDuplicates();
  }
}
