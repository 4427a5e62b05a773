package coffer.chain.sandbox;

import coffer.chain.ChainSource;
import coffer.chain.sandbox.SandboxTransactions.Sent;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Chains;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.SandboxControls;
import coffer.db.Db;
import coffer.db.Tx;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// All simulated chains: the commands that change them, and the source from which a scanner reads
/// one.
public final class Sandbox implements SandboxControls {
  private static final int TOKEN_OWNER = 0;

  /// An account whose private key is public (the first one of BIP-32's test vectors): payments come
  /// from its addresses.
  private static final String FAUCET =
      "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265"
          + "TMg7usUDFdp6W1EGMcet8";

  private static final int MAX_OUTPUTS = 100;
  private static final int MAX_PENDING = 1000;
  private static final int MAX_BLOCKS = 1000;
  private static final int MAX_OUTPOINT_LENGTH = 200;

  /// The maximum amount of one output in whole coins: a sum of many still fits the ledger.
  private static final BigInteger MAX_COINS = BigInteger.TEN.pow(15);

  private final Chains chains;
  private final InstantSource clock;
  private final SandboxBlocks blocks = new SandboxBlocks();
  private final SandboxTransactions transactions;
  private final Cursors cursors = new Cursors();
  private final SandboxHashes hashes = new SandboxHashes();
  private final Map<Integer, ChangeSignal> bells = new ConcurrentHashMap<>();

  public Sandbox(Chains chains, InstantSource clock) {
    this.chains = chains;
    this.clock = clock;
    this.transactions = new SandboxTransactions(chains);
  }

  /// The source from which a scanner reads one chain.
  public ChainSource source(Db db, Chain chain) {
    depth(chain);
    return new SandboxSource(db, chain, this, blocks, transactions, clock, bell(chain));
  }

  /// Locks a chain and returns its newest block. The first use of a chain creates its first block.
  BlockHeader open(Tx tx, Chain chain) {
    if (!chain.spec().sandbox())
      throw new Rejection.NotFound("sandbox", chain.name()).asException();
    blocks.lock(tx, chain);
    var head = blocks.head(tx, chain);
    if (head.isPresent()) return head.get();
    var first = new BlockHeader(0, hashes.next(chain), SandboxHashes.none(chain), now());
    blocks.open(tx, chain, first);
    return first;
  }

  /// Adds one block if the chain has been waiting for one since that time or longer.
  boolean mineIfWaiting(Tx tx, Chain chain, Instant since) {
    open(tx, chain);
    if (!blocks.waits(tx, chain, since)) return false;
    mine(tx, chain, 1, Optional.empty());
    return true;
  }

  @Override
  public Chain chain(Tx tx, long organizationId, String name) {
    return tx.one(
            "SELECT id FROM chain WHERE organization_id = ? AND (name = ? OR network = ?)",
            row -> row.integer("id"),
            organizationId,
            name,
            name)
        .map(chains::chain)
        .orElseThrow(() -> new Rejection.NotFound("sandbox", name).asException());
  }

  @Override
  public String pay(Tx tx, Chain chain, List<Output> outputs, Optional<String> spends) {
    open(tx, chain);
    var sender = chains.format(chain).derive(FAUCET, hashes.index());
    return send(
        tx,
        chain,
        sender,
        true,
        outputs,
        spends.map(o -> free(tx, chain, Field.Sandbox.SPENDS, o)));
  }

  @Override
  public String spend(Tx tx, Chain chain, Address from, List<Output> outputs) {
    open(tx, chain);
    check(chain, outputs);
    var sums = new HashMap<Asset, BigInteger>();
    for (var output : outputs) sums.merge(output.asset(), output.units(), BigInteger::add);
    sums.forEach(
        (asset, units) -> {
          var held = transactions.balance(tx, chain, from, asset, Long.MAX_VALUE);
          if (held.compareTo(units) < 0) {
            throw new Rejection.InsufficientFunds(asset.code()).asException();
          }
        });
    return send(tx, chain, from, false, outputs, Optional.empty());
  }

  @Override
  public List<BlockHeader> mine(Tx tx, Chain chain, int count, Optional<Instant> at) {
    inRange(Field.Sandbox.BLOCKS, count, MAX_BLOCKS);
    var head = open(tx, chain);
    var now = now();
    var time = at.map(given -> past(tx, chain, head, given, now)).orElse(now);
    var times = java.util.Collections.nCopies(count, later(time, head.at()));
    var added = continuation(chain, head, times);
    blocks.add(tx, chain, added);
    transactions.mine(tx, chain, added.getFirst().hash());
    changed(tx, chain, added.getLast(), now);
    return added;
  }

  @Override
  public List<BlockHeader> reorg(Tx tx, Chain chain, int depth, Outcome outcome) {
    var head = open(tx, chain);
    inRange(Field.Sandbox.DEPTH, depth, (int) Math.min(MAX_BLOCKS, head.height()));
    long fork = head.height() - depth;
    var old = blocks.between(tx, chain, fork, head.height());
    var undone = blocks.undoAbove(tx, chain, fork);
    var now = now();
    var times = new ArrayList<>(old.stream().skip(1).map(BlockHeader::at).toList());
    times.add(later(now, head.at()));
    var added = continuation(chain, old.getFirst(), times);
    blocks.add(tx, chain, added);
    transactions.undo(tx, chain, undone, outcome);
    changed(tx, chain, added.getLast(), now);
    return added;
  }

  @Override
  public String replace(Tx tx, Chain chain, String txid, Optional<List<Output>> outputs) {
    open(tx, chain);
    var old = in(tx, chain, txid, State.PENDING);
    var paid =
        outputs.orElseGet(
            () ->
                transactions.outputs(tx, old).stream()
                    .map(SandboxTransactions.Paid::output)
                    .toList());
    check(chain, paid);
    transactions.replace(tx, chain, old.outpoint());
    return send(tx, chain, old.sender(), old.faucet(), paid, Optional.of(old.outpoint()));
  }

  @Override
  public void evict(Tx tx, Chain chain, String txid) {
    var head = open(tx, chain);
    transactions.mark(tx, in(tx, chain, txid, State.PENDING), State.EVICTED);
    changed(tx, chain, head, now());
  }

  @Override
  public void resend(Tx tx, Chain chain, String txid) {
    open(tx, chain);
    var sent = in(tx, chain, txid, State.EVICTED);
    free(tx, chain, Field.Sandbox.TXID, sent.outpoint());
    transactions.mark(tx, sent, State.PENDING);
    arrived(tx, chain);
  }

  @Override
  public Optional<Transaction> transaction(Tx tx, Chain chain, String txid) {
    open(tx, chain);
    return transactions.get(tx, chain, txid).map(sent -> transaction(tx, sent));
  }

  @Override
  public Optional<Transaction> transaction(Tx tx, long organizationId, long id) {
    return transactions.get(tx, organizationId, id).map(sent -> transaction(tx, sent));
  }

  private Transaction transaction(Tx tx, Sent sent) {
    var paid = transactions.outputs(tx, sent);
    return new Transaction(
        sent.id(),
        sent.txid(),
        sent.state(),
        sent.sender(),
        sent.outpoint(),
        paid.getFirst().block(),
        paid.stream().map(SandboxTransactions.Paid::output).toList());
  }

  private String send(
      Tx tx,
      Chain chain,
      Address sender,
      boolean faucet,
      List<Output> outputs,
      Optional<String> spends) {
    check(chain, outputs);
    if (transactions.waiting(tx, chain) >= MAX_PENDING) {
      throw invalid(
          Field.Sandbox.NETWORK, MAX_PENDING + " transactions wait there: mine a block first");
    }
    var txid = hashes.next(chain);
    var outpoint = spends.orElseGet(() -> hashes.next(chain) + ":0");
    var arriving =
        FeeOnTransferToken.arriving(outputs, chains.format(chain).derive(FAUCET, TOKEN_OWNER));
    transactions.add(tx, chain, txid, sender, faucet, outpoint, arriving, now());
    arrived(tx, chain);
    return txid;
  }

  private void arrived(Tx tx, Chain chain) {
    blocks.stir(tx, chain, now());
    tx.afterCommit(bell(chain)::ring);
  }

  private void changed(Tx tx, Chain chain, BlockHeader head, Instant now) {
    blocks.settle(tx, chain, head.height(), depth(chain), now);
    tx.afterCommit(bell(chain)::ring);
  }

  private List<BlockHeader> continuation(Chain chain, BlockHeader after, List<Instant> times) {
    var added = new ArrayList<BlockHeader>();
    var parent = after;
    for (var time : times) {
      parent = new BlockHeader(parent.height() + 1, hashes.next(chain), parent.hash(), time);
      added.add(parent);
    }
    return added;
  }

  /// Checks a block time in the past: it must not be earlier than the clock up to which the scanner
  /// has read the chain.
  private Instant past(Tx tx, Chain chain, BlockHeader head, Instant given, Instant now) {
    if (given.isAfter(now)) throw invalid(Field.Sandbox.AT, "is in the future");
    if (given.isBefore(head.at())) throw invalid(Field.Sandbox.AT, "is before the newest block");
    var read = cursors.get(tx, chain.id(), Cursor.HEAD).map(Cursor::clock);
    if (read.isPresent() && given.isBefore(read.get())) {
      throw invalid(
          Field.Sandbox.AT, "is before " + read.get() + ", up to which the chain was already read");
    }
    return given.truncatedTo(ChronoUnit.MICROS);
  }

  private Sent in(Tx tx, Chain chain, String txid, State state) {
    var sent =
        transactions
            .get(tx, chain, txid)
            .orElseThrow(() -> new Rejection.NotFound("transaction", txid).asException());
    if (sent.state() != state)
      throw invalid(Field.Sandbox.TXID, "is " + sent.state() + ", not " + state);
    return sent;
  }

  private String free(Tx tx, Chain chain, Field field, String outpoint) {
    if (outpoint.isBlank() || outpoint.length() > MAX_OUTPOINT_LENGTH) {
      throw invalid(field, "is not an outpoint");
    }
    var spender = transactions.spender(tx, chain, outpoint);
    if (spender.isPresent()) throw invalid(field, "was spent by " + spender.get());
    return outpoint;
  }

  private static void check(Chain chain, List<Output> outputs) {
    inRange(Field.Sandbox.OUTPUTS, outputs.size(), MAX_OUTPUTS);
    for (int i = 0; i < outputs.size(); i++) {
      var output = outputs.get(i);
      var asset = output.asset();
      if (asset.chainId() != chain.id()) {
        throw new Rejection.AssetUnavailable(
                new Field.Item(Field.Sandbox.OUTPUT_ASSET, i), asset.code(), chain.network())
            .asException();
      }
      var field = new Field.Item(Field.Sandbox.OUTPUT_AMOUNT, i);
      if (output.units().signum() <= 0) throw invalid(field, "is not more than zero");
      var most = MAX_COINS.multiply(BigInteger.TEN.pow(asset.decimals()));
      if (output.units().compareTo(most) > 0) {
        throw new Rejection.AmountTooLarge(field).asException();
      }
    }
  }

  private static void inRange(Field field, int number, int most) {
    if (most < 1) throw invalid(field, "there is no block to undo");
    if (number < 1 || number > most) throw invalid(field, "is not between 1 and " + most);
  }

  private static Rejection.Refused invalid(Field field, String reason) {
    return new Rejection.InvalidField(field, reason).asException();
  }

  /// @throws IllegalArgumentException if the chain's finality is not a depth
  private static int depth(Chain chain) {
    return switch (chain.spec().finality()) {
      case Finality.Depth(var blocks) -> blocks;
      case Finality.Tag() -> throw new IllegalArgumentException(chain + " is not final by depth");
    };
  }

  private ChangeSignal bell(Chain chain) {
    return bells.computeIfAbsent(chain.id(), _ -> new ChangeSignal());
  }

  /// The current time with the precision of the database.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
