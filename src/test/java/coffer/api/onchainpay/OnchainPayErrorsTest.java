package coffer.api.onchainpay;

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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The words for every refusal there is.
final class OnchainPayErrorsTest {
  private static final List<Rejection> REJECTIONS =
      List.of(
          new Rejection.NotFound("order", "6c1e7f5e-2a77-4f0e-8a54-6e1d5d0f9b21"),
          new Rejection.EmailTaken(new Field.At("email")),
          new Rejection.InvalidField(new Field.At("order"), "Is odd."),
          new Rejection.InvalidField(OnchainPayProtocol.NONCE, "Was used already."),
          new Rejection.InvalidField(OnchainPayProtocol.ADVANCED_BALANCE, "There is none."),
          new Rejection.InvalidField(Field.Invoice.LIFETIME, "Is too long."),
          new Rejection.TooPrecise(Field.Invoice.PRICE, 6),
          new Rejection.AmountTooSmall(Field.Invoice.PRICE, new BigDecimal("0.010000"), "USDT"),
          new Rejection.AmountTooLarge(Field.Invoice.PRICE),
          new Rejection.AssetUnavailable(Field.Invoice.ASSET, "USDT", "doge"),
          new Rejection.AssetUnavailable(new Field.Item(Field.Invoice.OPTIONS, 2), "X", "tron"),
          new Rejection.RateUnavailable("TRX", "EUR"),
          new Rejection.InvoiceNotOpen("abc123def456", "ARCHIVED", "cancel"),
          new Rejection.OrderTaken("42"),
          new Rejection.IdempotencyConflict("42"),
          new Rejection.NoWallet("tron", "live"));
  private static final List<Failure> FAILURES =
      List.of(
          new Failure.NoRoute(),
          new Failure.MethodNotAllowed(List.of("POST")),
          new Failure.Unauthorized(),
          new Failure.WrongSignature(),
          new Failure.WrongAddress(),
          new Failure.MissingScope(Scope.INVOICES_WRITE),
          new Failure.WrongKeyKind(false),
          new Failure.TooManyRequests(Duration.ofSeconds(3)),
          new Failure.TooLarge(65_536),
          new Failure.WrongMediaType("application/json"),
          new Failure.BadBody("", "this is not JSON (line 1, column 2)"),
          new Failure.BadBody("amount", "this value has the wrong type or form"),
          new Failure.Invalid(
              List.of(
                  new FieldError("amount", new FieldProblem.Missing()),
                  new FieldError("order", new FieldProblem.TooLong(255)))),
          new Failure.Invalid(
              List.of(new FieldError("lifetime", new FieldProblem.NotAnInteger(1800, 43_200)))),
          new Failure.BadRequest(400),
          new Failure.Unavailable(Duration.ofSeconds(5)),
          new Failure.Unexpected());

  @Test
  void everyRefusalHasItsWords() {
    var table = new StringBuilder();
    for (var rejection : REJECTIONS) append(table, rejection, OnchainPayErrors.words(rejection));
    for (var failure : FAILURES) append(table, failure, OnchainPayErrors.words(failure));
    OnchainPayGolden.check("errors.txt", table.toString());
  }

  @Test
  void noneIsLeftOut() {
    assertThat(REJECTIONS.stream().<Class<?>>map(Object::getClass))
        .containsAll(Arrays.stream(Rejection.OfRequest.class.getPermittedSubclasses()).toList())
        .containsAll(Arrays.stream(Rejection.OfInvoice.class.getPermittedSubclasses()).toList());
    assertThat(FAILURES.stream().<Class<?>>map(Object::getClass))
        .containsAll(Arrays.stream(Failure.class.getPermittedSubclasses()).toList());
  }

  /// Clients depend on numbers, names and statuses: a change in this file is a change of the API.
  @Test
  void numbersAndNamesNeverChange() {
    var codes =
        Arrays.stream(OnchainPayErrorCode.values())
            .map(code -> "%d %s %d%n".formatted(code.number(), code.name(), code.status()))
            .collect(Collectors.joining());
    OnchainPayGolden.check("codes.txt", codes);
    assertThat(Arrays.stream(OnchainPayErrorCode.values()).map(OnchainPayErrorCode::number))
        .doesNotHaveDuplicates();
  }

  /// No route of this API moves money or makes projects.
  @Test
  void whatNoRouteCanMeetIsUnexpected() {
    assertThat(OnchainPayErrors.words(new Rejection.NotAnOrphan("id")).status()).isEqualTo(500);
    assertThat(OnchainPayErrors.words(new Rejection.NameTaken("Shop")).status()).isEqualTo(500);
  }

  @Test
  void whatTheCoreNamesHasTheNameOfARequestHere() {
    assertThat(OnchainPayErrors.name(Field.Invoice.PRICE)).isEqualTo("amount");
    assertThat(OnchainPayErrors.name(Field.Invoice.ASSET)).isEqualTo("currency");
    assertThat(OnchainPayErrors.name(Field.Invoice.LIFETIME)).isEqualTo("lifetime");
    assertThat(OnchainPayErrors.name(new Field.Item(Field.Invoice.OPTIONS, 0)))
        .isEqualTo("currencies[0]");
    assertThat(OnchainPayErrors.name(Field.Request.IDEMPOTENCY_KEY)).isEqualTo("Idempotency-Key");
    assertThat(OnchainPayErrors.name(new Field.At("webhookURL"))).isEqualTo("webhookURL");
  }

  private static void append(
      StringBuilder table, Object refusal, OnchainPayErrors.ErrorText words) {
    table.append(
        "%s -> %d %d %s %s%n"
            .formatted(
                refusal.getClass().getSimpleName(),
                words.status(),
                words.code().number(),
                words.code(),
                words.message()));
  }
}
