package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What belongs to another organization is answered, byte for byte, as what never was.
final class IsolationFlowTest {
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop owner = world.shop();
  private final ApiWorld.Shop stranger = world.shop();
  private final ApiClient partner = world.partner();
  private final ApiClient otherPartner = world.partner();
  private final Map<String, String> theirs = new HashMap<>();

  @Test
  void everyRouteKeepsOthersOut() {
    makeOneOfEach();
    var before = state();
    int held = 0;
    for (var path : world.contract.document().path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var method = operation.getKey().toUpperCase(Locale.ROOT);
        if (path.getKey().equals("/openapi.json")) continue;
        served(method, path.getKey());
        if (path.getKey().contains("{id}")) {
          compare(method, path.getKey(), body(method, path.getKey()));
          held++;
        }
      }
    }
    assertThat(held).isEqualTo(37);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void idsInQueriesBodiesAndHeadersAreNoWayIn() {
    makeOneOfEach();
    var before = state();
    for (var query :
        List.of(
            "/payments?invoice=%s invoices",
            "/payments?deposit_address=%s addresses",
            "/customers?cursor=%s customers",
            "/addresses?kind=business&cursor=%s addresses",
            "/address-book?cursor=%s address-book",
            "/tracked-addresses?cursor=%s tracked-addresses",
            "/widgets?cursor=%s widgets",
            "/payment-links?cursor=%s payment-links",
            "/deliveries?event=%s events",
            "/deliveries?webhook=%s webhooks",
            "/deliveries?invoice=%s invoices",
            "/events?after=%s events",
            "/invoices?cursor=%s invoices",
            "/payments?cursor=%s payments",
            "/deliveries?cursor=%s deliveries")) {
      var parts = query.split(" ");
      same(
          client -> client.get(ROOT + parts[0].formatted(theirs.get(parts[1]))),
          client -> client.get(ROOT + parts[0].formatted(UUID.randomUUID())));
    }
    var pay = "{'invoice': '%s', 'amount': '1'}";
    same(
        client -> client.post(ROOT + "/sandbox/pay", pay.formatted(theirs.get("invoices"))),
        client -> client.post(ROOT + "/sandbox/pay", pay.formatted(UUID.randomUUID())));
    var again = "{'deliveries': ['%s']}";
    same(
        client -> client.post(ROOT + "/redeliveries", again.formatted(theirs.get("deliveries"))),
        client -> client.post(ROOT + "/redeliveries", again.formatted(UUID.randomUUID())));
    var all = "{'status': 'delivered', 'webhook': '%s'}";
    same(
        client -> client.post(ROOT + "/redeliveries", all.formatted(theirs.get("webhooks"))),
        client -> client.post(ROOT + "/redeliveries", all.formatted(UUID.randomUUID())));
    var account = world.client(stranger.project(), ApiKey.Kind.ACCOUNT, Scope.all());
    var mine = owner.project().publicId().toString();
    var users = ROOT + "/partner/users?cursor=";
    same(
        otherPartner,
        client -> client.get(users + theirs.get("partner/users")),
        client -> client.get(users + UUID.randomUUID()));
    same(
        _ -> trace(account).with("Coffer-Project", mine).get(ROOT + "/balances"),
        _ ->
            trace(account)
                .with("Coffer-Project", UUID.randomUUID().toString())
                .get(ROOT + "/balances"));
    assertThat(state()).isEqualTo(before);
  }

  private static final String ROOT = "/coffer/v1";

  private interface Sent {
    ApiClient.Answer by(ApiClient client);
  }

  private void compare(String method, String template, Optional<String> body) {
    var parts = template.split("/");
    boolean ofPartner = parts[1].equals("partner");
    var kind = ofPartner ? parts[1] + "/" + parts[2] : parts[1];
    var client = ofPartner ? otherPartner : stranger.client();
    var path = template.replace("{key}", theirs.get("key"));
    var foreign = ROOT + path.replace("{id}", theirs.get(kind));
    var missing = ROOT + path.replace("{id}", UUID.randomUUID().toString());
    var malformed = ROOT + path.replace("{id}", "not-an-id");
    same(client, c -> c.send(method, foreign, body), c -> c.send(method, missing, body));
    same(client, c -> c.send(method, foreign, body), c -> c.send(method, malformed, body));
    assertThat(client.send(method, foreign, body).status()).as(path).isEqualTo(404);
  }

  private void same(Sent one, Sent other) {
    same(stranger.client(), one, other);
  }

  private static void same(ApiClient client, Sent one, Sent other) {
    var foreign = one.by(trace(client));
    var missing = other.by(trace(client));
    assertThat(foreign.status()).isEqualTo(missing.status());
    assertThat(foreign.text()).isEqualTo(missing.text());
    assertThat(headers(foreign)).isEqualTo(headers(missing));
  }

  /// A request may name itself: then the answers' ids do not differ either.
  private static ApiClient trace(ApiClient client) {
    return client.with("X-Request-Id", "the-same-for-both");
  }

  private static Map<String, List<String>> headers(ApiClient.Answer answer) {
    var headers = new TreeMap<>(answer.response().headers().map());
    headers.keySet().removeIf(name -> name.equals("date") || name.startsWith("ratelimit-"));
    return headers;
  }

  private void served(String method, String path) {
    var own = ROOT + path.replace("{id}", "not-an-id").replace("{key}", "not-an-id");
    var client = path.startsWith("/partner/") ? partner : owner.client();
    var answer =
        client.send(method, own, method.equals("POST") ? Optional.of("{}") : Optional.empty());
    assertThat(answer.status()).as(path).isNotEqualTo(405);
    assertThat(answer.text()).as(path).doesNotContain("nothing at this address");
  }

  private Optional<String> body(String method, String path) {
    if (method.equals("PATCH")) return Optional.of("{}");
    if (method.equals("GET")) return Optional.empty();
    var last = path.substring(path.lastIndexOf('/') + 1);
    return switch (last) {
      case "apply" -> Optional.of("{\"invoice\": \"" + theirs.get("invoices") + "\"}");
      case "mark" -> Optional.of("{\"status\": \"archived\"}");
      case "quote", "addresses" -> Optional.of("{\"asset\": \"USDT\", \"network\": \"tron\"}");
      case "cancel", "unmark", "redeliver", "test", "organizations", "keys" -> Optional.of("{}");
      default -> Optional.empty();
    };
  }

  private void makeOneOfEach() {
    var api = owner.client();
    var hook = api.post(ROOT + "/webhooks", "{'url': 'https://shop.example/'}").is(201);
    var options = "'options': [{'asset': 'USDT', 'network': 'tron'}]";
    var invoice =
        api.post(ROOT + "/invoices", "{'currency': 'EUR', 'amount': '5', %s}".formatted(options));
    theirs.put("webhooks", hook.get("/id"));
    theirs.put("invoices", invoice.is(201).get("/id"));
    var pay =
        "{'address': '%s', 'asset': 'TRX', 'network': 'tron', 'amount': '4', 'mine': 1}"
            .formatted(invoice.get("/quotes/0/address"));
    api.post(ROOT + "/sandbox/pay", pay).is(200);
    world.scan();
    makeAddresses(api);
    makePartnersObjects();
    for (var kind : Arrays.asList("payments", "events", "deliveries")) {
      // An event shows only when every older transaction has ended, those of other databases too.
      var id =
          await()
              .atMost(30, TimeUnit.SECONDS)
              .until(() -> api.get(ROOT + "/" + kind).is(200).get("/data/0/id"), i -> !i.isEmpty());
      theirs.put(kind, id);
    }
    var again = "{'deliveries': ['%s']}".formatted(theirs.get("deliveries"));
    theirs.put("redeliveries", api.post(ROOT + "/redeliveries", again).is(201).get("/id"));
  }

  private void makePartnersObjects() {
    var email = UUID.randomUUID() + "@example.com";
    var users = ROOT + "/partner/users";
    var user = partner.post(users, "{'email': '" + email + "'}").is(201).get("/id");
    var organization = partner.get(users + "/" + user + "/organizations").is(200).get("/data/0/id");
    var keys = ROOT + "/partner/organizations/" + organization + "/keys";
    theirs.put("partner/users", user);
    theirs.put("partner/organizations", organization);
    theirs.put("key", partner.post(keys, "{}").is(201).get("/id"));
  }

  private void makeAddresses(ApiClient api) {
    var customer = api.post(ROOT + "/customers", "{'client_id': 'one'}").is(200).get("/id");
    var asset = "'asset': 'USDT', 'network': 'tron'";
    api.post(ROOT + "/customers/" + customer + "/addresses", "{" + asset + "}").is(200);
    var own = api.post(ROOT + "/addresses", "{'kind': 'business', " + asset + "}").is(201);
    var entry =
        "{'address': 'TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf', 'networks': ['tron'], 'alias': 'Treasury'}";
    theirs.put("customers", customer);
    theirs.put("addresses", own.get("/id"));
    var tracked =
        "{'address': 'TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf', 'webhook_url': 'https://shop.example/'}";
    theirs.put(
        "tracked-addresses", api.post(ROOT + "/tracked-addresses", tracked).is(200).get("/id"));
    theirs.put("widgets", api.post(ROOT + "/widgets", "{'name': 'Top up'}").is(201).get("/id"));
    var link = "{'title': 'Seat', 'currency': 'EUR', 'amount': '5'}";
    theirs.put("payment-links", api.post(ROOT + "/payment-links", link).is(201).get("/id"));
    theirs.put("address-book", api.post(ROOT + "/address-book", entry).is(201).get("/id"));
  }

  /// Deliveries to the webhook go on meanwhile: its health moves without any request.
  private static final Pattern HEALTH = Pattern.compile("(?<=\"health\":)\\{[^}]*}");

  private TreeSet<String> state() {
    var api = owner.client();
    var state = new TreeSet<String>();
    for (var path :
        List.of(
            "/invoices",
            "/payments",
            "/balances",
            "/webhooks",
            "/customers",
            "/addresses?kind=business",
            "/address-book",
            "/tracked-addresses",
            "/widgets",
            "/payment-links")) {
      state.add(HEALTH.matcher(api.get(ROOT + path).is(200).text()).replaceAll("{}"));
    }
    var user = ROOT + "/partner/users/" + theirs.get("partner/users");
    var organization = ROOT + "/partner/organizations/" + theirs.get("partner/organizations");
    for (var path : List.of(user, user + "/organizations", organization + "/keys")) {
      state.add(partner.get(path).is(200).text());
    }
    return state;
  }
}
