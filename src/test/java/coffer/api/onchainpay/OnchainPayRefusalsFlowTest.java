package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.OpenApiContract;
import coffer.api.onchainpay.OnchainPayFaults.Fault;
import coffer.api.onchainpay.OnchainPayStory.Exchange;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// What each method refuses. The requests are those of the story, with faults that come from the
/// OpenAPI document: so a new method is covered as soon as it has a golden file.
final class OnchainPayRefusalsFlowTest {
  private static final String NOWHERE = "00000000-0000-4000-8000-000000000000";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final OnchainPayMethods methods = OnchainPayMethods.of(front);
  private static final OnchainPayFaults faults =
      new OnchainPayFaults(OpenApiContract.of("onchainpay", "Error").document());

  @AutoClose
  private static final OnchainPayStory story = new OnchainPayStory(front, path -> path).tell();

  private static final OnchainPayClient foreign =
      new OnchainPayClient(front.url(), Stall.foreign(front).pair("onchainpay", Scope.all()));
  private static final OnchainPayClient neighbour =
      new OnchainPayClient(front.url(), Stall.on(front).pair("onchainpay", Scope.all()));

  private static final PartnerCalls otherPartner = PartnerCalls.on(front);

  private static boolean isPartners(String path) {
    return path.startsWith("/partner/");
  }

  /// Who calls the method in the story.
  private static OnchainPayClient caller(String path) {
    return isPartners(path) ? story.partner() : story.api();
  }

  private static List<OnchainPayClient> others(String path) {
    return isPartners(path) ? List.of(otherPartner.api()) : List.of(foreign, neighbour);
  }

  static Stream<String> accountMethods() {
    return methods().filter(path -> !isPartners(path));
  }

  static Stream<String> methods() {
    methods.first().forEach(story::tellIfNew);
    return methods.first().stream().filter(path -> !path.endsWith("/test-signature"));
  }

  private static Exchange valid(String path) {
    return requests(path).getFirst();
  }

  private static List<Exchange> requests(String path) {
    return story.exchanges().stream().filter(each -> each.path().equals(path)).toList();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aFieldThatIsMissingOrInvalidIsNamed(String path) {
    var before = front.rows();
    var wrong = new ArrayList<String>();
    for (var fault : faults.of(path, valid(path).request())) {
      // A partner has no account, so its methods do not read that field.
      boolean read = !isPartners(path) || !fault.field().equals("advancedBalanceId");
      if (read) wrong(path, fault).ifPresent(wrong::add);
    }
    assertThat(wrong).isEmpty();
    assertThat(front.rows()).isEqualTo(before);
  }

  private static Optional<String> wrong(String path, Fault fault) {
    var body = fault.body();
    if (!fault.field().equals("nonce")) {
      body = body.replace(valid(path).request().path("nonce").asString(), unused());
    }
    var answer = caller(path).raw("/onchainpay" + path, body);
    var message = answer.get("/error/message");
    boolean named =
        message.startsWith(fault.field() + ":") || message.startsWith(fault.field() + "[");
    if (answer.status() >= 400 && answer.status() < 500 && named) return Optional.empty();
    var shown = body.length() > 400 ? body.substring(0, 400) : body;
    return Optional.of(
        fault.field() + " " + shown + " -> " + answer.status() + " " + answer.text());
  }

  /// An id of another project, of the same organization or of another one, is as one that never
  /// was.
  @ParameterizedTest
  @MethodSource("methods")
  void anIdOfAnotherProjectIsAsAnUnknownOne(String path) {
    for (var field : faults.ids(path)) {
      var given = requests(path).stream().filter(each -> each.request().has(field)).toList();
      // `userId` is another name of `id` there
      boolean alias = path.equals("/partner/api/get-user") && field.equals("userId");
      if (!alias) assertThat(given).as("the story sends " + field).isNotEmpty();
      for (var exchange : given) {
        for (var other : others(path)) {
          var known = bare(ask(other, path, exchange.request()));
          var unknown = exchange.request().deepCopy().put(field, NOWHERE);
          assertThat(known).isEqualTo(bare(ask(other, path, unknown)));
          assertThat(known).startsWith(exchange.request().size() == 2 ? "404" : "");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aNonceIsUsedOnce(String path) {
    var nonce = unused();
    if (isPartners(path)) {
      caller(path)
          .raw("/onchainpay/partner/api/get-users", "{\"nonce\":\"" + nonce + "\"}")
          .is(200);
    } else {
      caller(path).call("price-rate", "{'from':'BTC','to':'EUR','nonce':'" + nonce + "'}").is(200);
    }
    var body = valid(path).request().deepCopy().put("nonce", nonce);
    var again = caller(path).raw("/onchainpay" + path, body.toString());
    error(again, 400, "INVALID_NONCE", "nonce: Was used already.");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void onlyItsOwnKeyOpensIt(String path) {
    var body = fresh(valid(path).request()).toString();
    var sent = "/onchainpay" + path;
    var api = story.api();
    error(api.signed(sent, body, "00"), 401, "INVALID_SIGNATURE", "The header x-api-signature");
    error(api.unsigned().postRaw(sent, body), 401, "API_KEY_NOT_FOUND", "The header x-api");
    for (var dialect : List.of("coffer", "coinvoice", "getcrypto", "itispay")) {
      var key = story.stall().key(dialect);
      var other = new OnchainPayClient(front.url(), key, key);
      error(other.raw(sent, body), 401, "API_KEY_NOT_FOUND", "The header x-api-public-key");
    }
    var pair = story.stall().pair("onchainpay", Scope.all());
    story.stall().revoke(pair);
    var revoked = new OnchainPayClient(front.url(), pair);
    error(revoked.raw(sent, body), 401, "API_KEY_NOT_FOUND", "The header x-api-public-key");
  }

  @ParameterizedTest
  @MethodSource("accountMethods")
  void theAccountOfAnotherOrganizationIsRefused(String path) {
    var theirs = ask(foreign, "/api-gateway/advanced-balance", nothing());
    var body = fresh(valid(path).request());
    for (var id : List.of(theirs.get("/response/advancedBalanceId"), NOWHERE)) {
      var answer =
          story.api().raw("/onchainpay" + path, body.put("advancedBalanceId", id).toString());
      error(answer, 400, "ADVANCED_BALANCE_NOT_FOUND", "advancedBalanceId: There is no such");
    }
  }

  private static ObjectNode nothing() {
    return ApiClient.MAPPER.createObjectNode();
  }

  private static Answer ask(OnchainPayClient client, String path, ObjectNode body) {
    return client.raw("/onchainpay" + path, fresh(body).toString());
  }

  private static ObjectNode fresh(ObjectNode body) {
    return body.deepCopy().put("nonce", unused());
  }

  private static String unused() {
    return UUID.randomUUID().toString();
  }

  private static void error(Answer answer, int status, String name, String message) {
    answer.is(status);
    assertThat(answer.json().propertyNames()).containsExactly("success", "error", "requestId");
    assertThat(answer.get("/success")).isEqualTo("false");
    assertThat(answer.get("/error/name")).isEqualTo(name);
    assertThat(answer.get("/error/message")).startsWith(message);
  }

  private static String bare(Answer answer) {
    return answer.status() + " " + answer.text().replace(answer.get("/requestId"), "");
  }
}
