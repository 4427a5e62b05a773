package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.merchant.Scope;
import coffer.http.Failure;
import coffer.http.Fault;
import coffer.http.Flaw;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The words for every refusal there is.
final class RefusalsTest {
  private static final List<Rejection> REJECTIONS =
      List.of(
          new Rejection.NotFound("invoice", "abc123def456"),
          new Rejection.InvalidField(Field.Term.NAME, "a name has 1 to 200 printable characters"),
          new Rejection.TooPrecise(Field.Term.PRICE, 8),
          new Rejection.AmountTooSmall(Field.Term.PRICE, new BigDecimal("0.010000"), "USDT"),
          new Rejection.AmountTooLarge(Field.Term.PRICE),
          new Rejection.AssetUnavailable(Field.Term.ASSET, "XYZ", ""),
          new Rejection.RateUnavailable("TRX", "EUR"),
          new Rejection.InvoiceNotOpen("abc123def456", "ARCHIVED", "cancel"),
          new Rejection.OrderTaken("42"),
          new Rejection.NameTaken("Shop"),
          new Rejection.IdempotencyConflict("42"),
          new Rejection.NoWallet("tron", "live"),
          new Rejection.NotAnOrphan("id"),
          new Rejection.InsufficientFunds("USDT"));
  private static final List<Failure> FAILURES =
      List.of(
          new Failure.NoRoute(),
          new Failure.MethodNotAllowed(List.of("GET", "POST")),
          new Failure.Unauthorized(),
          new Failure.WrongAddress(),
          new Failure.MissingScope(Scope.LEDGER_READ),
          new Failure.TooManyRequests(Duration.ofSeconds(3)),
          new Failure.TooLarge(65_536),
          new Failure.WrongMediaType("application/json"),
          new Failure.BadBody("", "this is not JSON (line 1, column 2)"),
          new Failure.BadBody("amount", "this value has the wrong type or form"),
          new Failure.Invalid(
              List.of(
                  new Fault("amount", new Flaw.Missing()),
                  new Fault("order_id", new Flaw.TooLong(128)))),
          new Failure.BadRequest(400),
          new Failure.Unavailable(Duration.ofSeconds(5)),
          new Failure.Unexpected());

  @Test
  void every_refusal_has_its_words() throws Exception {
    var table = new StringBuilder();
    for (var rejection : REJECTIONS) append(table, rejection, Refusals.words(rejection));
    for (var failure : FAILURES) append(table, failure, Refusals.words(failure));
    GoldenTest.same("errors.txt", table.toString());
  }

  @Test
  void none_is_left_out() {
    assertThat(REJECTIONS.stream().<Class<?>>map(Object::getClass))
        .containsAll(Arrays.stream(Rejection.class.getPermittedSubclasses()).toList());
    assertThat(FAILURES.stream().<Class<?>>map(Object::getClass))
        .containsAll(Arrays.stream(Failure.class.getPermittedSubclasses()).toList());
  }

  @Test
  void what_the_core_names_has_the_name_of_a_request_here() {
    assertThat(Refusals.name(Field.Term.PRICE)).isEqualTo("crypto_amount");
    assertThat(Refusals.name(Field.Term.LIFETIME)).isEqualTo("expire_min");
    assertThat(Refusals.name(new Field.Item(Field.Term.OPTIONS, 0))).isEqualTo("currency");
    var unavailable = new Rejection.AssetUnavailable(Field.Term.ASSET, "USDT", "tron");
    assertThat(Refusals.words(unavailable).message())
        .isEqualTo("currency: there is no USDT_TRC20 for this project at present");
  }

  private static void append(StringBuilder table, Object refusal, Refusals.Words words) {
    table.append(
        "%s -> %d %s: %s%n"
            .formatted(
                refusal.getClass().getSimpleName(), words.status(), words.type(), words.message()));
  }
}
