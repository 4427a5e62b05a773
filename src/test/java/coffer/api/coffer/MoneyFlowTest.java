package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Payments, orphans, the book and the simulated chains, over HTTP.
final class MoneyFlowTest {
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @Test
  void anOrphanIsBookedShownAndApplied() {
    var id = invoice("10", "USDT");
    var address = api.get("/coffer/v1/invoices/" + id).get("/quotes/0/address");
    var pay =
        "{'address': '%s', 'asset': 'TRX', 'network': 'tron', 'amount': '40'}".formatted(address);
    api.post("/coffer/v1/sandbox/pay", pay).is(200);
    mine("tron", 5);
    var orphan = api.get("/coffer/v1/payments?orphan=true").is(200);
    assertThat(orphan.json().at("/data").size()).isEqualTo(1);
    assertThat(orphan.get("/data/0/orphan")).isEqualTo("asset");
    assertThat(orphan.get("/data/0/worth")).isEqualTo("null");
    assertThat(api.get("/coffer/v1/payments?orphan=false").is(200).json().at("/data")).isEmpty();
    assertThat(balance("TRX", "orphan")).isEqualTo("40");

    var payment = orphan.get("/data/0/id");
    var path = "/coffer/v1/payments/" + payment + "/apply";
    var applied = api.post(path, "{'invoice': '%s'}".formatted(id)).is(200);
    assertThat(applied.get("/worth")).isEqualTo("10");
    assertThat(applied.get("/invoice")).isEqualTo(id);
    assertThat(api.get("/coffer/v1/invoices/" + id).get("/status")).isEqualTo("settled");
    assertThat(balance("TRX", "orphan")).isEqualTo("0");
    assertThat(balance("TRX", "available")).isEqualTo("40");
    assertThat(api.post(path, "{'invoice': '%s'}".formatted(id)).is(409).get("/code"))
        .isEqualTo("not_an_orphan");
    assertThat(api.get("/coffer/v1/payments?invoice=" + id).get("/data/0/id")).isEqualTo(payment);
    assertThat(api.get("/coffer/v1/payments/" + payment).is(200).get("/status"))
        .isEqualTo("confirmed");
  }

  @Test
  void entriesArePagedAndBalanced() {
    for (int i = 0; i < 3; i++) {
      var id = invoice("5", "USDT");
      api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s', 'mine': 5}".formatted(id)).is(200);
      world.scan();
    }
    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page = api.get("/coffer/v1/ledger/entries?limit=2" + next).is(200);
      for (var entry : page.json().at("/data").values()) {
        seen.add(entry.at("/id").stringValue());
        assertThat(entry.at("/postings/0/account").stringValue()).isIn("address", "available");
        assertThat(entry.at("/postings/0/amount")).isEqualTo(entry.at("/postings/1/amount"));
        assertThat(entry.at("/basis/type").stringValue()).isEqualTo("payment");
        assertThat(entry.at("/id").stringValue()).contains(entry.at("/basis/id").stringValue());
      }
      var cursor = page.json().at("/next_cursor");
      next = cursor.isNull() ? "" : "&cursor=" + cursor.stringValue();
    } while (!next.isEmpty());
    assertThat(seen).hasSize(3).doesNotHaveDuplicates();
    for (var bad : List.of("x", "movement:x:y", "movement:" + new java.util.UUID(1, 2) + ":a")) {
      var refused = api.get("/coffer/v1/ledger/entries?cursor=" + bad).is(422);
      assertThat(refused.get("/field")).isEqualTo("cursor");
    }
  }

  @Test
  void aReorgTakesBackWhatWasNotFinal() {
    var id = invoice("10", "USDT");
    api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s', 'mine': 1}".formatted(id)).is(200);
    world.scan();
    assertThat(api.get("/coffer/v1/invoices/" + id).get("/status")).isEqualTo("confirming");
    var reorg = api.post("/coffer/v1/sandbox/reorg", "{'network': 'tron', 'depth': 1}").is(200);
    assertThat(reorg.json().at("/height").longValue()).isPositive();
    world.scan();
    var after = api.get("/coffer/v1/invoices/" + id);
    assertThat(after.get("/status")).isEqualTo("open");
    assertThat(after.get("/payments/0/status")).isEqualTo("reversed");
    var deep = api.post("/coffer/v1/sandbox/reorg", "{'network': 'tron', 'depth': 999}").is(422);
    assertThat(deep.get("/field")).isEqualTo("depth");
  }

  @Test
  void whatWaitsIsReplacedOrEvicted() {
    var id = invoice("9", "BTC");
    var txid = api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s'}".formatted(id)).get("/txid");
    world.scan();
    var body = "{'network': 'bitcoin', 'txid': '%s'}";
    var other = api.post("/coffer/v1/sandbox/replace", body.formatted(txid)).is(200);
    assertThat(other.get("/txid")).isNotEqualTo(txid);
    world.scan();
    assertThat(payments(id)).containsExactlyInAnyOrder("reversed", "seen");
    var gone = api.post("/coffer/v1/sandbox/evict", body.formatted(other.get("/txid"))).is(200);
    assertThat(gone.get("/status")).isEqualTo("evicted");
    world.scan();
    assertThat(payments(id)).containsOnly("reversed");
    api.post("/coffer/v1/sandbox/evict", body.formatted("nothing")).is(404);
  }

  @Test
  void theSandboxIsForTestProjects() {
    var live = world.project(shop.organization(), Mode.LIVE);
    var key = world.client(live, ApiKey.Kind.PROJECT, Scope.all());
    key.post("/coffer/v1/sandbox/mine", "{'network': 'tron'}").is(404);
    assertThat(api.post("/coffer/v1/sandbox/mine", "{'network': 'moon'}").is(404).get("/detail"))
        .isEqualTo("There is no such sandbox.");
  }

  @Test
  void ratesAndAssets() {
    var rate = api.get("/coffer/v1/rates?base=btc&quote=EUR").is(200);
    assertThat(rate.get("/rate")).isEqualTo("90000");
    assertThat(api.get("/coffer/v1/rates?base=BTC&quote=JPY").is(422).get("/code"))
        .isEqualTo("rate_unavailable");
    var nothing = api.get("/coffer/v1/rates?base=BTC&quote=EURO").is(422);
    assertThat(nothing.get("/code")).isEqualTo("invalid_request");
    assertThat(nothing.get("/field")).isEqualTo("quote");
    assertThat(api.get("/coffer/v1/rates?base=B").is(422).json().at("/errors").size())
        .isGreaterThanOrEqualTo(1);
    var assets = api.get("/coffer/v1/assets").is(200).json().at("/data");
    assertThat(assets.values()).anyMatch(a -> a.at("/chain").stringValue().equals("tron-sandbox"));
    var unpriced = "{'currency': 'JPY', 'amount': '5'}";
    assertThat(api.post("/coffer/v1/invoices", unpriced).is(422).get("/code"))
        .isEqualTo("rate_unavailable");
    var unknown = api.post("/coffer/v1/invoices", "{'currency': 'EURO', 'amount': '5'}").is(422);
    assertThat(unknown.get("/code")).isEqualTo("invalid_request");
    assertThat(unknown.get("/detail")).isEqualTo("There is no currency EURO here.");
  }

  @Test
  void anAccountKeyNamesTheProject() {
    var account = world.client(shop.project(), ApiKey.Kind.ACCOUNT, Scope.all());
    assertThat(account.get("/coffer/v1/balances").is(422).get("/field"))
        .isEqualTo("Coffer-Project");
    var named = account.with("Coffer-Project", shop.project().publicId().toString());
    named.get("/coffer/v1/balances").is(200);
    var other = world.project(shop.organization(), Mode.TEST);
    api.with("Coffer-Project", other.publicId().toString()).get("/coffer/v1/balances").is(404);
    account.with("Coffer-Project", "x").get("/coffer/v1/balances").is(404);
  }

  private String invoice(String amount, String asset) {
    var network = asset.equals("BTC") ? "bitcoin" : "tron";
    var body =
        "{'currency': 'EUR', 'amount': '%s', 'options': [{'asset': '%s', 'network': '%s'}]}"
            .formatted(amount, asset, network);
    return api.post("/coffer/v1/invoices", body).is(201).get("/id");
  }

  private List<String> payments(String invoice) {
    return api.get("/coffer/v1/invoices/" + invoice).json().at("/payments").values().stream()
        .map(payment -> payment.at("/status").stringValue())
        .toList();
  }

  private String balance(String asset, String kind) {
    for (var balance : api.get("/coffer/v1/balances").is(200).json().at("/data").values()) {
      if (balance.at("/asset").stringValue().equals(asset)) {
        return balance.at("/" + kind).stringValue();
      }
    }
    return "none";
  }

  private void mine(String network, int blocks) {
    var body = "{'network': '%s', 'blocks': %d}".formatted(network, blocks);
    api.post("/coffer/v1/sandbox/mine", body).is(200);
    world.scan();
  }
}
