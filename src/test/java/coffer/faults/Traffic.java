package coffer.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Random requests by several threads until it is stopped: invoices, payments, blocks, reorgs,
/// replacements, evictions, cancellations.
final class Traffic implements AutoCloseable {
  static final Map<String, String> POINTERS =
      Map.of("/invoices", "/id", "/sandbox/pay", "/txid", "/sandbox/replace", "/txid");

  private static final List<String> NETWORKS = List.of("ethereum", "tron", "bitcoin");
  private static final List<String[]> COINS =
      List.of(
          new String[] {"USDT", "ethereum"},
          new String[] {"ETH", "ethereum"},
          new String[] {"USDT", "tron"},
          new String[] {"BTC", "bitcoin"});

  private record Sent(String network, String txid) {}

  private final Merchant merchant;
  private final Inbox inbox;
  private final List<String> invoices = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private Traffic(Merchant merchant, Inbox inbox) {
    this.merchant = merchant;
    this.inbox = inbox;
  }

  /// @param seed each thread has a random of its own
  static Traffic start(Merchant merchant, Inbox inbox, int threads, long seed) {
    var traffic = new Traffic(merchant, inbox);
    for (int i = 0; i < threads; i++) {
      var random = new Random(seed * 31 + i);
      traffic.threads.add(Thread.ofVirtual().start(() -> traffic.run(random)));
    }
    return traffic;
  }

  private void run(Random random) {
    try {
      while (!stopped) step(random);
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private void step(Random random) {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> create(random);
      case 4, 5, 6, 7, 8 -> pay(random);
      case 9 -> forget(random);
      case 10, 11 -> choose(random);
      case 12 -> reorg(random);
      case 13 -> replace(random);
      case 14 -> cancel(random);
      case 15 -> mine(random, 1 + random.nextInt(2));
      default -> throw new IllegalStateException();
    }
  }

  private void create(Random random) {
    var coin = COINS.get(random.nextInt(COINS.size()));
    var callback =
        random.nextInt(5) == 0 ? ", 'callback_url': '%s'".formatted(inbox.url("/callback")) : "";
    var body =
        "{'amount': '%d.50', 'currency': 'EUR', 'options': [{'asset': '%s', 'network': '%s'}]%s}";
    var made =
        merchant.post(
            random,
            "/invoices",
            body.formatted(1 + random.nextInt(90), coin[0], coin[1], callback),
            "/id");
    if (!made.refused()) invoices.add(made.get("/id"));
  }

  /// Never paid, soon over.
  private void forget(Random random) {
    var body =
        """
        {'amount': '5', 'currency': 'EUR', 'expires_in': 1,
         'options': [{'asset': 'USDT', 'network': 'ethereum'}]}""";
    merchant.post(random, "/invoices", body, "/id");
  }

  /// An invoice with several options, and the payer's choice of one or two of them.
  private void choose(Random random) {
    var body =
        """
        {'amount': '30', 'currency': 'EUR', 'options': [{'asset': 'USDT', 'network': 'ethereum'},
          {'asset': 'ETH', 'network': 'ethereum'}, {'asset': 'USDT', 'network': 'tron'}]}""";
    var made = merchant.post(random, "/invoices", body, "/id");
    if (made.refused()) return;
    var id = made.get("/id");
    for (var coin : COINS.subList(random.nextInt(2), 2 + random.nextInt(2))) {
      var choice = "{'asset': '%s', 'network': '%s'}".formatted(coin[0], coin[1]);
      merchant.post(random, "/invoices/" + id + "/quote", choice, "/id");
    }
    invoices.add(id);
  }

  private void pay(Random random) {
    if (invoices.isEmpty()) return;
    var recent = Math.min(20, invoices.size());
    var id = invoices.get(invoices.size() - 1 - random.nextInt(recent));
    var part = List.of("60", "100", "100", "100", "35").get(random.nextInt(5));
    var paid =
        merchant.post(
            random,
            "/sandbox/pay",
            "{'invoice': '%s', 'percent': '%s'}".formatted(id, part),
            "/txid");
    if (!paid.refused()) sent.add(new Sent(paid.get("/network"), paid.get("/txid")));
    while (sent.size() > 30) sent.poll();
  }

  private void reorg(Random random) {
    var outcome = List.of("drop", "remine", "return_to_mempool").get(random.nextInt(3));
    var network = NETWORKS.get(random.nextInt(NETWORKS.size()));
    merchant.post(
        random,
        "/sandbox/reorg",
        "{'network': '%s', 'depth': %d, 'outcome': '%s'}"
            .formatted(network, 1 + random.nextInt(4), outcome),
        "/height");
  }

  private void replace(Random random) {
    var any = sent.stream().skip(random.nextInt(Math.max(1, sent.size()))).findFirst();
    if (any.isEmpty()) return;
    var body = "{'network': '%s', 'txid': '%s'}".formatted(any.get().network, any.get().txid);
    if (random.nextInt(3) == 0) merchant.post(random, "/sandbox/evict", body, "/txid");
    else merchant.post(random, "/sandbox/replace", body, "/txid");
  }

  private void cancel(Random random) {
    if (invoices.isEmpty()) return;
    var id = invoices.get(random.nextInt(invoices.size()));
    merchant.post(random, "/invoices/" + id + "/cancel", "{}", "/id");
  }

  private void mine(Random random, int blocks) {
    var network = NETWORKS.get(random.nextInt(NETWORKS.size()));
    mine(random, network, blocks);
  }

  private void mine(Random random, String network, int blocks) {
    merchant.post(
        random,
        "/sandbox/mine",
        "{'network': '%s', 'blocks': %d}".formatted(network, blocks),
        "/height");
  }

  /// Buries all payments.
  void bury(Random random) {
    for (var network : NETWORKS) mine(random, network, 8);
  }

  /// Lets every thread end what it is doing: servers must be there to answer.
  @Override
  public void close() {
    stopped = true;
    try {
      for (var thread : threads) thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!failures.isEmpty()) throw new AssertionError("the merchant gave up", failures.peek());
  }
}
