package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.deposit.DepositView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.listing.InvoicesByCursor;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A payment to an address of the project.
///
/// @param invoice null if it belongs to no invoice
/// @param position position of the transfer in its transaction
/// @param amount in whole coins
/// @param worth value in the currency of the price; null for an unmatched payment
/// @param orphan why it belongs to no invoice: `assignment`, `asset`, `window`; `left` after the
///     money left its address again
/// @param deposit whose deposit address received it; absent if it is the address of an invoice
/// @param confirmations 0 while the transaction is in no block
/// @param confirmationsNeeded null = the payment is confirmed when the chain reports finality
record PaymentWire(
    UUID id,
    Optional<UUID> invoice,
    String status,
    String asset,
    String network,
    String chain,
    String amount,
    Optional<String> worth,
    String address,
    Optional<String> sender,
    String txid,
    String position,
    Optional<String> explorerUrl,
    Optional<String> orphan,
    String risk,
    Optional<Long> blockHeight,
    Optional<String> blockHash,
    long confirmations,
    Optional<Integer> confirmationsNeeded,
    Instant seenAt,
    Instant paidAt,
    Optional<Instant> confirmedAt,
    Map<String, String> facts,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<DepositAddressWire.OwnerWire> deposit) {

  static PaymentWire of(InvoicesByCursor.Paid paid) {
    return of(paid.payment(), paid.invoice(), paid.deposit());
  }

  static PaymentWire of(PaymentView view, Optional<UUID> invoice, Optional<DepositView> deposit) {
    return new PaymentWire(
        view.id(),
        invoice,
        view.status().name().toLowerCase(Locale.ROOT),
        view.asset().code(),
        view.asset().network(),
        view.asset().chain(),
        ValueFormats.plain(view.amount()),
        view.worth().map(ValueFormats::plain),
        view.address(),
        view.sender(),
        view.txid(),
        view.position(),
        view.explorer(),
        view.orphan(),
        view.risk().name().toLowerCase(Locale.ROOT),
        view.blockHeight(),
        view.blockHash(),
        view.confirmations(),
        view.needed(),
        view.seenAt(),
        view.paidAt(),
        view.confirmedAt(),
        view.facts(),
        deposit.map(DepositAddressWire.OwnerWire::of));
  }
}
