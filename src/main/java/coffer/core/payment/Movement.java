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

/// A transfer that touched an address of ours, as it is booked. Its key never changes; its block
/// may.
///
/// @param addressId ours: the receiver of a payment, the sender of an outflow
/// @param claim what it does to its project; `assignment` where nobody asked for it
/// @param block empty while it is in none
/// @param paidAt the earlier of block time and first sight, since its claim began
/// @param keptUntil until when it keeps its claim while it is in no block
/// @param left of an orphan, what has left its address again; 0 to `units`
/// @param applied why it was an orphan before a command gave it to an invoice; empty if none did
/// @param credits how many times it was booked
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

  /// For how long after its first sight a transaction in no block keeps its claim. Its sender can
  /// hasten it or replace it as the price moves: what the claim promises must not last much longer
  /// than the quote did.
  static final Duration UNMINED = Duration.ofHours(2);

  /// For how long after its block was undone: no sender chooses that.
  static final Duration UNDONE = Duration.ofHours(24);

  /// A place in the chain's history, the same in whatever block the transaction is mined.
  record Key(String txid, String position, Kind kind) {}

  enum Kind {
    /// an arrival
    PAYMENT,
    /// a departure that no transaction of ours explains
    OUTFLOW,
    /// an arrival from an address of the owner's own: no payment
    CUSTODY;

    boolean arrives() {
      return this != OUTFLOW;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /// Whether it counts before it is in a block.
  boolean needsNoBlock() {
    return claim.needsNoBlock();
  }

  /// Whether it is not booked yet, and its time cost it the quote's promise or its invoice.
  boolean cameTooLate() {
    var afterQuote = claim.quoteId().isPresent() && claim.worth().isPresent();
    var afterWindow = claim.orphan().equals(Optional.of(Claim.Orphan.WINDOW));
    return status != PaymentStatus.CONFIRMED && (afterQuote || afterWindow);
  }

  /// Whether its claim has ended, so that what comes at that time is claimed anew.
  boolean lapsed(Instant at) {
    return block.isEmpty() && at.isAfter(keptUntil);
  }

  /// Whether the chain tells now what it told before, the block apart.
  boolean sameAs(Asset otherAsset, long otherAddress, BigInteger otherUnits) {
    return asset.equals(otherAsset) && addressId == otherAddress && units.equals(otherUnits);
  }

  /// A transfer that concerns an address of ours, from that address's side.
  record ObservedTransfer(Key key, Transfer transfer, long addressId, long organizationId) {
    /// The same under another key.
    ObservedTransfer at(Key other) {
      return new ObservedTransfer(other, transfer.at(other.position()), addressId, organizationId);
    }

    Instant paidAt(Instant seenAt) {
      return transfer.block().map(BlockHeader::at).filter(at -> at.isBefore(seenAt)).orElse(seenAt);
    }

    /// What an arrival was first taken for it stays: the same transfer must not be booked as both.
    ObservedTransfer as(Map<Key, Movement> known) {
      if (!key.kind().arrives()) return this;
      var other = key.kind() == Kind.PAYMENT ? Kind.CUSTODY : Kind.PAYMENT;
      var before = new Key(key.txid(), key.position(), other);
      return known.containsKey(before)
          ? new ObservedTransfer(before, transfer, addressId, organizationId)
          : this;
    }
  }

  /// A sighting, and when our side first saw it.
  record Seen(ObservedTransfer observed, Instant at) {}

  /// A sighting, and whose it is.
  record AttributedTransfer(ObservedTransfer observed, Claim claim) {}

  /// How far a chain was read.
  ///
  /// @param height of the last block, this transaction's included
  /// @param finalHeight blocks up to here are final
  record Progress(long height, long finalHeight) {
    /// In no block nothing is final.
    static final Progress NONE = new Progress(-1, -1);

    /// Whether what is in this block is as final as the claim asks for.
    boolean confirms(Claim claim, BlockHeader block) {
      return claim.acceptDepth().isEmpty()
          ? block.height() <= finalHeight
          : block.height() + claim.acceptDepth().get() - 1 <= height;
    }
  }

  /// What was never seen before, as it begins: where its block is final, it is confirmed at once.
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
        1); // it is told once in the transaction that writes it
  }
}
