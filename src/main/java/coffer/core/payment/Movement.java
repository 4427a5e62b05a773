package coffer.core.payment;

import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A transfer that involves a watched address, as stored. Its key never changes; its block may.
///
/// @param addressId row id of the watched address: the receiver of a payment, the sender of an
///     outflow
/// @param claim the owner, and how the transfer counts
/// @param block empty while it is in no block
/// @param seenAt when Coffer first saw it
/// @param paidAt the time of the payment: the earlier of the block time and the start of the claim
/// @param keptUntil when the claim ends if the transfer is in no block
/// @param left how much of an orphan has left its address again, 0 to `units`; always 0 for dust
/// @param applied why it was an orphan before a command applied it to an invoice; empty if none did
/// @param credits how many times it was booked
/// @param version the number of its latest event
record Movement(
    long id,
    Key key,
    Asset asset,
    long addressId,
    BigInteger units,
    Claim claim,
    PaymentStatus status,
    Optional<BlockHeader> block,
    Instant seenAt,
    Instant paidAt,
    Instant keptUntil,
    BigInteger left,
    Optional<Claim.Orphan> applied,
    int credits,
    int version) {

  /// How long a transaction that is in no block keeps its claim, from when it was first seen. Its
  /// sender can accelerate or replace it depending on the price, so the claim must not promise a
  /// rate for much longer than the quote did.
  static final Duration UNMINED = Duration.ofHours(2);

  /// How long it keeps its claim after its block was undone. The sender cannot choose that.
  static final Duration UNDONE = Duration.ofHours(24);

  /// A position in the chain's history; it does not depend on the block in which the transaction is
  /// mined.
  record Key(String txid, String position, Kind kind) {}

  enum Kind {
    /// an arrival that pays the owner
    PAYMENT,
    /// a departure from a watched address
    OUTFLOW,
    /// an arrival from an address of the same owner: no payment
    CUSTODY;

    boolean arrives() {
      return this != OUTFLOW;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whether it counts before it is in a block.
  boolean needsNoBlock() {
    return claim.needsNoBlock();
  }

  /// Whether it is not booked yet, and came too late for the quote's rate or for the invoice.
  boolean cameTooLate() {
    var afterQuote = claim.quoteId().isPresent() && claim.worth().isPresent();
    var afterWindow = claim.orphan().equals(Optional.of(Claim.Orphan.WINDOW));
    return status != PaymentStatus.CONFIRMED && (afterQuote || afterWindow);
  }

  /// Whether the claim has ended: a transfer seen at that time gets a new claim.
  boolean lapsed(Instant at) {
    return block.isEmpty() && at.isAfter(keptUntil);
  }

  /// Whether the chain reports the same content as before; the block may differ.
  boolean sameAs(Asset otherAsset, long otherAddress, BigInteger otherUnits) {
    return asset.equals(otherAsset) && addressId == otherAddress && units.equals(otherUnits);
  }

  /// A transfer that involves a watched address, seen from that address.
  record ObservedTransfer(Key key, Transfer transfer, long addressId, long organizationId) {
    /// The same transfer under another key.
    ObservedTransfer at(Key other) {
      return new ObservedTransfer(other, transfer.at(other.position()), addressId, organizationId);
    }

    /// The earlier of the block time and the time at which the transfer was first seen.
    Instant paidAt(Instant seenAt) {
      return transfer.block().map(BlockHeader::at).filter(at -> at.isBefore(seenAt)).orElse(seenAt);
    }

    /// Keeps the kind under which an arrival was stored first. Otherwise the same transfer could be
    /// booked both as a payment and as custody.
    ObservedTransfer as(Map<Key, Movement> known) {
      if (!key.kind().arrives()) return this;
      var other = key.kind() == Kind.PAYMENT ? Kind.CUSTODY : Kind.PAYMENT;
      var before = new Key(key.txid(), key.position(), other);
      return known.containsKey(before)
          ? new ObservedTransfer(before, transfer, addressId, organizationId)
          : this;
    }
  }

  /// An observed transfer, and when Coffer first saw it.
  record Seen(ObservedTransfer observed, Instant at) {}

  /// An observed transfer, and its claim.
  record AttributedTransfer(ObservedTransfer observed, Claim claim) {}

  /// How far a chain was processed.
  ///
  /// @param height height of the last block, including those that are being booked
  /// @param finalHeight blocks up to this height are final
  record Progress(long height, long finalHeight) {
    /// For transfers in no block: nothing is final.
    static final Progress NONE = new Progress(-1, -1);

    /// Whether a transfer in this block has the confirmations or the finality that its claim needs.
    boolean confirms(Claim claim, BlockHeader block) {
      return claim.acceptDepth().isEmpty()
          ? block.height() <= finalHeight
          : block.height() + claim.acceptDepth().get() - 1 <= height;
    }
  }

  /// Creates the movement of a transfer that was never seen before. It is confirmed at once if the
  /// claim allows it.
  static Movement first(long id, AttributedTransfer attributed, Progress progress, Instant now) {
    var observed = attributed.observed();
    var transfer = observed.transfer();
    var confirmed =
        transfer
            .block()
            .map(block -> progress.confirms(attributed.claim(), block))
            .orElse(attributed.claim().needsNoBlock());
    return new Movement(
        id,
        observed.key(),
        transfer.asset(),
        observed.addressId(),
        transfer.units(),
        attributed.claim(),
        confirmed ? PaymentStatus.CONFIRMED : PaymentStatus.SEEN,
        transfer.block(),
        now,
        observed.paidAt(now),
        now.plus(UNMINED),
        BigInteger.ZERO,
        Optional.empty(),
        confirmed ? 1 : 0,
        1); // counts the event that the same transaction publishes
  }
}
