package coffer.api.itispay;

import coffer.core.invoice.InvoiceView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An invoice as it is told. A text that there is none of is empty, as clients know it.
///
/// @param userId the organization
/// @param fiatAmount null where the price is in a coin and no rate was known
/// @param cryptoAmount due; null = open, or no coin was chosen yet
/// @param cryptoAmountInUnits of 10^-precision, as the list of currencies says
/// @param actualCryptoAmountPaid confirmed, nothing that may still go
/// @param actualCryptoAmountPaidInUnits null if it needs more than 64 bits
/// @param allowedErrorPercent whole percents, rounded down
/// @param expireMin as it was asked for, or the whole minutes from its creation to its expiry
/// @param blockchainDetails a [Details], or nothing for a record
record InvoiceWire(
    UUID invoiceId,
    UUID userId,
    UUID projectId,
    String orderId,
    Optional<BigDecimal> fiatAmount,
    String fiatCurrency,
    String currency,
    Optional<BigDecimal> cryptoAmount,
    Optional<Long> cryptoAmountInUnits,
    BigDecimal actualCryptoAmountPaid,
    Optional<Long> actualCryptoAmountPaidInUnits,
    int allowedErrorPercent,
    String orderName,
    long expireMin,
    String callbackUrl,
    String status,
    String createdAt,
    String updatedAt,
    String expiresAt,
    Object blockchainDetails,
    List<TransactionWire> transactions) {

  /// @param organization its public id
  static InvoiceWire of(InvoiceView view, UUID organization) {
    var sums = Sums.of(view);
    var word = Word.of(view.standing());
    return new InvoiceWire(
        view.id(),
        organization,
        view.project(),
        view.orderId().orElse(""),
        sums.fiat(),
        sums.fiatCurrency().orElse(""),
        sums.currency(),
        sums.due(),
        sums.dueUnits(),
        sums.paid(),
        sums.paidUnits(),
        view.tolerancePercent().setScale(0, RoundingMode.DOWN).intValueExact(),
        view.description().orElse(""),
        Stated.expireMin(view).orElseGet(() -> lifetime(view)),
        Stated.callbackUrl(view).orElse(""),
        word.text(),
        Moments.write(view.createdAt()),
        Moments.precise(view.updatedAt()),
        Moments.write(view.expiresAt()),
        word == Word.ARCHIVED ? Map.of() : Details.of(view, sums, organization),
        TransactionWire.of(view));
  }

  private static long lifetime(InvoiceView view) {
    return Duration.between(view.createdAt(), view.expiresAt()).toMinutes();
  }
}
