package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.Plans;
import coffer.api.ApiClient;
import coffer.core.event.Events;
import coffer.core.ledger.Ledger;
import coffer.core.payment.TopUps;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Rates;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/// However long a shop's history is, no request for a part of it reads more than a part: every GET
/// of the document, with each of its parameters, with every two of them, and with all. A route or a
/// parameter that is added later is tried without a change here, or fails for want of a value.
@ResourceLock("plans")
final class LongListsFlowTest {
  /// Rows that one step of a plan may touch: some for each of the 100 that a page has at most.
  private static final long MOST = 1_000;

  /// So often a connection must have seen a statement (5 times the driver, 5 times PostgreSQL)
  /// before it may be planned no more for its values.
  private static final int TIMES = 11;

  private static final String API = "/coffer/v1";

  @AutoClose private static final ApiWorld world = new ApiWorld();
  private static final ApiWorld.Shop shop = world.shop();
  private static final ApiClient api = shop.client();
  private static final ApiClient partner = world.partner();
  private static Plans plans;

  /// Values to try: of a parameter of any route, or of one route's.
  private static final Map<String, List<String>> VALUES = new java.util.HashMap<>();

  @BeforeAll
  static void fill() throws IOException {
    api.post("/coffer/v1/webhooks", "{'url': 'http://127.0.0.1:1/'}").is(201);
    var order =
        "{'currency': 'EUR', 'amount': '5', 'order_id': 'one', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";
    var invoice = api.post("/coffer/v1/invoices", order).is(201).get("/id");
    api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s', 'mine': 5}".formatted(invoice)).is(200);
    world.scan();
    deposits();
    topUp();
    var user = partner.post(API + "/partner/users", "{'email': 'shop@example.com'}").is(201);
    Copies.fill(world.db);
    Copies.topUps(world.db);
    plans = new Plans(world.db);
    VALUES.put("limit", List.of("100"));
    VALUES.put("/invoices status", List.of("cancelled", "settled", "settled,cancelled,open"));
    VALUES.put("/deliveries status", List.of("failed", "delivered"));
    VALUES.put("type", List.of("invoice.created", "invoice.none"));
    VALUES.put("order_id", List.of("order-2", "order-20000"));
    VALUES.put("created_from", List.of("2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"));
    VALUES.put("created_to", List.of(world.now().minusSeconds(20_000 * 60L).toString()));
    VALUES.put("orphan", List.of("true", "false"));
    VALUES.put("base", List.of("USDT"));
    VALUES.put("quote", List.of("EUR"));
    VALUES.put("invoice", some("/invoices?limit=5", "/data/4/id"));
    VALUES.put("event", some("/events?limit=50", "/data/49/id"));
    VALUES.put("after", VALUES.get("event"));
    VALUES.put("webhook", some("/webhooks", "/data/0/id"));
    var again = "{'deliveries': ['%s']}".formatted(some("/deliveries", "/data/0/id").getFirst());
    VALUES.put(
        "/redeliveries/{id} id",
        List.of(api.post(API + "/redeliveries", again).is(201).get("/id")));
    for (var list :
        List.of(
            "/invoices",
            "/payments",
            "/deliveries",
            "/ledger/entries",
            "/prepaid-balance/entries")) {
      VALUES.put(list + " cursor", some(list + "?limit=50", "/next_cursor"));
    }
    for (var list :
        List.of(
            "/invoices",
            "/payments",
            "/deliveries",
            "/events",
            "/customers",
            "/address-book",
            "/tracked-addresses",
            "/widgets")) {
      VALUES.put(list + "/{id} id", some(list, "/data/0/id"));
    }
    VALUES.put("/widgets cursor", VALUES.get("/widgets/{id} id"));
    depositValues();
    linkValues();
    partnerValues(user.get("/id"));
  }

  private static void linkValues() {
    VALUES.put("/payment-links cursor", some("/payment-links?limit=50", "/next_cursor"));
    var invoices = "/payment-links/{id}/invoices";
    VALUES.put("/payment-links/{id} id", some("/payment-links", "/data/0/id")); // without invoices
    var path = invoices.replace("{id}", VALUES.get(invoices + " id").getFirst());
    VALUES.put(invoices + " cursor", some(path + "?limit=50", "/next_cursor"));
  }

  private static void partnerValues(String user) {
    var users = "/partner/users";
    VALUES.put(users + " cursor", some(users + "?limit=50", "/next_cursor"));
    VALUES.put(users + "/{id} id", List.of(user));
    var organizations = users + "/{id}/organizations";
    var one = some(organizations.replace("{id}", user), "/data/0/id");
    VALUES.put(organizations + " id", List.of(user));
    VALUES.put(organizations + " cursor", one);
    VALUES.put("/partner/organizations/{id}/prepaid-balance id", one);
    var keys = "/partner/organizations/{id}/keys";
    var path = keys.replace("{id}", one.getFirst());
    partner.post(API + path, "{}").is(201);
    VALUES.put(keys + " id", one);
    VALUES.put(keys + " cursor", some(path, "/data/0/id"));
  }

  private static ApiClient.Answer get(String path) {
    return (path.startsWith("/partner/") ? partner : api).get(API + path).is(200);
  }

  private static void deposits() {
    var customer = api.post(API + "/customers", "{'client_id': 'one'}").is(200).get("/id");
    var asset = "'asset': 'USDT', 'network': 'tron'";
    api.post(API + "/customers/" + customer + "/addresses", "{" + asset + "}").is(200);
    api.post(API + "/addresses", "{'kind': 'business', " + asset + "}").is(201);
    api.post(API + "/widgets", "{'name': 'Top up'}").is(201);
    var link = "{'title': 'Seat', 'currency': 'EUR', 'amount': '5', 'reusable': false}";
    link = api.post(API + "/payment-links", link).is(201).get("/id");
    VALUES.put("/payment-links/{id}/invoices id", List.of(link));
    var entry = "{'address': '%s', 'networks': ['tron'], 'alias': 'Treasury'}";
    api.post(API + "/address-book", entry.formatted("TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf")).is(201);
    var tracked = "'address': 'TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf'";
    api.post(API + "/tracked-addresses", "{" + tracked + ", 'webhook_url': 'http://127.0.0.1:1/'}")
        .is(200);
    api.post(API + "/sandbox/pay", "{" + tracked + "," + asset + ", 'amount': '1', 'mine': 1}")
        .is(200);
    world.scan();
  }

  private static void topUp() {
    var usd = FixedRates.of(Map.of("USDT/USD", BigDecimal.ONE), world.clock);
    new Rates(List.of(usd), world.clock).refresh(world.db);
    var asset = "'asset': 'USDT', 'network': 'tron'";
    var address =
        api.post(API + "/prepaid-balance/addresses", "{" + asset + "}").is(200).get("/address");
    var payment = "{'address': '%s', %s, 'amount': '1', 'mine': 25}".formatted(address, asset);
    api.post(API + "/sandbox/pay", payment).is(200);
    world.scan();
    new TopUps(
            world.chains,
            new Ledger(world.chains),
            world.rates,
            world.invoices,
            new Events(() -> {}),
            world.clock)
        .book(world.db);
  }

  private static void depositValues() {
    var addresses = "/addresses?kind=customer&limit=50";
    VALUES.put("kind", List.of("business", "customer", "payout"));
    VALUES.put("archived", List.of("false", "true"));
    VALUES.put("client_id", List.of("client-7"));
    VALUES.put("deposit_address", some(addresses, "/data/49/id"));
    VALUES.put("/addresses cursor", some(addresses, "/next_cursor"));
    VALUES.put("/addresses/{id} id", VALUES.get("deposit_address"));
    VALUES.put("/customers/{id}/addresses id", VALUES.get("/customers/{id} id"));
    var transfers = "/tracked-addresses/{id}/transfers";
    var id = VALUES.get("/tracked-addresses/{id} id");
    VALUES.put(transfers + " id", id);
    VALUES.put(
        transfers + " cursor",
        some(transfers.replace("{id}", id.getFirst()) + "?limit=50", "/next_cursor"));
    for (var list : List.of("/customers", "/address-book", "/tracked-addresses")) {
      VALUES.put(list + " cursor", some(list + "?limit=50", "/next_cursor"));
    }
  }

  /// Events are listed once no older transaction is open, of another test's database either.
  private static List<String> some(String list, String pointer) {
    var value = await().until(() -> get(list).get(pointer), found -> !found.isEmpty());
    return List.of(java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void noListReadsMoreThanItShows() throws IOException {
    for (int time = 0; time < TIMES; time++) everyRequest();
  }

  /// A connection plans a statement once, not each time it is asked.
  @Test
  void noStatementIsPlannedEachTime() {
    world.db.run(tx -> tx.update("CREATE EXTENSION IF NOT EXISTS pg_stat_statements"));
    // A retry in the middle would run the statements of deliveries for the first times.
    world.db.run(tx -> tx.update("UPDATE delivery SET due_at = due_at + interval '1 day'"));
    for (int time = 0; time < TIMES; time++) requests().forEach(LongListsFlowTest::get);
    world.db.run(tx -> tx.one("SELECT pg_stat_statements_reset()", _ -> true));
    for (int time = 0; time < 4; time++) requests().forEach(LongListsFlowTest::get);
    var statements =
        world.db.tx(
            tx ->
                tx.list(
                    """
                    SELECT query, plans, calls FROM pg_stat_statements
                    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND query ~ '^SELECT' AND calls >= 4
                    """,
                    row ->
                        new Planned(row.text("query"), row.number("plans"), row.number("calls"))));
    assertThat(statements).hasSizeGreaterThan(20);
    assertThat(statements).filteredOn(each -> each.plans * 4 > each.calls).isEmpty();
  }

  private record Planned(String query, long plans, long calls) {}

  private static void everyRequest() throws IOException {
    plans.take();
    int seen = 0;
    for (var path : requests()) {
      get(path);
      for (var plan : plans.take()) {
        seen++;
        assertThat(plan.most()).as("%s: %s", path, plan.text()).isLessThan(MOST);
      }
    }
    assertThat(seen).isGreaterThan(200);
  }

  private static List<String> requests() {
    var paths = new ArrayList<String>();
    for (var path : world.contract.document().path("paths").properties()) {
      var operation = path.getValue().path("get");
      if (operation.isMissingNode() || path.getKey().endsWith(".json")) continue;
      var place = path.getKey();
      if (place.contains("{id}")) {
        place = place.replace("{id}", values(place, "id").getFirst());
      }
      var queries = new ArrayList<String>();
      combine(path.getKey(), operation.path("parameters").values().stream().toList(), queries);
      for (var query : queries) paths.add(place + "?" + query);
    }
    return paths;
  }

  /// Those that must be given, alone, with each other one, with every two, and with all.
  private static void combine(String path, List<JsonNode> parameters, List<String> queries) {
    var must = new ArrayList<String>();
    var may = new ArrayList<String>();
    for (var parameter : parameters) {
      if (!parameter.path("in").asString("").equals("query")) continue;
      (parameter.path("required").asBoolean() ? must : may).add(parameter.path("name").asString());
    }
    var sets = new ArrayList<List<String>>(List.of(List.of(), may));
    for (int i = 0; i < may.size(); i++) {
      sets.add(List.of(may.get(i)));
      for (int j = 0; j < i; j++) sets.add(List.of(may.get(i), may.get(j)));
    }
    for (var set : sets) {
      var some = new ArrayList<>(List.of(""));
      for (var name : java.util.stream.Stream.concat(must.stream(), set.stream()).toList()) {
        some = with(some, path, name);
      }
      queries.addAll(some);
    }
  }

  private static ArrayList<String> with(List<String> queries, String path, String name) {
    return queries.stream()
        .flatMap(query -> values(path, name).stream().map(v -> query + "&" + name + "=" + v))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<String> values(String path, String name) {
    var values = VALUES.getOrDefault(path + " " + name, VALUES.get(name));
    assertThat(values).as("a value to try for %s of %s", name, path).isNotNull();
    return values;
  }
}
