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

/// One chain, as its nodes tell it: the port that every family fills. It may be asked by two
/// threads at once: blocks are fetched ahead. Calls may block; a call that cannot be answered in
/// full and without contradiction throws [SourceException], and then nothing was said.
///
/// The scanner owns the order: it asks [#tip], then [#blocks], picks the candidates that concern a
/// watched address, has them [#resolve]d, and books. Addresses committed in between are found
/// because the scanner matches again inside its transaction.
public interface ChainSource extends AutoCloseable {
  /// @param head the newest block
  /// @param finalBlock the highest block that the node calls final, at most the head; empty where
  ///     finality is a depth. Its hash is empty if the node did not tell it
  /// @param clock the chain's clock at its head: the head's time, or later where the chain can
  ///     promise that no payment of an earlier time is still to come
  record Tip(BlockHeader head, Optional<BlockRef> finalBlock, Instant clock) {
    public Optional<Long> finalHeight() {
      return finalBlock.map(BlockRef::height);
    }
  }

  /// A block and every move of a pinned asset in it that the configured sources can show, complete.
  record Block(BlockHeader header, BlockTransfers transfers) {}

  /// Moves of pinned assets, to be looked through for those that concern us, more than once.
  interface BlockTransfers {
    /// Those between which and to which one of these addresses may stand, in the order of the
    /// chain.
    List<Candidate> involving(AddressFilter addresses);

    /// Where outputs are spent, not balances: the inputs that may spend one of these.
    default List<Spend> spending(AddressFilter outputs) {
      return List.of();
    }

    static BlockTransfers of(List<Candidate> all) {
      return addresses -> all.stream().filter(one -> one.touches(addresses)).toList();
    }
  }

  /// A move seen in a block or in the mempool, cheap to make: not yet checked for success, its
  /// position not yet known.
  ///
  /// @param block empty in the mempool
  /// @param locator what the source needs to resolve it; its own business
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

  /// What is known of transactions in no block.
  ///
  /// @param at the head at which the answer was true
  /// @param seen what moves in transactions that may still be mined, those that were asked about
  ///     included
  /// @param gone which of the transactions asked about can no longer be mined (replaced,
  ///     conflicting, evicted). One in a block of this branch may be among them where a chain
  ///     cannot tell: who has read up to `at` knows it, and does not ask about it
  record Unconfirmed(BlockRef at, BlockTransfers seen, Set<String> gone) {}

  /// Why the amounts of a token cannot be trusted.
  ///
  /// @param contradicts whether its contract tells other decimals than its row; else it tells none
  record Doubt(boolean contradicts, String why) {}

  /// Whether it was made to look for an asset, named by the id of its row.
  default boolean looksFor(int assetId) {
    return true;
  }

  /// The tokens whose amounts cannot be trusted. Asks their contracts, until all have told the
  /// decimals that their rows have. No move of one in doubt may be booked.
  ///
  /// @throws SourceException if no node answers
  default Map<Asset, Doubt> doubts() {
    return Map.of();
  }

  /// The chain's newest block, by the endpoint in use.
  Tip tip();

  /// The header at a height of the branch that the endpoint in use follows; empty above its head.
  Optional<BlockHeader> header(long height);

  /// Blocks `after.height + 1` up to at most `last`, in order, the first linked to `after` and each
  /// to the one before. May return fewer, but at least one.
  ///
  /// @param finalHeight blocks up to here are final and may be read in ranges; those above are
  ///     asked for one by one, by their hash. Where nodes say what is final, none is asked that
  ///     does not call `last`, or this height if it is lower, final itself
  /// @throws Unlinked if the branch does not continue `after`: a reorg
  List<Block> blocks(BlockRef after, long last, long finalHeight);

  /// Checks the candidates against their transactions' results and gives each its position. A
  /// candidate whose transaction failed is left out.
  List<Transfer> resolve(List<Candidate> candidates);

  /// What a list of unconfirmed transactions tells, or empty where the chain's mempool is not read.
  ///
  /// @param pending ids of the transactions in no block that we have payments of
  Optional<Unconfirmed> unconfirmed(Set<String> pending);

  /// Whether this source tells of transactions in no block. There, what a reorg undoes may come
  /// back by itself.
  default boolean readsMempool() {
    return false;
  }

  /// Whether outputs are spent on this chain, not balances: then departures are found by
  /// [BlockTransfers#spending].
  default boolean spendsOutputs() {
    return false;
  }

  /// What the chain's nodes say that addresses hold; empty where nobody can be asked.
  default Optional<BalanceSource> balances() {
    return Optional.empty();
  }

  /// Whether an endpoint other than the one in use has this block in its branch.
  boolean agreed(BlockRef block);

  /// Who is asked at present, without credentials: for people.
  String endpoint();

  /// How many errors of each kind there were since the start.
  Map<String, Long> errors();

  /// Ways of asking that its nodes refuse, while others may do.
  default List<UnsupportedMethod> refusals() {
    return List.of();
  }

  /// Returns when the node hints at something new, or after the time has passed.
  void await(java.time.Duration atMost) throws InterruptedException;

  @Override
  void close();

  /// The branch does not continue the block that was named.
  final class Unlinked extends RuntimeException {
    public Unlinked(BlockRef after) {
      super("the branch does not continue " + after);
    }
  }
}
