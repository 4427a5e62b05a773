package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.api.Route.Recording;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.core.chain.Mode;
import coffer.core.merchant.Scope;
import coffer.core.user.Audit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What programs do with API keys is in the audit: with the key, the client, the object and the
/// values, and without secrets.
final class AuditOfKeysFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final String BOOK =
      "{'address': '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'networks': ['ethereum'], 'alias': '%s'}";
  private final Stall stall = Stall.on(front);
  private final AuditRows rows = new AuditRows(front.base().db());
  private final String key = stall.key("coffer");
  private final ApiClient own = own(key);
  private final Set<String> seen = new TreeSet<>();

  private static ApiClient own(String key) {
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    return new ApiClient(front.url(), Credential.bearer(key), contract);
  }

  private Audit.Line recorded(Answer answer, String act) {
    assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
    var line = rows.last();
    assertThat(line.act()).isEqualTo(act);
    assertThat(line.via()).isEqualTo(Audit.Via.KEY);
    assertThat(line.client()).contains("127.0.0.1");
    seen.add(act);
    return line;
  }

  private static String v1(String path) {
    return "/coffer/v1" + path;
  }

  private String invoice() {
    return own.post(
            v1("/invoices"),
            "{'currency': 'EUR', 'amount': '10', 'options': [{'asset': 'USDT', 'network': 'tron'}]}")
        .is(201)
        .get("/id");
  }

  @Test
  void eachActOfOurOwnApi() {
    settings();
    invoices();
    addresses();
    webhooks();
    partner();
    var declared = new TreeSet<String>();
    for (var dialect : front.dialects()) {
      if (!dialect.name().equals("coffer")) continue;
      for (var route : front.routes(dialect)) {
        if (route.recording() instanceof Recording.Act(var act)) declared.add(act);
      }
    }
    assertThat(seen).isEqualTo(declared);
  }

  private void settings() {
    var line = recorded(own.patch(v1("/project"), "{'expires_in': 1800}"), "settings.change");
    assertThat(line.object()).isEqualTo(stall.project().publicId().toString());
    assertThat(line.actor()).isEqualTo(key.substring(0, 13) + "...");
    assertThat(line.before()).contains("{\"expires_in\": 3600}");
    assertThat(line.after()).contains("{\"expires_in\": 1800}");
    own.patch(v1("/project"), "{'expires_in': 1800}").is(200);
    assertThat(rows.last()).as("a request that changes nothing").isEqualTo(line);
    own.patch(v1("/project"), "{'expires_in': -1}").is(422);
    assertThat(rows.last()).as("a rejected request").isEqualTo(line);
    var widget = own.post(v1("/widgets"), "{'name': 'Top up'}");
    recorded(widget, "widget.add");
    recorded(own.delete(v1("/widgets/" + widget.get("/id"))), "widget.remove");
    var link = own.post(v1("/payment-links"), "{'title': 'Tea', 'currency': 'EUR', 'amount': '5'}");
    recorded(link, "payment_link.create");
    recorded(
        own.patch(v1("/payment-links/" + link.get("/id")), "{'title': 'Coffee'}"),
        "payment_link.change");
  }

  private void invoices() {
    var id = invoice();
    recorded(own.post(v1("/invoices/" + id + "/cancel"), "{'reason': 'asked'}"), "invoice.mark");
    var line = rows.last();
    assertThat(line.object()).isEqualTo(id);
    assertThat(line.after().orElseThrow()).contains("cancelled", "asked");
    recorded(own.post(v1("/invoices/" + id + "/unmark"), "{}"), "invoice.unmark");
    recorded(own.post(v1("/invoices/" + id + "/mark"), "{'status': 'archived'}"), "invoice.mark");
    var other = invoice();
    var address = own.get(v1("/invoices/" + other)).get("/quotes/0/address");
    own.post(
            v1("/sandbox/pay"),
            "{'address': '%s', 'asset': 'TRX', 'network': 'tron', 'amount': '40'}"
                .formatted(address))
        .is(200);
    front.mine("tron", 25);
    await()
        .until(
            () -> own.get(v1("/payments?orphan=true")).get("/data/0/status").equals("confirmed"));
    var payment = v1("/payments/" + own.get(v1("/payments?orphan=true")).get("/data/0/id"));
    var applied = own.post(payment + "/apply", "{'invoice': '%s'}".formatted(other));
    assertThat(recorded(applied, "payment.apply").after().orElseThrow()).contains(other);
    recorded(own.post(payment + "/unapply", "{}"), "payment.unapply");
  }

  private void addresses() {
    var made =
        own.post(
            v1("/addresses"),
            "{'kind': 'business', 'asset': 'USDT', 'network': 'tron', 'alias': 'a'}");
    var line = recorded(made, "address.create");
    assertThat(line.object()).isEqualTo(made.get("/id"));
    assertThat(line.after().orElseThrow()).contains(made.get("/address"), "business");
    recorded(own.patch(v1("/addresses/" + made.get("/id")), "{'alias': 'b'}"), "address.change");
    assertThat(rows.last().before()).contains("{\"alias\": \"a\"}");
    var entry = own.post(v1("/address-book"), BOOK.formatted("gas"));
    recorded(entry, "address_book.add");
    var book = v1("/address-book/" + entry.get("/id"));
    recorded(own.patch(book, "{'alias': 'hot'}"), "address_book.change");
    recorded(own.delete(book), "address_book.remove");
    assertThat(rows.last().before().orElseThrow()).contains("hot");
    var tracked =
        own.post(
            v1("/tracked-addresses"),
            "{'address': '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'webhook_url': 'https://shop.example.com/t'}");
    recorded(tracked, "tracked_address.add");
    recorded(own.delete(v1("/tracked-addresses/" + tracked.get("/id"))), "tracked_address.remove");
    var topUp = own.post(v1("/prepaid-balance/addresses"), "{'asset': 'USDT', 'network': 'tron'}");
    assertThat(recorded(topUp, "prepaid_address.create").object()).isEqualTo(topUp.get("/address"));
  }

  private void webhooks() {
    var made = own.post(v1("/webhooks"), "{'url': 'https://shop.example.com/in'}");
    var line = recorded(made, "webhook.create");
    assertThat(line.after().orElseThrow()).contains("https://shop.example.com/in");
    assertThat(made.get("/secret")).startsWith("whsec_");
    assertThat(line.toString()).doesNotContain(made.get("/secret"));
    invoice();
    await().until(() -> !own.get(v1("/deliveries?status=due")).json().at("/data").isEmpty());
    var delivery = own.get(v1("/deliveries?status=due")).get("/data/0/id");
    recorded(own.post(v1("/deliveries/" + delivery + "/redeliver"), "{}"), "delivery.repeat");
    var chosen = "{'deliveries': ['%s']}".formatted(delivery);
    recorded(own.post(v1("/redeliveries"), chosen), "delivery.repeat_many");
    recorded(own.post(v1("/webhooks/" + made.get("/id") + "/test"), "{}"), "webhook.test");
    recorded(own.delete(v1("/webhooks/" + made.get("/id"))), "webhook.remove");
    var rotated = own.post(v1("/webhook-secret/rotate"), "{'overlap_seconds': 60}");
    var rotation = recorded(rotated, "webhook.rotate_secret");
    assertThat(rotation.object()).isEqualTo(stall.project().publicId().toString());
    assertThat(rotation.after().orElseThrow()).contains("60");
    assertThat(rotation.toString()).doesNotContain(rotated.get("/secret"));
    recorded(own.post(v1("/webhook-secret/end-previous"), "{}"), "webhook.end_secret");
  }

  private void partner() {
    var partner = TestPartner.on(front);
    var api = own(partner.key("coffer", Mode.TEST).text());
    var user =
        api.post(v1("/partner/users"), "{'email': '%s@example.com'}".formatted(UUID.randomUUID()));
    var line = recorded(user, "user.create");
    assertThat(line.object()).isEqualTo(user.get("/id"));
    assertThat(line.toString()).doesNotContain(user.get("/password"));
    var made =
        api.post(v1("/partner/users/" + user.get("/id") + "/organizations"), "{'name': 'Second'}");
    assertThat(recorded(made, "organization.create").organization()).contains("Second");
    var keys = v1("/partner/organizations/" + made.get("/id") + "/keys");
    var created = api.post(keys, "{'name': 'till'}");
    var lineOfKey = recorded(created, "key.create");
    assertThat(lineOfKey.object()).isEqualTo(created.get("/id"));
    assertThat(lineOfKey.organization()).contains("Second");
    assertThat(lineOfKey.toString()).contains("till").doesNotContain(created.get("/secret"));
    recorded(api.delete(keys + "/" + created.get("/id")), "key.revoke");
    assertThat(rows.last().object()).isEqualTo(created.get("/id"));
  }

  @Test
  void actsOfOtherApisHaveTheSameNames() {
    var pair = new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));
    var entry = pair.call("address-book/add", BOOK.formatted("gas"));
    var line = recorded(entry, "address_book.add");
    assertThat(line.actor()).isEqualTo(pair.publicKey().substring(0, 4) + "...");
    var id = entry.get("/response/id");
    recorded(
        pair.call("address-book/update", "{'addressId': '%s', 'alias': 'hot'}".formatted(id)),
        "address_book.change");
    assertThat(rows.last().object()).isEqualTo(id);
    assertThat(rows.last().after()).contains("{\"alias\": \"hot\"}");
    recorded(
        pair.call("address-book/remove", "{'addressId': '%s'}".formatted(id)),
        "address_book.remove");
    recorded(
        pair.call("business-address", "{'currency': 'USDT', 'network': 'tron', 'alias': 'till'}"),
        "address.create");
    var partner =
        new OnchainPayClient(front.url(), TestPartner.on(front).key("onchainpay", Mode.TEST));
    var email = UUID.randomUUID() + "@example.com";
    var user = partner.partner("create-user", "{'email': '%s'}".formatted(email));
    assertThat(recorded(user, "user.create").after().orElseThrow()).contains(email);
    var organization =
        partner.partner(
            "create-user-organization",
            "{'userId': '%s', 'name': 'Third'}".formatted(user.get("/response/id")));
    assertThat(recorded(organization, "organization.create").organization()).contains("Third");
    var target =
        "{'userId': '%s', 'organizationId': '%s', %s}"
            .formatted(user.get("/response/id"), organization.get("/response"), "%s");
    var keys = partner.partner("create-api-keys", target.formatted("'alias': 'till'"));
    var made = recorded(keys, "key.create");
    assertThat(made.organization()).contains("Third");
    assertThat(made.toString()).contains("till").doesNotContain(keys.get("/response/secret"));
    recorded(
        partner.partner(
            "delete-api-keys", target.formatted("'keyId': '" + keys.get("/response/id") + "'")),
        "key.revoke");
    assertThat(rows.last().object()).isEqualTo(keys.get("/response/id"));
  }

  @Test
  void theAuditOfAnOrganizationHasItsOwnActsOnly() {
    var foreign = Stall.foreign(front);
    own(foreign.key("coffer")).patch(v1("/project"), "{'expires_in': 1801}").is(200);
    own.patch(v1("/project"), "{'expires_in': 1802}").is(200);
    var people = new CabinetPeople(front);
    var theirs = people.person(foreign, coffer.core.user.Role.ADMIN);
    var audit = "/cabinet/p/" + foreign.project().publicId() + "/audit";
    assertThat(theirs.get(audit).is(200).text()).contains("1801", "API key").doesNotContain("1802");
    var csv = theirs.get(audit + ".csv?act=settings.change").is(200).text();
    assertThat(csv).contains("1801", "\"key\"").doesNotContain("1802");
    for (var none : List.of("actor=nobody", "object=x", "to=2001-01-01", "from=2999-01-01")) {
      assertThat(theirs.get(audit + "?" + none).is(200).text()).as(none).doesNotContain("1801");
    }
    var object = foreign.project().publicId();
    var found = "?act=settings.change&from=2001-01-01&to=2999-01-01&object=" + object;
    assertThat(theirs.get(audit + found).is(200).text()).contains("1801");
  }
}
