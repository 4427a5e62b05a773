package coffer.web;

import coffer.core.invoice.InvoiceView.PaymentView;
import java.time.Instant;
import java.util.Optional;

/// A payment in the list of payments.
///
/// @param confirmations current number
/// @param needed confirmations at which it counts; empty = it counts when the chain reports
///     finality
/// @param explorer URL of a page about the transaction
public record PaymentLine(
    DisplayAmount sum,
    String network,
    String picture,
    State state,
    long confirmations,
    Optional<Integer> needed,
    String txid,
    Optional<String> explorer,
    Instant at) {

  /// The progress of a payment.
  public enum State {
    /// in no block yet
    SEEN,
    CONFIRMING,
    CONFIRMED,
    /// waits for a risk decision
    HELD,
    /// does not count
    REFUSED,
    /// does not count: wrong asset, or too late
    UNMATCHED,
    /// dropped, replaced or removed by a reorg
    REVERSED;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public static PaymentLine of(PaymentView payment) {
    var asset = AssetOption.of(payment.asset());
    return new PaymentLine(
        DisplayAmount.coins(payment.amount(), asset.code()),
        asset.network(),
        asset.picture(),
        state(payment),
        payment.confirmations(),
        payment.needed(),
        payment.txid(),
        payment.explorer().filter(SafeLinks::isWeb),
        payment.paidAt());
  }

  /// For example `9f86d081…0a08`: enough to find the transaction in a wallet.
  public String shortTxid() {
    if (txid.length() <= 20) return txid;
    return txid.substring(0, 10) + "…" + txid.substring(txid.length() - 6);
  }

  public boolean waits() {
    return state == State.SEEN || state == State.CONFIRMING;
  }

  private static State state(PaymentView payment) {
    return switch (payment.status()) {
      case REVERSED -> State.REVERSED;
      case SEEN, CONFIRMED -> counted(payment);
    };
  }

  private static State counted(PaymentView payment) {
    if (payment.orphan().isPresent()) return State.UNMATCHED;
    return switch (payment.risk()) {
      case REFUSED -> State.REFUSED;
      case HELD -> State.HELD;
      case NONE ->
          switch (payment.status()) {
            case CONFIRMED -> State.CONFIRMED;
            case SEEN, REVERSED -> payment.confirmations() > 0 ? State.CONFIRMING : State.SEEN;
          };
    };
  }
}
