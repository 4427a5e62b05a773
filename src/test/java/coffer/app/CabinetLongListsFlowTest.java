package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.Plans;
import coffer.api.coffer.Copies;
import coffer.core.user.Role;
import coffer.web.cabinet.CabinetRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// However long the history of a project is, a page of the cabinet reads a part of it. A page that
/// is added later is tried without a change here.
@ResourceLock("plans")
final class CabinetLongListsFlowTest {
  /// Rows that one step of a plan may touch: some for each of the 100 that a page shows at most.
  private static final long MOST = 1_000;

  /// So often a connection must have seen a statement before it is planned no more for its values.
  private static final int TIMES = 11;

  private static final Pattern NEXT =
      Pattern.compile("href=\"([^\"]+[?&;](before|after)=[^\"&]+)\"");

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static String project;
  private static Storefront.Bill bill;
  private static CabinetBrowser owner;
  private static String link;

  @BeforeAll
  static void fill() {
    bill = front.bill("5", Map.of("order_id", "one"), "USDT:tron");
    front.pay(bill, 100);
    front.mine("tron", 25);
    await().until(() -> front.look(bill).path("status").asString().equals("settled"));
    owner = new CabinetPeople(front).person(Stall.on(front), Role.OWNER);
    var db = front.base().db();
    await()
        .until(
            () ->
                db.<Boolean>tx(
                    tx ->
                        tx.only(
                            "SELECT EXISTS (SELECT FROM posting) AND EXISTS (SELECT FROM delivery) AS ok",
                            row -> row.bool("ok"))));
    project =
        db.tx(
            tx ->
                tx.only(
                    "SELECT p.public_id FROM project p JOIN invoice i ON i.project_id = p.id WHERE i.public_id = ?::uuid",
                    row -> row.uuid("public_id").toString(),
                    bill.id()));
    var form = "/cabinet/p/" + project + "/payment-links/new";
    var made = owner.post(form, "title", "Seat", "currency", "EUR", "amount", "5").is(303);
    link = made.to().replaceAll(".*/payment-links/([0-9a-f-]{36}).*", "$1");
    Copies.fill(db);
  }

  private static List<String> pages() {
    var pages = new ArrayList<String>();
    for (var route : front.cabinet().list()) {
      if (route.kind() == CabinetRoute.Kind.ACT || route.path().endsWith(".csv")) continue;
      if (route.place() == CabinetRoute.Place.OPERATOR) continue;
      var path = route.path().replace("{project}", project).replace("{invoice}", bill.id());
      path = path.replace("{link}", link);
      if (!path.contains("{")) pages.add("/cabinet" + path);
    }
    var list = "/cabinet/p/" + project;
    for (var status : List.of("open", "settled", "cancelled", "unknown")) {
      pages.add(list + "/invoices?status=" + status);
    }
    pages.add(list + "/invoices?from=2001-01-01&to=2001-12-31&status=settled");
    pages.add(list + "/invoices?from=2099-01-01");
    for (var text :
        List.of(
            "order-20000",
            "one",
            bill.id(),
            "copy-7",
            "f".repeat(64),
            "no such",
            "5",
            "5.01",
            "a@example.com",
            "client-7")) {
      pages.add(list + "/invoices?q=" + URLEncoder.encode(text, UTF_8));
    }
    pages.add(list + "/payments?show=unmatched");
    pages.add(list + "/payments?q=copy-7");
    pages.add(list + "/balances/statement?from=2009-01-01");
    pages.add(
        list + "/balances/statement?account=available:USDT:tron&from=2009-01-01&to=2999-01-01");
    for (var status : List.of("due", "failed", "skipped", "delivered")) {
      pages.add(list + "/webhooks?status=" + status);
      pages.add(list + "/webhooks?type=invoice.none&status=" + status);
    }
    pages.add(list + "/webhooks?invoice=" + bill.id());
    pages.add(list + "/keys?show=revoked");
    for (var page : List.copyOf(pages)) {
      var next = NEXT.matcher(owner.get(page).is(200).text());
      if (next.find()) pages.add(next.group(1).replace("&amp;", "&"));
    }
    return pages;
  }

  @Test
  void noPageReadsMoreThanItShows() throws IOException {
    var pages = pages();
    assertThat(pages).filteredOn(it -> it.contains("before=")).hasSizeGreaterThan(3);
    var plans = new Plans(front.base().db());
    for (int time = 0; time < TIMES; time++) {
      plans.take();
      for (var path : pages) {
        owner.get(path).is(200);
        for (var plan : plans.take()) {
          assertThat(plan.most()).as("%s: %s", path, plan.text()).isLessThan(MOST);
        }
      }
    }
  }

  private static final Pattern MORE = Pattern.compile("href=\"(/cabinet/projects\\?page=\\d+)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\"[0-9a-f-]{36}\",");

  private String export() {
    return "/cabinet/p/" + project + "/invoices.csv";
  }

  @Test
  void anExportHasEachInvoiceOnce() {
    var csv = owner.get(export()).is(200).text();
    assertThat(csv).startsWith("\uFEFFid,created_at,");
    var rows = ROW.matcher(csv).results().map(java.util.regex.MatchResult::group).toList();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(30_000).doesNotHaveDuplicates();
  }

  /// The oldest invoice cannot be read, so the export fails on its last page.
  @Test
  void anExportThatFailsDoesNotLookWhole() {
    var db = front.base().db();
    var oldest =
        db.<Long>tx(
            tx ->
                tx.only(
                    "SELECT id FROM invoice ORDER BY created_at, id LIMIT 1",
                    row -> row.number("id")));
    db.run(tx -> tx.update("UPDATE invoice SET options = '{-1}' WHERE id = ?", oldest));
    try {
      assertThatThrownBy(() -> owner.get(export())).isInstanceOf(UncheckedIOException.class);
      owner.get(export() + "?status=cancelled").is(500);
    } finally {
      db.run(
          tx ->
              tx.update(
                  "UPDATE invoice SET options = (SELECT options FROM invoice WHERE id = (SELECT max(id) FROM invoice)) WHERE id = ?",
                  oldest));
    }
  }

  @Test
  void aPersonOfManyOrganizationsHasAShortMenu() throws IOException {
    var person = new CabinetPeople(front).person(Stall.foreign(front), Role.VIEWER);
    front
        .base()
        .db()
        .run(
            tx -> {
              tx.update(
                  """
                  INSERT INTO organization (public_id, operator, name, created_at)
                  SELECT gen_random_uuid(), false, 'Many ' || n, now() FROM generate_series(1, 500) n
                  """);
              tx.update(
                  """
                  INSERT INTO project (public_id, code, organization_id, mode, name, webhook_secret_id, created_at)
                  SELECT gen_random_uuid(), lpad(to_hex(o.id), 12, '0') || '0', o.id, 'live', 'Shop',
                    (SELECT max(webhook_secret_id) FROM project), now()
                  FROM organization o WHERE name LIKE 'Many %'
                  """);
              tx.update(
                  """
                  INSERT INTO membership (user_id, organization_id, role, created_at)
                  SELECT (SELECT max(user_id) FROM membership), id, 'viewer', now()
                  FROM organization WHERE name LIKE 'Many %'
                  """);
            });
    var me = person.get("/cabinet/me").is(200).text();
    assertThat(me.split("/cabinet/p/", -1)).hasSize(31);
    assertThat(me).contains("All projects");
    int seen = 0;
    var page = person.get("/cabinet/projects").is(200);
    while (true) {
      seen += page.text().split("<li><a href=\"/cabinet/p/", -1).length - 1 - 30;
      var more = MORE.matcher(page.text());
      if (!more.find()) break;
      page = person.get(more.group(1)).is(200);
    }
    assertThat(seen).isEqualTo(501);
    person.get("/cabinet/projects?page=99999").is(200);
    var plans = new Plans(front.base().db());
    person.get("/cabinet/me").is(200);
    assertThat(plans.take()).hasSizeLessThan(20);
  }
}
