package coffer.chain.sandbox;

import coffer.chain.BalanceSource;
import coffer.chain.ChainSource;
import coffer.chain.SourceException;
import coffer.chain.sandbox.SandboxTransactions.Paid;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import coffer.db.Db;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One simulated chain as its scanner sees it. Every position is `out:n`, because a transaction is
/// a list of outputs, independent of the simulated family.
///
/// **Its clock.** [#tip] returns the current time as the clock. It reads the time under the shared
/// lock, which excludes changes, and a block gets its time under the exclusive lock, which excludes
/// reads. So a block that is missing in the answer is not older than the clock in it. (A block with
/// an explicit time is rejected if it is older than the clock in the scanner's cursor. The blocks
/// of a reorg get the times of the blocks that they replace, but contain only transactions of
/// these.) An unconfirmed transaction has no time except the one at which a scanner first sees it.
/// A scanner that reads the clock, then [#unconfirmed], and only then uses that clock, has seen
/// every transaction that was sent before it.
final class SandboxSource implements ChainSource {
  private static final int MAX_BLOCKS = 500;

  private final Db db;
  private final Chain chain;
  private final Sandbox sandbox;
  private final SandboxBlocks blocks;
  private final SandboxTransactions transactions;
  private final InstantSource clock;
  private final ChangeSignal bell;
  private volatile long heard;
  private volatile boolean closed;

  SandboxSource(
      Db db,
      Chain chain,
      Sandbox sandbox,
      SandboxBlocks blocks,
      SandboxTransactions transactions,
      InstantSource clock,
      ChangeSignal bell) {
    this.db = db;
    this.chain = chain;
    this.sandbox = sandbox;
    this.blocks = blocks;
    this.transactions = transactions;
    this.clock = clock;
    this.bell = bell;
  }

  @Override
  public Tip tip() {
    heard = bell.count();
    return read(tx -> blocks.head(tx, chain).map(this::tip))
        .orElseGet(() -> db.tx(tx -> tip(sandbox.open(tx, chain))));
  }

  /// Called with the chain's lock held.
  private Tip tip(BlockHeader head) {
    Instant now = clock.instant();
    return new Tip(head, Optional.empty(), now.isAfter(head.at()) ? now : head.at());
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    var header = db.tx(tx -> blocks.at(tx, chain, height));
    if (header.isPresent() || height != 0) return header;
    return db.tx(tx -> Optional.of(sandbox.open(tx, chain))).filter(head -> head.height() == 0);
  }

  @Override
  public List<Block> blocks(BlockRef after, long last, long finalHeight) {
    long most = Math.min(last, after.height() + MAX_BLOCKS);
    return read(
        tx -> {
          var headers = blocks.between(tx, chain, after.height(), most);
          if (headers.isEmpty() || !headers.getFirst().ref().equals(after)) {
            throw new Unlinked(after);
          }
          if (headers.size() == 1) {
            throw new SourceException(SourceException.Kind.BEHIND, "no block after " + after);
          }
          var paid = transactions.mined(tx, chain, after.height() + 1, most);
          return withCandidates(headers.subList(1, headers.size()), paid);
        });
  }

  private static List<Block> withCandidates(List<BlockHeader> headers, List<Paid> paid) {
    var byHeight = new HashMap<Long, List<Candidate>>();
    for (var one : paid) {
      var height = one.block().orElseThrow().height();
      byHeight.computeIfAbsent(height, _ -> new ArrayList<>()).add(candidate(one));
    }
    return headers.stream()
        .map(h -> new Block(h, BlockTransfers.of(byHeight.getOrDefault(h.height(), List.of()))))
        .toList();
  }

  private static Candidate candidate(Paid paid) {
    return new Candidate(
        paid.block(),
        paid.txid(),
        paid.output().asset(),
        Optional.of(paid.sender()),
        Optional.of(paid.output().to()),
        paid.output().units(),
        paid);
  }

  @Override
  public List<Transfer> resolve(List<Candidate> candidates) {
    return candidates.stream().map(one -> transfer((Paid) one.locator())).toList();
  }

  private static Transfer transfer(Paid paid) {
    return new Transfer(
        paid.txid(),
        "out:" + paid.number(),
        paid.output().asset(),
        Optional.of(paid.sender()),
        Optional.of(paid.output().to()),
        paid.output().units(),
        paid.block(),
        paid.block().isPresent() ? List.of() : List.of(paid.outpoint()),
        0,
        Map.of());
  }

  @Override
  public Optional<Unconfirmed> unconfirmed(Set<String> pending) {
    return read(
        tx ->
            blocks
                .head(tx, chain)
                .map(
                    head ->
                        new Unconfirmed(
                            head.ref(),
                            BlockTransfers.of(
                                transactions.pending(tx, chain).stream()
                                    .map(SandboxSource::candidate)
                                    .toList()),
                            Set.copyOf(transactions.gone(tx, chain, pending)))));
  }

  @Override
  public boolean readsMempool() {
    return true;
  }

  @Override
  public Optional<BalanceSource> balances() {
    return Optional.of(new SandboxBalances(db, chain, blocks, transactions));
  }

  /// Always true: the simulated chain is defined by the merchant, and has no second endpoint.
  @Override
  public boolean agreed(BlockRef block) {
    return true;
  }

  @Override
  public String endpoint() {
    return "sandbox";
  }

  @Override
  public Map<String, Long> errors() {
    return Map.of();
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    if (!closed) bell.await(heard, atMost);
  }

  @Override
  public void close() {
    closed = true;
    bell.ring();
  }

  /// Runs the work with the shared lock, so that all it reads is of the same state.
  private <T> T read(Function<Tx, T> work) {
    return db.tx(
        tx -> {
          blocks.share(tx, chain);
          return work.apply(tx);
        });
  }
}
