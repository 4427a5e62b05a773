package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.merchant.Scope;
import coffer.http.Failure;
import coffer.http.FieldError;
import coffer.http.FieldProblem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The words for every refusal there is.
final class ItIsPayErrorsTest {
  private static final List<Rejection> REJECTIONS =
      List.of(
          new Rejection.NotFound("invoice", "abc123def456"),
          new Rejection.InvalidField(Field.Admin.NAME, "a name has 1 to 200 printable characters"),
          new Rejection.TooPrecise(Field.Invoice.PRICE, 8),
          new Rejection.AmountTooSmall(Field.Invoice.PRICE, new BigDecimal("0.010000"), "USDT"),
          new Rejection.AmountTooLarge(Field.Invoice.PRICE),
          new Rejection.AssetUnavailable(Field.Invoice.ASSET, "XYZ", ""),
          new Rejection.RateUnavailable("TRX", "EUR"),
          new Rejection.InvoiceNotOpen("abc123def456", "ARCHIVED", "cancel"),
          new Rejection.OrderTaken("42"),
          new Rejection.NameTaken("Shop"),
          new Rejection.EmailTaken(new Field.At("email")),
          new Rejection.AddressTaken("T..."),
          new Rejection.IdempotencyConflict("42"),
          new Rejection.NoWallet("tron", "live"),
          new Rejection.NotAnOrphan("id"),
          new Rejection.InsufficientFunds("USDT"));
  private static final List<Failure> FAILURES =
      List.of(
          new Failure.NoRoute(),
          new Failure.MethodNotAllowed(List.of("GET", "POST")),
          new Failure.Unauthorized(),
          new Failure.WrongSignature(),
          new Failure.WrongAddress(),
          new Failure.MissingScope(Scope.LEDGER_READ),
          new Failure.WrongKeyKind(false),
          new Failure.TooManyRequests(Duration.ofSeconds(3)),
          new Failure.TooLarge(65_536),
          new Failure.WrongMediaType("application/json"),
          new Failure.BadBody("", "this is not JSON (line 1, column 2)"),
          new Failure.BadBody("amount", "this value has the wrong type or form"),
          new Failure.Invalid(
              List.of(
                  new FieldError("amount", new FieldProblem.Missing()),
                  new FieldError("order_id", new FieldProblem.TooLong(128)))),
          new Failure.BadRequest(400),
          new Failure.Unavailable(Duration.ofSeconds(5)),
          new Failure.Unexpected());

  @Test
  void everyRefusalHasItsWords() throws Exception {
    var table = new StringBuilder();
    for (var rejection : REJECTIONS) append(table, rejection, ItIsPayErrors.words(rejection));
    for (var failure : FAILURES) append(table, failure, ItIsPayErrors.words(failure));
    ItIsPayGoldenTest.same("errors.txt", table.toString());
  }

  @Test
  void noneIsLeftOut() {
    assertThat(REJECTIONS.stream().<Class<?>>map(Object::getClass))
        .containsAll(
            Arrays.stream(Rejection.class.getPermittedSubclasses())
                .flatMap(group -> Arrays.stream(group.getPermittedSubclasses()))
                .toList());
    assertThat(FAILURES.stream().<Class<?>>map(Object::getClass))
        .containsAll(Arrays.stream(Failure.class.getPermittedSubclasses()).toList());
  }

  @Test
  void whatTheCoreNamesHasTheNameOfARequestHere() {
    assertThat(ItIsPayErrors.name(Field.Invoice.PRICE)).isEqualTo("crypto_amount");
    assertThat(ItIsPayErrors.name(Field.Invoice.LIFETIME)).isEqualTo("expire_min");
    assertThat(ItIsPayErrors.name(new Field.Item(Field.Invoice.OPTIONS, 0))).isEqualTo("currency");
    var unavailable = new Rejection.AssetUnavailable(Field.Invoice.ASSET, "USDT", "tron");
    assertThat(ItIsPayErrors.words(unavailable).message())
        .isEqualTo("currency: there is no USDT_TRC20 for this project at present");
  }

  private static void append(StringBuilder table, Object refusal, ItIsPayErrors.ErrorText words) {
    table.append(
        "%s -> %d %s: %s%n"
            .formatted(
                refusal.getClass().getSimpleName(), words.status(), words.type(), words.message()));
  }
}
