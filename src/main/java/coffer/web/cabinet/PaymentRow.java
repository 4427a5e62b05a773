package coffer.web.cabinet;

import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.listing.InvoicesByCursor.Paid;
import coffer.web.DisplayAmount;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// A payment as the lists and the page of an invoice show it.
///
/// @param invoice public id of its invoice; of an unmatched payment, of the invoice that had the
///     address
/// @param status key of its status: `seen`, `confirmed`, `reversed`
/// @param orphan why it is unmatched; empty if it is not
/// @param explorer URL of a page about the transaction, if the catalogue has one
/// @param depth confirmations that it has and needs, while it waits for them: `3 / 20`
public record PaymentRow(
    UUID id,
    Optional<UUID> invoice,
    Instant at,
    String amount,
    String code,
    String network,
    String address,
    String txid,
    String status,
    Optional<String> orphan,
    Optional<String> explorer,
    Optional<Instant> confirmedAt,
    Optional<String> depth) {

  static PaymentRow of(Paid paid) {
    return of(paid.payment(), paid.invoice());
  }

  static PaymentRow of(PaymentView payment, Optional<UUID> invoice) {
    return new PaymentRow(
        payment.id(),
        invoice,
        payment.seenAt(),
        DisplayAmount.coins(payment.amount(), payment.asset().code()).text(),
        payment.asset().code(),
        payment.asset().title(),
        payment.address(),
        payment.txid(),
        payment.status().name().toLowerCase(Locale.ROOT),
        payment.orphan(),
        payment.explorer(),
        payment.confirmedAt(),
        payment.status() == PaymentStatus.SEEN
            ? payment.needed().map(needed -> payment.confirmations() + " / " + needed)
            : Optional.empty());
  }
}
