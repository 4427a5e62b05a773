package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.user.Audit;
import coffer.core.user.Role;
import coffer.core.user.StaffRole;
import coffer.web.cabinet.CabinetRoute;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What the operator sees of all merchants, and what they can do about it.
final class OperatorPagesFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final CabinetPeople people = new CabinetPeople(front);
  private final CabinetBrowser operator = people.operator();
  private final AuditRows rows = new AuditRows(front.base().db());

  private Audit.Line recorded(String act) {
    var line = rows.last();
    assertThat(line.act()).isEqualTo(act);
    assertThat(line.via()).isEqualTo(Audit.Via.PERSON);
    return line;
  }

  private String organization(String name) {
    return front
        .base()
        .db()
        .tx(tx -> front.base().merchants().createOrganization(tx, name, false))
        .publicId()
        .toString();
  }

  @Test
  void anOrganizationIsFoundAndItsBalanceBlocked() {
    var id = organization("Zebra Hosting");
    var list = "/cabinet/operator/organizations";
    assertThat(operator.get(list).is(200).text()).contains(id, "Zebra Hosting");
    for (var text : List.of("zebra", "Zebra+H", id)) {
      assertThat(operator.get(list + "?q=" + text).is(200).text()).as(text).contains(id);
    }
    assertThat(operator.get(list + "?q=ebra").is(200).text()).doesNotContain(id);
    var page = list + "/" + id;
    assertThat(operator.get(page).is(200).text()).contains("Zebra Hosting", id);
    operator.post(page + "/block", "reason", "Bill 7 is not paid").is(303);
    assertThat(operator.get(page).text()).contains("Bill 7 is not paid", "balance is blocked");
    assertThat(recorded("organization.block").after())
        .contains("{\"reason\": \"Bill 7 is not paid\"}");
    operator.post(page + "/block", "reason", " ").is(422);
    operator.post(page + "/unblock").is(303);
    assertThat(operator.get(page).text()).doesNotContain("Bill 7");
    assertThat(recorded("organization.unblock").organization()).contains("Zebra Hosting");
  }

  @Test
  void aPersonIsFoundAndHelped() {
    var stall = Stall.foreign(front);
    var email = UUID.randomUUID() + "@example.com";
    var person = new CabinetBrowser(front.url());
    person.post(people.link(stall, email, Role.OWNER), "password", CabinetPeople.PASSWORD).is(303);
    person.get("/cabinet/me").is(200);
    var list = "/cabinet/operator/users";
    var id = operator.get(list + "?q=" + email.substring(0, 20)).is(200).after(list + "/");
    var page = list + "/" + id;
    assertThat(operator.get(page).is(200).text()).contains(email, "owner", "127.0.0.1");
    operator.post(page + "/sessions/end").is(303);
    assertThat(recorded("session.end_all").object()).isEqualTo(id);
    assertThat(person.get("/cabinet/me").status()).isEqualTo(303);
    var made = operator.post(page + "/link").is(200);
    var link = made.after("class=\"secret mono\">");
    assertThat(recorded("link.create").toString()).doesNotContain(link);
    assertThat(operator.get(page).text()).doesNotContain("/cabinet/link/");
    person
        .post(link.substring(link.indexOf("/cabinet")), "password", "another long sentence")
        .is(303);
    person.get("/cabinet/me").is(200);
  }

  @Test
  void aLinkForAnotherOperatorComesFromTheCommandOnly() {
    var email = UUID.randomUUID() + "@example.com";
    people.staffLink(email, StaffRole.VIEWER);
    var list = "/cabinet/operator/users";
    var id = operator.get(list + "?q=" + email).is(200).after(list + "/");
    assertThat(operator.post(list + "/" + id + "/link").is(422).text())
        .contains("admin user link")
        .doesNotContain("/cabinet/link/");
  }

  @Test
  void blocksAreReadAgain() {
    var chain = OperatorChain.read(front, "ethereum");
    assertThat(operator.get("/cabinet/operator/chains").is(200).text())
        .contains(chain.path(), "Ethereum");
    for (var wrong : List.of("", "x", "-1", "0", "91", "101", "99999999999999999999")) {
      var answer = operator.post(chain.path() + "/rescan", "from", wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(422);
    }
    operator.post(chain.path() + "/rescan", "from", "51").is(303);
    assertThat(recorded("rescan.begin").after()).contains("{\"from\": 51}");
    assertThat(operator.get(chain.path()).is(200).text()).contains("Blocks 51 to 100: 0 % read");
    operator.post(chain.path() + "/rescan/cancel", "from", "50").is(404);
    operator.post(chain.path() + "/rescan/cancel", "from", "51").is(303);
    recorded("rescan.cancel");
    assertThat(operator.get(chain.path()).is(200).text()).doesNotContain("Blocks 51");
    operator.post(chain.path() + "/rescan/resume", "from", "51").is(404);
  }

  @Test
  void anotherBranchIsAcceptedWithItsLossInSight() {
    var chain = OperatorChain.read(front, "polygon");
    operator.get(chain.path() + "/reorg").is(404);
    chain.halt();
    assertThat(operator.get(chain.path()).is(200).text())
        .contains("This chain is halted", "0xother", chain.path() + "/reorg");
    var page = operator.get(chain.path() + "/reorg").is(200).text();
    assertThat(page).contains("95:0xancestor", "96:0xother", "reversed: 0");
    var right = List.of("hash", "0xother", "payments", "0", "name", "polygon");
    for (int i = 1; i < right.size(); i += 2) {
      var fields = new ArrayList<>(right);
      fields.set(i, "7");
      operator.post(chain.path() + "/reorg", fields.toArray(String[]::new)).is(422);
    }
    assertThat(chain.head().acceptReorg()).isEmpty();
    operator.post(chain.path() + "/reorg", right.toArray(String[]::new)).is(303);
    assertThat(chain.head().acceptReorg()).contains("0xother");
    assertThat(recorded("reorg.accept").object()).isEqualTo("polygon");
  }

  @Test
  void queuesShowWhatFails() {
    var stall = Stall.on(front);
    stall.tellAt("http://127.0.0.1:1/nowhere", "coffer");
    var contract = coffer.api.OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    var api =
        new coffer.api.ApiClient(
            front.url(), coffer.api.Credential.bearer(stall.key("coffer")), contract);
    api.post(
            "/coffer/v1/invoices",
            "{'currency': 'EUR', 'amount': '1', 'options': [{'asset': 'USDT', 'network': 'tron'}]}")
        .is(201);
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(operator.get("/cabinet/operator/queues").is(200).text())
                    .contains("http://127.0.0.1:1/nowhere"));
  }

  @Test
  void endpointsAreShownWithTheirLastFailure() {
    var chain = OperatorChain.read(front, "ethereum-sepolia");
    front
        .base()
        .db()
        .run(
            tx ->
                tx.update(
                    """
                    INSERT INTO scanner (chain_id, node, endpoint, head, errors, endpoints, updated_at)
                    VALUES (?, 'x', 'https://one.example', 120, '{"LIMITED": 3}',
                      '[{"endpoint": "https://one.example", "rests": true, "error": "HTTP 429: daily quota", "at": ""}]', now())
                    """,
                    chain.id()));
    assertThat(operator.get(chain.path()).is(200).text())
        .contains(
            "https://one.example", "HTTP 429: daily quota", "not asked at present", "limited: 3");
  }

  @Test
  void ratesAndTheirSources() {
    front.rate("KAS", "EUR", "0.25");
    var page = operator.get("/cabinet/operator/rates").is(200).text();
    assertThat(page).contains("KAS/EUR", "0.25", "fixed");
  }

  @Test
  void theConfigurationOfEachServerIsShown() {
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(operator.get("/cabinet/operator/configuration").is(200).text())
                    .contains("http.public_url", front.url(), "limits.streams"));
    var db = front.base().db();
    var other = UUID.randomUUID();
    var now = front.base().clock().instant();
    var reports = new coffer.core.operation.ServerReports();
    db.run(
        tx -> {
          tx.update("INSERT INTO server (id, seen_at, offers) VALUES (?, ?, '{}')", other, now);
          reports.add(tx, other, "0.0-other", now, java.util.Map.of("limits.streams", "7"));
        });
    assertThat(operator.get("/cabinet/operator/configuration").is(200).text())
        .contains("0.0-other", "servers differ");
    db.run(tx -> tx.update("DELETE FROM server WHERE id = ?", other));
    assertThat(operator.get("/cabinet/operator/configuration").is(200).text())
        .doesNotContain("0.0-other");
  }

  @Test
  void noTextBreaksAPageOrAnAct() {
    var chain = OperatorChain.read(front, "tron");
    var texts =
        List.of("\0", "<script>alert(1)</script>", "%", "1-1-1-1-1", "\u202Ex", "x".repeat(600));
    var wrong = new ArrayList<String>();
    for (var route : front.cabinet().list()) {
      if (route.place() != CabinetRoute.Place.OPERATOR) continue;
      var path =
          "/cabinet"
              + route
                  .path()
                  .replace("{chain}", String.valueOf(chain.id()))
                  .replace("{organization}", organization("Hostile"))
                  .replaceAll("\\{[a-z]+}", new UUID(1, 1).toString());
      for (var text : texts) {
        var encoded = URLEncoder.encode(text, UTF_8);
        var answer =
            route.kind() == CabinetRoute.Kind.PAGE
                ? operator.get(
                    path
                        + "?q=%1$s&before=%1$s&actor=%1$s&act=%1$s&object=%1$s&from=%1$s"
                            .formatted(encoded))
                : operator.post(
                    path,
                    "reason",
                    text,
                    "from",
                    text,
                    "hash",
                    text,
                    "name",
                    text,
                    "payments",
                    text);
        if (answer.status() >= 500 || answer.text().contains("<script>alert")) {
          wrong.add(answer.status() + " " + path + " " + texts.indexOf(text));
        }
      }
    }
    for (var id : List.of("x", "1-1-1-1-1", new UUID(1, 1).toString(), "999999", "-1")) {
      for (var place : List.of("organizations", "users", "chains")) {
        operator.get("/cabinet/operator/" + place + "/" + id).is(404);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void listsArePaged() {
    for (int i = 0; i < 60; i++) organization("Many " + i);
    var list = "/cabinet/operator/organizations";
    var first = operator.get(list).is(200);
    var next = first.after("href=\"" + list + "?before=");
    var second = operator.get(list + "?before=" + next).is(200);
    assertThat(second.text()).contains("Many 0<");
    assertThat(operator.get(list + "?q=many").is(200).text().split("/organizations/", -1))
        .hasSize(51);
  }
}
