package coffer.api.itispay;

import coffer.core.invoice.InvoiceView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An invoice in responses. Clients expect `""` for an absent text.
///
/// @param userId id of the organization
/// @param fiatAmount null if the price is in a coin and no rate was known
/// @param cryptoAmount amount due; null = an open amount, or no coin is chosen yet
/// @param cryptoAmountInUnits in units of 10^-precision; the list of currencies contains the
///     precision
/// @param actualCryptoAmountPaid confirmed payments only
/// @param actualCryptoAmountPaidInUnits null if it does not fit into 64 bits
/// @param allowedErrorPercent whole percent, rounded down
/// @param expireMin as requested, or the whole minutes from creation to expiry
/// @param blockchainDetails a [PaymentDetails]; an empty object for a record
record ItIsPayInvoiceWire(
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
  static ItIsPayInvoiceWire of(InvoiceView view, UUID organization) {
    var sums = ItIsPayAmounts.of(view);
    var status = ItIsPayStatus.of(view.standing());
    return new ItIsPayInvoiceWire(
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
        ItIsPayMetadata.expireMin(view).orElseGet(() -> lifetime(view)),
        ItIsPayMetadata.callbackUrl(view).orElse(""),
        status.text(),
        Timestamps.write(view.createdAt()),
        Timestamps.precise(view.updatedAt()),
        Timestamps.write(view.expiresAt()),
        status == ItIsPayStatus.ARCHIVED ? Map.of() : PaymentDetails.of(view, sums, organization),
        TransactionWire.of(view));
  }

  private static long lifetime(InvoiceView view) {
    return Duration.between(view.createdAt(), view.expiresAt()).toMinutes();
  }
}
