package coffer.testnet;

import coffer.testnet.TronBlock.Mined;
import coffer.testnet.TronContract.Type;
import coffer.testnet.TronExecution.Invalid;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A TRON chain in memory: real transaction encoding, ids, signatures and block ids; witnesses in
/// rotation, one a slot of 3 seconds. Nothing is mined unless it is told so. See [TronNode] for how
/// it is asked.
public final class TronChain {
  public static final Duration SLOT = Duration.ofSeconds(3);
  public static final long FEE_LIMIT = 100_000_000;
  private static final long FORTUNE = 1_000_000_000_000_000L;
  private static final String ASSET = "1000001";
  private static final String BEFORE_ALL = "e5".repeat(32);

  /// What becomes of transactions in the blocks that a reorg undoes.
  public enum Fate {
    DROPPED,
    /// all in the last block of the new branch, in another order
    REMINED,
    /// they wait again
    RETURNED
  }

  final List<TronBlock> blocks = new ArrayList<>();
  final List<TronTransaction> pending = new ArrayList<>();
  private final List<TronKey> witnesses;
  private final TronKey rich = TronKey.of("rich");
  private long clock;
  private int contracts;

  private TronChain(List<TronKey> witnesses, long clock) {
    this.witnesses = witnesses;
    this.clock = clock;
  }

  /// As the main network: a block is solidified when 18 more were made on it.
  public static TronChain start(Instant time) {
    return start(time, 27);
  }

  /// @param time of the first block after the first of all
  /// @param witnesses a block is solidified when 7 of 10 of them have worked on it
  public static TronChain start(Instant time, int witnesses) {
    var keys = new ArrayList<TronKey>();
    for (int i = 0; i < witnesses; i++) keys.add(TronKey.of("witness " + i));
    var slot = SLOT.toMillis();
    var chain = new TronChain(keys, time.toEpochMilli() / slot * slot - slot);
    var state = new TronState();
    state.trx.put(chain.rich.account(), FORTUNE);
    state.assets.put(ASSET + ":" + chain.rich.account(), FORTUNE);
    chain.blocks.add(new TronBlock(0, 0, BEFORE_ALL, new byte[0], new byte[0], List.of(), state));
    return chain;
  }

  /// Another one with the same past, going its own way from here.
  public synchronized TronChain twin() {
    var twin = new TronChain(witnesses, clock);
    twin.blocks.addAll(blocks);
    twin.pending.addAll(pending);
    twin.contracts = contracts;
    return twin;
  }

  /// What tells this chain from others, in decimal digits.
  public String reference() {
    return String.valueOf(Long.parseLong(chainId(), 16));
  }

  String chainId() {
    var id = blocks.getFirst().id();
    return id.substring(id.length() - 8);
  }

  /// Whoever has all at first.
  public TronKey rich() {
    return rich;
  }

  // Mining

  public synchronized void mine(int count) {
    for (int i = 0; i < count; i++) mineOne();
  }

  /// No witness works in the next slots.
  public synchronized void skip(int slots) {
    clock += slots * SLOT.toMillis();
  }

  /// The next block is of that time, or of the first slot after it.
  public synchronized void until(Instant time) {
    var slot = SLOT.toMillis();
    clock = Math.max(clock, Math.ceilDiv(time.toEpochMilli(), slot) * slot - slot);
  }

  private void mineOne() {
    clock += SLOT.toMillis();
    var head = head();
    var state = head.state().copy();
    var mined = new ArrayList<Mined>();
    for (var transaction : pending) {
      if (refusal(transaction).isPresent()) continue;
      var execution = new TronExecution(state, transaction);
      try {
        execution.validate();
      } catch (Invalid e) {
        continue;
      }
      mined.add(new Mined(transaction, execution.run()));
    }
    pending.clear();
    var witness = witnesses.get((int) (clock / SLOT.toMillis() % witnesses.size()));
    blocks.add(
        TronBlock.of(head.height() + 1, clock, head.id(), witness, List.copyOf(mined), state));
  }

  /// Replaces the newest blocks by as many others, a slot later each.
  public synchronized void reorg(int depth, Fate fate) {
    var undone = blocks.subList(blocks.size() - depth, blocks.size());
    var transactions =
        undone.stream().flatMap(b -> b.transactions().stream()).map(Mined::transaction).toList();
    undone.clear();
    switch (fate) {
      case DROPPED -> mine(depth);
      case REMINED -> {
        mine(depth - 1);
        pending.addAll(0, transactions.reversed());
        mine(1);
      }
      case RETURNED -> {
        mine(depth);
        pending.addAll(0, transactions);
      }
    }
  }

  // Reading

  TronBlock head() {
    return blocks.getLast();
  }

  public synchronized long height() {
    return head().height();
  }

  public synchronized String id(long height) {
    return blocks.get((int) height).id();
  }

  public synchronized Instant headTime() {
    return Instant.ofEpochMilli(head().at());
  }

  /// The highest block on which enough witnesses have worked.
  public synchronized long solidified() {
    Map<String, Long> latest = new HashMap<>();
    for (var block : blocks) {
      latest.put(HexFormat.of().formatHex(block.witness()), block.height());
    }
    var heights =
        witnesses.stream()
            .map(key -> latest.getOrDefault(HexFormat.of().formatHex(key.address()), 0L))
            .sorted()
            .toList();
    return heights.get((int) (heights.size() * 0.3));
  }

  Optional<TronBlock> block(long height) {
    return height >= 0 && height < blocks.size()
        ? Optional.of(blocks.get((int) height))
        : Optional.empty();
  }

  Optional<TronBlock> blockOf(String txid) {
    return blocks.stream()
        .filter(b -> b.transactions().stream().anyMatch(m -> m.transaction().txid().equals(txid)))
        .findFirst();
  }

  // Sending

  /// Why a transaction is not taken, as `code message`; contracts are validated apart.
  Optional<String> refusal(TronTransaction transaction) {
    var body = transaction.body();
    if (body.contracts().size() != 1) return Optional.of("CONTRACT_VALIDATE_ERROR No contract!");
    var owner = transaction.contract().account("owner_address");
    if (transaction.signatures().size() != 1
        || !TronKey.signer(transaction.signatures().getFirst(), transaction.hash())
            .equals(Optional.of(owner))) {
      return Optional.of("SIGERROR Validate signature error");
    }
    if (blockOf(transaction.txid()).isPresent()) {
      return Optional.of("DUP_TRANSACTION_ERROR Dup transaction.");
    }
    if (blocks.stream().noneMatch(block -> isRef(block, body))) {
      return Optional.of("TAPOS_ERROR Tapos check error.");
    }
    var now = Math.max(head().at(), clock);
    if (body.expiration() <= now || body.expiration() > now + 86_400_000) {
      return Optional.of("TRANSACTION_EXPIRATION_ERROR Transaction expired");
    }
    return Optional.empty();
  }

  private static boolean isRef(TronBlock block, TronTransaction.Body body) {
    var id = block.id();
    return id.substring(12, 16).equals(HexFormat.of().formatHex(body.refBlockBytes()))
        && id.substring(16, 32).equals(HexFormat.of().formatHex(body.refBlockHash()));
  }

  /// @return why it is not taken; empty if it waits to be mined
  synchronized Optional<String> broadcast(TronTransaction transaction) {
    var refusal = refusal(transaction);
    if (refusal.isPresent()) return refusal;
    if (pending.stream().anyMatch(each -> each.txid().equals(transaction.txid()))) {
      return Optional.of("DUP_TRANSACTION_ERROR Dup transaction.");
    }
    try {
      new TronExecution(head().state(), transaction).validate();
    } catch (Invalid e) {
      return Optional.of("CONTRACT_VALIDATE_ERROR Contract validate error : " + e.getMessage());
    }
    pending.add(transaction);
    return Optional.empty();
  }

  /// An unsigned transaction of now.
  synchronized TronTransaction build(TronContract contract, long feeLimit) {
    var ref = blocks.get((int) solidified()).id();
    var at = Math.max(head().at(), clock) + pending.size() + 1;
    return TronTransaction.of(
        new TronTransaction.Body(
            HexFormat.of().parseHex(ref.substring(12, 16)),
            HexFormat.of().parseHex(ref.substring(16, 32)),
            at + 60_000,
            new byte[0],
            List.of(contract),
            at,
            feeLimit),
        List.of());
  }

  private String send(TronKey from, TronContract contract, long feeLimit) {
    var transaction = build(contract, feeLimit).signed(from);
    var refusal = broadcast(transaction);
    if (refusal.isPresent()) throw new IllegalStateException(refusal.get());
    return transaction.txid();
  }

  /// TRX. Accounts are 20 bytes in hex, here and below.
  public String pay(TronKey from, String to, long sun) {
    return send(from, paying(Type.TransferContract, from, to, sun), 0);
  }

  private static TronContract paying(Type type, TronKey from, String to, long amount) {
    return TronContract.of(
        type,
        "owner_address",
        from.address(),
        "to_address",
        TronKey.prefixed(to),
        "amount",
        amount,
        "asset_name",
        ASSET.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /// A TRC-10 token, which anyone may name as he likes.
  public String payAsset(TronKey from, String to, long units) {
    return send(from, paying(Type.TransferAssetContract, from, to, units), 0);
  }

  /// TRX to the issuer of a TRC-10 token, for units of it.
  public String participate(TronKey from, String to, long amount) {
    return send(from, paying(Type.ParticipateAssetIssueContract, from, to, amount), 0);
  }

  /// A new contract, made with TRX of its own.
  public String create(TronKey from, long sun) {
    var contract =
        TronContract.of(
            Type.CreateSmartContract, "owner_address", from.address(), "new_contract", sun);
    return send(from, contract, FEE_LIMIT);
  }

  /// Another contract that moves TRX without paying anybody.
  public String freeze(TronKey from, long sun) {
    var contract =
        TronContract.of(
            Type.FreezeBalanceV2Contract,
            "owner_address",
            from.address(),
            "frozen_balance",
            sun,
            "resource",
            1L);
    return send(from, contract, 0);
  }

  /// A TRC-20 transfer.
  public String transfer(TronKey from, String token, String to, BigInteger units) {
    return call(from, token, 0, FEE_LIMIT, "transfer(address,uint256)", "0x" + to, units);
  }

  /// @param args as [Abi] takes them
  public String call(
      TronKey from, String to, long value, long feeLimit, String signature, Object... args) {
    var contract =
        TronContract.of(
            Type.TriggerSmartContract,
            "owner_address",
            from.address(),
            "contract_address",
            TronKey.prefixed(to),
            "call_value",
            value,
            "data",
            HexFormat.of().parseHex(Abi.call(signature, args)));
    return send(from, contract, feeLimit);
  }

  // Contracts, which come into being without a transaction

  /// A TRC-20 token, all of it with [#rich].
  public String deployToken(String symbol, int decimals) {
    var balances = new HashMap<String, BigInteger>();
    balances.put(rich.account(), BigInteger.TEN.pow(24));
    return deploy(new TronVm.Token(symbol, decimals, balances, new HashMap<>()));
  }

  public String deployBatch() {
    return deploy(new TronVm.Batch());
  }

  public String deployPayer() {
    return deploy(new TronVm.Payer());
  }

  private synchronized String deploy(TronVm.Contract contract) {
    var address = TronKey.of("contract " + ++contracts).account();
    // In the past too: a reorg does not undo it.
    for (var block : blocks) block.state().contracts.put(address, contract.copy());
    return address;
  }

  // What an account has

  public synchronized long balance(String account) {
    return head().state().balance(account);
  }

  public synchronized BigInteger balance(String token, String account) {
    return head().state().contracts.get(token) instanceof TronVm.Token known
        ? known.balances().getOrDefault(account, BigInteger.ZERO)
        : BigInteger.ZERO;
  }
}
