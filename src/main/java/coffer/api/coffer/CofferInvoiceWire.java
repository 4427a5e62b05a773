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

/// An invoice, the same in responses and webhooks.
///
/// @param amount in `currency`; null = an open amount
/// @param amountSeen value of all payments seen, in `currency`
/// @param amountConfirmed value of the confirmed payments, in `currency`
/// @param over the payments seen exceed the price
/// @param late a payment that counts arrived after `expiresAt`; dust only if it adds up to at least
///     one whole multiple of the dust limit
/// @param risk the highest risk of its payments: `none`, `held`, `refused`
/// @param mark the merchant's mark, if any
/// @param slippagePercent null = the rate may move as much as it likes
/// @param customer whom it is for; null = nobody in particular
/// @param monitorUntil payments count until this time
/// @param version number of its latest event
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
    Optional<String> slippagePercent,
    List<AssetWire> options,
    List<QuoteWire> quotes,
    List<PaymentWire> payments,
    Optional<MarkWire> mark,
    String checkoutUrl,
    Optional<String> returnUrl,
    Optional<UUID> customer,
    Instant createdAt,
    Instant expiresAt,
    Instant monitorUntil,
    Instant updatedAt,
    int version) {

  /// @param status the invoice's status while it has the mark
  record MarkWire(String status, String reason, Instant at) {
    static MarkWire of(Mark mark) {
      return new MarkWire(mark.kind().name().toLowerCase(Locale.ROOT), mark.reason(), mark.at());
    }
  }

  /// @param publicUrl URL of this server, without a slash at the end
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
        view.slippagePercent().map(ValueFormats::plain),
        view.options().stream().map(AssetWire::of).toList(),
        view.quotes().stream().map(QuoteWire::of).toList(),
        view.payments().stream()
            .map(p -> PaymentWire.of(p, Optional.of(view.id()), Optional.empty()))
            .toList(),
        view.mark().map(MarkWire::of),
        publicUrl + "/pay/" + view.id(),
        view.returnUrl(),
        view.customer().map(InvoiceView.CustomerView::id),
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
