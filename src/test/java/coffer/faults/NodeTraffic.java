package coffer.faults;

import coffer.testnet.Anvil;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One thread that has invoices made, pays them on a real node, in part, in full, twice, in vain,
/// and has the node's chain reorganized, until it is stopped.
final class NodeTraffic implements AutoCloseable {
  private static final int PAYERS = 8;

  private record Due(String coin, String address, BigDecimal sum) {}

  private final Merchant merchant;
  private final NodeChain chain;
  private final Anvil anvil;
  private final List<Due> dues = new ArrayList<>();
  private final List<String> signed = new ArrayList<>();
  final AtomicInteger paid = new AtomicInteger();
  final AtomicInteger reorgs = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  private NodeTraffic(Merchant merchant, NodeChain chain, Random random) {
    this.merchant = merchant;
    this.chain = chain;
    this.anvil = chain.anvil;
    this.thread = Thread.ofVirtual().unstarted(() -> run(random));
  }

  static NodeTraffic start(Merchant merchant, NodeChain chain, long seed) {
    var traffic = new NodeTraffic(merchant, chain, new Random(seed));
    for (int i = 1; i < PAYERS; i++) {
      var plenty = BigInteger.TEN.pow(12);
      traffic.anvil.transfer(
          chain.token, traffic.anvil.account(0), traffic.anvil.account(i), plenty);
    }
    traffic.thread.start();
    return traffic;
  }

  private void run(Random random) {
    try {
      while (!stopped) step(random);
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void step(Random random) {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> order(random);
      case 3, 4, 5, 6 -> pay(random);
      case 7 -> payInVain();
      case 8 -> reorg(random);
      case 9 -> undo(random);
      case 10 -> payAgain(random);
      default -> anvil.mine(1 + random.nextInt(3));
    }
    Run.sleep(random.nextInt(60));
  }

  private void order(Random random) {
    var coin = random.nextInt(3) == 0 ? "ETH" : "SIX";
    var body =
        """
        {'amount': '%d.5', 'currency': '%s', 'expires_in': 86400,
         'options': [{'asset': '%s', 'network': 'anvil'}]}"""
            .formatted(1 + random.nextInt(20), coin, coin);
    var made = merchant.post(random, "/invoices", body, "/id");
    if (made.refused()) throw new AssertionError("refused: " + made);
    var due = new BigDecimal(made.get("/quotes/0/due"));
    dues.add(new Due(coin, made.get("/quotes/0/address"), due));
  }

  private void pay(Random random) {
    if (dues.isEmpty()) return;
    var due = dues.get(dues.size() - 1 - random.nextInt(Math.min(6, dues.size())));
    var percent = List.of(100, 100, 100, 60, 40).get(random.nextInt(5));
    var sum = due.sum.multiply(BigDecimal.valueOf(percent)).movePointLeft(2);
    var payer = anvil.account(1 + random.nextInt(PAYERS - 1));
    var txid =
        due.coin.equals("ETH")
            ? anvil.sendEth(payer, due.address, sum.movePointRight(18).toBigInteger())
            : anvil.transfer(chain.token, payer, due.address, sum.movePointRight(6).toBigInteger());
    paid.incrementAndGet();
    signed.add(anvil.raw(txid));
    if (signed.size() > 10) signed.removeFirst();
  }

  /// Mined, and failed: this account has no tokens.
  private void payInVain() {
    if (dues.isEmpty()) return;
    var due = dues.getLast();
    anvil.transfer(chain.token, anvil.account(PAYERS), due.address, BigInteger.TEN);
  }

  /// The last blocks are replaced: what was in them is gone, or mined again.
  private void reorg(Random random) {
    var again = new ArrayList<Anvil.Again>();
    int depth = 1 + random.nextInt(2);
    for (var raw : signed) {
      if (random.nextBoolean()) again.add(new Anvil.Again(raw, random.nextInt(depth)));
    }
    reorgs.incrementAndGet();
    try {
      anvil.reorg(depth, random.nextBoolean() ? again : List.of());
    } catch (IllegalStateException _) {
      anvil.reorg(depth); // what is still mined below cannot be mined again
    }
    anvil.mine(1);
  }

  private void undo(Random random) {
    var before = anvil.snapshot();
    pay(random);
    anvil.revert(before);
    reorgs.incrementAndGet();
    anvil.mine(2);
  }

  /// The same signed bytes: what is mined already, or has no place any more, is refused.
  private void payAgain(Random random) {
    if (signed.isEmpty()) return;
    try {
      anvil.rpc("eth_sendRawTransaction", signed.get(random.nextInt(signed.size())));
    } catch (IllegalStateException _) {
      // refused
    }
  }

  /// Buries all payments.
  void bury() {
    anvil.mine(8);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) throw new AssertionError("the payer gave up", failure);
  }
}
