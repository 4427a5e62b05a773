package coffer.chain.bitcoin;

import coffer.World;
import coffer.chain.BlockScanner;
import coffer.core.Field;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Status;
import coffer.core.merchant.Project;
import coffer.db.Db;
import coffer.testnet.Bitcoind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A shop on a real node: a chain of its own over the node's blocks, final at two confirmations.
final class BitcoinShop implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final Bitcoind node;
  final World world;
  final Chain chain;
  final Asset btc;
  private final String name =
      "regtest-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  private final Bitcoind[] nodes;
  private BitcoinSource source;
  private BlockScanner scanner;

  /// @param nodes that the chain is read from; the first one is the payers'
  BitcoinShop(Db.Address database, Bitcoind... nodes) {
    this.nodes = nodes;
    node = nodes[0];
    world = new World(database, catalogue(), Mode.TEST, Instant.now());
    chain =
        world.chains.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    btc = world.asset(chain, "BTC");
    source = source();
    scanner = world.watch(chain, source, Optional.empty());
    scan();
  }

  private BitcoinSource source() {
    var endpoints = Arrays.stream(nodes).map(BitcoinWorld::endpoint).toList();
    return new BitcoinSource(chain, world.chains.assetsOf(chain), endpoints, BitcoinWorld.LIMITS);
  }

  /// As if our server had been started anew.
  void restart() {
    source.close();
    source = source();
    scanner = world.watch(chain, source, Optional.empty());
  }

  /// Another organization's project, paid to what a wallet of the node's says is its account.
  ///
  /// @param kind `wpkh` or `tr`
  Project project(String wallet, String kind) {
    var descriptor =
        node.wallet(wallet, "listdescriptors")
            .get("descriptors")
            .valueStream()
            .filter(d -> !d.get("internal").asBoolean())
            .map(d -> d.get("desc").asString())
            .filter(d -> d.startsWith(kind + "("))
            .findFirst()
            .orElseThrow();
    var shop = world.db.tx(tx -> world.merchants.createOrganization(tx, wallet, false));
    var now = world.now.get();
    world.db.run(
        tx ->
            world.wallets.watch(
                tx, shop.id(), Mode.TEST, "bitcoin", Field.Admin.XPUB, descriptor, now));
    return world.db.tx(tx -> world.merchants.createProject(tx, shop, kind, Mode.TEST));
  }

  InvoiceView invoice(String amount) {
    return world.invoice(amount, "BTC", btc);
  }

  InvoiceView invoice(Project project, String amount) {
    var command = World.command(amount, "BTC", btc);
    return world.db.tx(tx -> world.invoices.create(tx, project, command).view());
  }

  String to(InvoiceView invoice) {
    return invoice.quotes().getLast().address();
  }

  Address address(InvoiceView invoice) {
    return world.address(invoice, btc);
  }

  Bitcoind.Out out(InvoiceView invoice, String amount) {
    return BitcoinWorld.out(address(invoice), world.units(btc, amount).longValueExact());
  }

  String pay(InvoiceView invoice, String amount) {
    return node.send(out(invoice, amount));
  }

  void mine(int blocks) {
    node.mine(blocks);
    scan();
  }

  void scan() {
    world.now.updateAndGet(now -> now.plus(Duration.ofMillis(10)));
    world.scan(chain);
  }

  BlockScanner scanner() {
    return scanner;
  }

  Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  List<PaymentView> payments(InvoiceView invoice) {
    return world.view(invoice).payments();
  }

  PaymentView payment(InvoiceView invoice) {
    return payments(invoice).getFirst();
  }

  List<String> events(InvoiceView invoice) {
    return world.events(invoice);
  }

  BigDecimal available() {
    return world.available(btc);
  }

  private Catalogue catalogue() {
    var spec =
        new Chain.Spec(
            "Bitcoin", "bcrt", Duration.ofMinutes(10), new Chain.Finality.Depth(2), "", false);
    var coin = World.asset("BTC", 8, Optional.empty());
    return new Catalogue(
        List.of(
            new Catalogue.ChainEntry(name, "bitcoin", "bitcoin", Mode.TEST, spec, List.of(coin))));
  }

  @Override
  public void close() {
    source.close();
    world.close();
  }
}
