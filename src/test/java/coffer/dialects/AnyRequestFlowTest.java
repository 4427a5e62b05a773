package coffer.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.app.Storefront;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JacksonException;

/// Whatever is sent to whatever route of whatever dialect, it is the sender's fault: no 5xx, and an
/// answer as the dialect's document has it.
///
/// `-Drequests.seconds=60` goes on for so long with each dialect, `-Dseed=7` repeats one.
@Timeout(value = 2, unit = TimeUnit.HOURS)
final class AnyRequestFlowTest {
  /// Of each dialect, and at least so many of each route.
  private static final int REQUESTS = 300;

  private static final int OF_A_ROUTE = 12;

  @AutoClose private static final Storefront shop = Storefront.withoutLimits();

  enum Dialect {
    COINVOICE("/coinvoice/api/v1", "/api/v1", "Error", Credential::xApiKey),
    GETCRYPTO("/getcrypto/v1", "/v1", "Error", Credential::bearer),
    ITISPAY("/itispay/api/v1", "/api/v1", "Error", Credential::apiKey),
    ONCHAINPAY("/onchainpay", "", "Error", key -> new Credential("x-api-public-key", key)),
    COFFER("/coffer/v1", "/coffer/v1", "Problem", Credential::bearer);

    private final String root;
    private final String original;
    private final String error;
    private final Function<String, Credential> credential;

    Dialect(String root, String original, String error, Function<String, Credential> credential) {
      this.root = root;
      this.original = original;
      this.error = error;
      this.credential = credential;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Keys that it takes; the first one is the usual one.
    private List<String> keys() {
      var keys = shop.keys();
      return switch (this) {
        case COFFER -> List.of(keys.coffer());
        case COINVOICE -> List.of(keys.coinvoice());
        case GETCRYPTO -> List.of(keys.getcrypto(), keys.publishable());
        case ITISPAY -> List.of(keys.itispay(), keys.account());
        case ONCHAINPAY -> List.of(keys.onchainpay().publicKey());
      };
    }

    /// Signs the request if the dialect wants that.
    private AnyRequest signed(AnyRequest request) {
      if (this != ONCHAINPAY) return request;
      var secret = shop.keys().onchainpay().secret();
      return request.with(
          "x-api-signature", OnchainPayClient.hmac(secret, request.body().orElse("")));
    }

    private OpenApiContract contract() {
      return OpenApiContract.of(text(), error, root, original);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingThatIsSentBreaksIt(Dialect dialect) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("requests to " + dialect.text() + ": -Dseed=" + seed);
    var random = new Random(seed);
    var contract = dialect.contract();
    var source = new AnyRequest.Source(contract.document(), dialect.root, random);
    source.plausible().hear("project_id", "pr_" + shop.keys().projectCode());
    var client =
        new ApiClient(shop.url(), dialect.credential.apply(dialect.keys().getFirst()), contract);
    var until =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("requests.seconds", 0));
    var statuses = new TreeMap<Integer, Integer>();
    var least = Math.max(REQUESTS, OF_A_ROUTE * source.routes());
    for (int i = 0; i < least || System.nanoTime() < until; i++) {
      var credential = credential(dialect, random);
      // At the root it is the key's header that says whose the request is.
      boolean atRoot = !credential.equals(Credential.none()) && random.nextInt(4) == 0;
      var request = source.next(i).under(dialect.root, atRoot ? dialect.original : dialect.root);
      boolean signed = random.nextInt(20) > 0;
      var status =
          send(client.as(credential), signed ? dialect.signed(request) : request, source, seed);
      statuses.merge(status, 1, Integer::sum);
    }
    System.out.println(
        "requests to " + dialect.text() + ": " + statuses + ", seen " + contract.seen().size());
    assertThat(statuses.keySet())
        .anyMatch(status -> status < 300)
        .anyMatch(status -> status >= 400);
  }

  /// Whatever it is, without the secret's signature it is refused.
  @Test
  void nothingThatIsNotSignedIsAnswered() {
    long seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    var contract = Dialect.ONCHAINPAY.contract();
    var source = new AnyRequest.Source(contract.document(), Dialect.ONCHAINPAY.root, random);
    var key = Dialect.ONCHAINPAY.credential.apply(shop.keys().onchainpay().publicKey());
    var client = new ApiClient(shop.url(), key, contract);
    for (int i = 0; i < 2 * source.routes(); i++) {
      var request = source.next(i);
      var headless = request.method().equals("HEAD") || request.method().equals("OPTIONS");
      if (headless || request.path().contains("/test-signature")) continue;
      var sender = random.nextBoolean() ? client : client.with("x-api-signature", odd(random));
      var answer = answer(sender, request);
      assertThat(answer.status()).as("seed %d: %s", seed, request).isBetween(400, 499);
      if (request.path().startsWith(Dialect.ONCHAINPAY.root)
          && answer.header("X-Request-Id").isPresent()) {
        contract.valid("Error", answer.response().body());
      }
    }
  }

  private static String odd(Random random) {
    return List.of("", "0", "00", "0".repeat(64), "x".repeat(64), "null").get(random.nextInt(6));
  }

  private static int send(
      ApiClient client, AnyRequest request, AnyRequest.Source source, long seed) {
    try {
      var sender = client;
      for (var header : request.headers().entrySet()) {
        sender = sender.with(header.getKey(), header.getValue());
      }
      var answer = answer(sender, request);
      assertThat(answer.status()).as(answer.text()).isLessThan(500);
      if (answer.status() < 300) hear(source, answer);
      return answer.status();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed %d: %s".formatted(seed, request), e);
    }
  }

  /// After some refusals the server ends the connection, and this may come too late.
  private static ApiClient.Answer answer(ApiClient sender, AnyRequest request) {
    try {
      return sender.exactly(request.method(), request.path(), request.body());
    } catch (UncheckedIOException _) {
      return sender.fresh().exactly(request.method(), request.path(), request.body());
    }
  }

  private static void hear(AnyRequest.Source source, ApiClient.Answer answer) {
    try {
      source.plausible().hear(answer.json());
    } catch (JacksonException _) {
      // A page, or nothing.
    }
  }

  /// Mostly a good one.
  private static Credential credential(Dialect dialect, Random random) {
    var keys = dialect.keys();
    return switch (random.nextInt(20)) {
      case 0 -> Credential.none();
      case 1 -> dialect.credential.apply("nobody");
      case 2 -> dialect.credential.apply(shop.keys().coffer() + "x");
      case 3 -> dialect.credential.apply(new String(new byte[] {'x', '\t', 'y'}, UTF_8));
      case 4, 5, 6, 7 -> dialect.credential.apply(keys.getLast());
      default -> dialect.credential.apply(keys.getFirst());
    };
  }
}
