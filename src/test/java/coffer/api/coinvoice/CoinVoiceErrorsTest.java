package coffer.api.coinvoice;

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
final class CoinVoiceErrorsTest {
  private static final List<Rejection> REJECTIONS =
      List.of(
          new Rejection.NotFound("invoice", "abc123def456"),
          new Rejection.InvalidField(Field.Project.SETTLEMENT, "There is no X:tron here."),
          new Rejection.TooPrecise(Field.Invoice.PRICE, 2),
          new Rejection.AmountTooSmall(Field.Invoice.PRICE, new BigDecimal("0.010000"), "TRUB"),
          new Rejection.AmountTooLarge(Field.Invoice.PRICE),
          new Rejection.AssetUnavailable(new Field.Item(Field.Invoice.OPTIONS, 0), "A7A5", "tron"),
          new Rejection.RateUnavailable("TRX", "EUR"),
          new Rejection.InvoiceNotOpen("abc123def456", "ARCHIVED", "cancel"),
          new Rejection.OrderTaken("42"),
          new Rejection.IdempotencyConflict("42"),
          new Rejection.NoWallet("tron", "live"));
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
  void everyRefusalHasItsWords() {
    var table = new StringBuilder();
    for (var rejection : REJECTIONS) append(table, rejection, CoinVoiceErrors.words(rejection));
    for (var failure : FAILURES) append(table, failure, CoinVoiceErrors.words(failure));
    Golden.check("errors.txt", table.toString());
  }

  @Test
  void noneIsLeftOut() {
    assertThat(REJECTIONS.stream().<Class<?>>map(Object::getClass))
        .containsAll(Arrays.stream(Rejection.OfRequest.class.getPermittedSubclasses()).toList())
        .containsAll(Arrays.stream(Rejection.OfInvoice.class.getPermittedSubclasses()).toList());
    assertThat(FAILURES.stream().<Class<?>>map(Object::getClass))
        .containsAll(Arrays.stream(Failure.class.getPermittedSubclasses()).toList());
  }

  /// No route of this API moves money or makes projects.
  @Test
  void whatNoRouteCanMeetIsUnexpected() {
    assertThat(CoinVoiceErrors.words(new Rejection.NotAnOrphan("id")).status()).isEqualTo(500);
    assertThat(CoinVoiceErrors.words(new Rejection.NameTaken("Shop")).status()).isEqualTo(500);
  }

  @Test
  void whatTheCoreNamesHasTheNameOfARequestHere() {
    assertThat(CoinVoiceErrors.name(Field.Invoice.PRICE)).isEqualTo("amount");
    assertThat(CoinVoiceErrors.name(Field.Invoice.LIFETIME)).isEqualTo("expiry_minutes");
    assertThat(CoinVoiceErrors.name(new Field.Item(Field.Invoice.OPTIONS, 0)))
        .isEqualTo("settlement");
    assertThat(CoinVoiceErrors.name(new Field.At("callback_url"))).isEqualTo("callback_url");
  }

  private static void append(StringBuilder table, Object refusal, CoinVoiceErrors.ErrorText words) {
    table.append(
        "%s -> %d %s%n"
            .formatted(refusal.getClass().getSimpleName(), words.status(), words.text()));
  }
}
