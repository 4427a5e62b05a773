package coffer.chain;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.wallet.AddressFilter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One chain as its nodes report it: the interface that every family implements. Two threads may
/// use it at the same time, because blocks are prefetched. Calls may block. A call whose answer
/// would be incomplete or contradictory throws [SourceException].
///
/// The scanner controls the order: it calls [#tip], then [#blocks], selects the candidates that
/// involve a watched address, has them [#resolve]d, and books them. Addresses that are committed
/// meanwhile are found because the scanner matches again inside its transaction.
public interface ChainSource extends AutoCloseable {
  /// @param head the newest block
  /// @param finalBlock the highest block that the node calls final, at most the head; empty if
  ///     finality is a depth. Its hash is empty if the node does not report it
  /// @param clock the chain's clock at its head: the head's time, or a later one if the chain
  ///     guarantees that no payment with an earlier time can still arrive
  record Tip(BlockHeader head, Optional<BlockRef> finalBlock, Instant clock) {
    public Optional<Long> finalHeight() {
      return finalBlock.map(BlockRef::height);
    }
  }

  /// A block with all transfers of pinned assets in it that the configured sources can show.
  record Block(BlockHeader header, BlockTransfers transfers) {}

  /// Transfers of pinned assets. They can be searched more than once.
  interface BlockTransfers {
    /// Transfers whose sender or receiver may be one of these addresses, in chain order. May
    /// contain false positives, never misses a match.
    List<Candidate> involving(AddressFilter addresses);

    /// On chains with outputs: the inputs that may spend one of these outputs.
    default List<Spend> spending(AddressFilter outputs) {
      return List.of();
    }

    static BlockTransfers of(List<Candidate> all) {
      return addresses -> all.stream().filter(one -> one.touches(addresses)).toList();
    }
  }

  /// A transfer seen in a block or in the mempool, cheap to create: its transaction's success is
  /// not checked yet, and its position is not known yet.
  ///
  /// @param block empty in the mempool
  /// @param locator opaque data that the source needs to resolve it
  record Candidate(
      Optional<BlockHeader> block,
      String txid,
      Asset asset,
      Optional<Address> from,
      Optional<Address> to,
      BigInteger units,
      Object locator) {
    boolean touches(AddressFilter addresses) {
      return (to.isPresent() && addresses.mayContain(to.get()))
          || (from.isPresent() && addresses.mayContain(from.get()));
    }
  }

  /// The state of unconfirmed transactions.
  ///
  /// @param at the head at which the answer was true
  /// @param seen transfers in transactions that may still be mined, including the requested ones
  /// @param gone requested transactions that can no longer be mined (replaced, conflicting,
  ///     evicted). On some chains it may include a transaction in a block of this branch, because
  ///     the node cannot tell the difference: a caller that has read up to `at` knows these
  ///     transactions and does not request them
  record Unconfirmed(BlockRef at, BlockTransfers seen, Set<String> gone) {}

  /// Why the amounts of a token cannot be trusted.
  ///
  /// @param contradicts whether its contract reports other decimals than its row; if false, it
  ///     reports none
  record Doubt(boolean contradicts, String why) {}

  /// Whether this source looks for an asset, given the id of its row.
  default boolean reads(int assetId) {
    return true;
  }

  /// The tokens whose amounts cannot be trusted. Asks each contract until it has reported the
  /// decimals that its row has. Transfers of a token in doubt must not be booked.
  ///
  /// @throws SourceException if no node answers
  default Map<Asset, Doubt> doubts() {
    return Map.of();
  }

  /// The chain's newest block as the endpoint in use reports it.
  Tip tip();

  /// The header at a height in the branch of the endpoint in use; empty above its head.
  Optional<BlockHeader> header(long height);

  /// Blocks `after.height + 1` up to at most `last`, in order. The first links to `after`, each
  /// other one to its predecessor. May return fewer, but at least one.
  ///
  /// @param finalHeight blocks up to here are final and may be read in ranges; blocks above are
  ///     requested one by one, by hash. If nodes report finality, only a node is used that itself
  ///     calls `last`, or this height if it is lower, final
  /// @throws Unlinked if the branch does not continue `after`: a reorg
  List<Block> blocks(BlockRef after, long last, long finalHeight);

  /// Checks the candidates against the results of their transactions and adds their positions.
  /// Candidates whose transaction failed are left out.
  List<Transfer> resolve(List<Candidate> candidates);

  /// The state of unconfirmed transactions; empty if the chain's mempool is not read.
  ///
  /// @param pending ids of the unconfirmed transactions that contain our payments
  Optional<Unconfirmed> unconfirmed(Set<String> pending);

  /// Whether this source reports unconfirmed transactions. If so, a transaction that a reorg undid
  /// may return to the mempool.
  default boolean readsMempool() {
    return false;
  }

  /// Whether this chain spends outputs instead of balances. If so, [BlockTransfers#spending] finds
  /// the outflows.
  default boolean spendsOutputs() {
    return false;
  }

  /// The source of balances; empty if the chain has none.
  default Optional<BalanceSource> balances() {
    return Optional.empty();
  }

  /// Whether an endpoint other than the one in use has this block in its branch.
  boolean agreed(BlockRef block);

  /// The name of the endpoint in use, without credentials: for display.
  String endpoint();

  /// The number of errors of each kind since the start.
  Map<String, Long> errors();

  /// How each endpoint does; empty if there are none.
  default List<EndpointState> endpoints() {
    return List.of();
  }

  /// Request methods that its nodes reject while others may work.
  default List<UnsupportedMethod> unsupportedMethods() {
    return List.of();
  }

  /// Returns when the node signals something new, or after the timeout.
  void await(java.time.Duration atMost) throws InterruptedException;

  @Override
  void close();

  /// The branch does not continue the requested block.
  final class Unlinked extends RuntimeException {
    public Unlinked(BlockRef after) {
      super("the branch does not continue " + after);
    }
  }
}
