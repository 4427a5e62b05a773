package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Mark;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An invoice as it is told, in an answer and in a webhook alike.
///
/// @param amount in `currency`; null = open: any amount will do
/// @param amountSeen what the payments seen are worth, in `currency`
/// @param amountConfirmed the same of the confirmed ones
/// @param over more than the price was seen
/// @param late a payment that counts came after `expiresAt`
/// @param risk the worst of its payments: `none`, `held`, `refused`
/// @param mark the merchant's word, where there is one
/// @param monitorUntil until when money still counts
/// @param version the number of its latest event
record CofferInvoiceWire(
    UUID id,
    UUID project,
    String mode,
    String status,
    Optional<String> orderId,
    Optional<String> description,
    Map<String, String> metadata,
    String currency,
    Optional<String> amount,
    String amountSeen,
    String amountConfirmed,
    boolean over,
    boolean late,
    String risk,
    String tolerancePercent,
    List<AssetWire> options,
    List<QuoteWire> quotes,
    List<PaymentWire> payments,
    Optional<MarkWire> mark,
    String checkoutUrl,
    Optional<String> returnUrl,
    Instant createdAt,
    Instant expiresAt,
    Instant monitorUntil,
    Instant updatedAt,
    int version) {

  /// @param status what the invoice's status is while the mark is on it
  record MarkWire(String status, String reason, Instant at) {
    static MarkWire of(Mark mark) {
      return new MarkWire(mark.kind().name().toLowerCase(Locale.ROOT), mark.reason(), mark.at());
    }
  }

  /// @param publicUrl of this server, without a slash at its end
  static CofferInvoiceWire of(InvoiceView view, String publicUrl) {
    var standing = view.standing();
    return new CofferInvoiceWire(
        view.id(),
        view.project(),
        view.mode(),
        standing.status().name().toLowerCase(Locale.ROOT),
        view.orderId(),
        view.description(),
        view.meta(),
        view.currency(),
        view.price().map(ValueFormats::plain),
        price(standing.seen()),
        price(standing.confirmed()),
        standing.over(),
        standing.late(),
        standing.risk().name().toLowerCase(Locale.ROOT),
        ValueFormats.plain(view.tolerancePercent()),
        view.options().stream().map(AssetWire::of).toList(),
        view.quotes().stream().map(QuoteWire::of).toList(),
        view.payments().stream().map(p -> PaymentWire.of(p, Optional.of(view.id()))).toList(),
        view.mark().map(MarkWire::of),
        publicUrl + "/pay/" + view.id(),
        view.returnUrl(),
        view.createdAt(),
        view.expiresAt(),
        view.monitorUntil(),
        view.updatedAt(),
        view.version());
  }

  private static String price(BigInteger units) {
    return ValueFormats.plain(new BigDecimal(units, Denomination.DECIMALS));
  }
}
