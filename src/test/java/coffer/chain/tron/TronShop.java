package coffer.chain.tron;

import coffer.World;
import coffer.chain.BlockScanner;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.testnet.TronChain;
import coffer.testnet.TronKey;
import coffer.testnet.TronNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A shop on the double. A block is solidified when two more were made on it.
final class TronShop implements AutoCloseable {
  /// Not the node's port: a later one may be given it again.
  private static final AtomicInteger SHOPS = new AtomicInteger();

  private final int number = SHOPS.incrementAndGet();
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  final TronChain chain = TronChain.start(START, 3);
  final TronNode node = TronNode.before(chain);
  final TronNode second = TronNode.before(chain);
  final String usdt = chain.deployToken("USDT", 6);
  final String fake = chain.deployToken("USDT", 6);
  final TronKey payer = TronKey.of("payer");
  final World world;
  final Chain tron;
  private TronSource source;

  TronShop(Db.Address database) {
    chain.pay(chain.rich(), payer.account(), 10_000_000_000L);
    chain.transfer(chain.rich(), usdt, payer.account(), TronWorld.units(10_000_000_000L));
    chain.mine(4);
    world = new World(database, catalogue(), Mode.TEST, chain.headTime());
    tron =
        world.chains.all().stream().filter(c -> c.name().equals(name())).findFirst().orElseThrow();
    source = source(node);
    world.watch(tron, source, Optional.empty());
  }

  TronSource source(TronNode... nodes) {
    var endpoints = Arrays.stream(nodes).map(each -> TronEndpoint.of(each.url())).toList();
    return new TronSource(tron, world.chains.assetsOf(tron), endpoints, TronWorld.LIMITS);
  }

  /// Another process takes over, with nothing but the database.
  BlockScanner restart(TronNode... nodes) {
    source.close();
    source = source(nodes);
    return world.watch(tron, source, Optional.empty());
  }

  Asset asset(String code) {
    return world.asset(tron, code);
  }

  /// Prices are said in the coin itself.
  InvoiceView invoice(String amount, String code) {
    return world.invoice(amount, code, asset(code));
  }

  String to(InvoiceView invoice) {
    return world
        .address(invoice, world.asset(tron, invoice.quotes().getLast().asset().code()))
        .toString();
  }

  /// Waits to be mined.
  String pay(InvoiceView invoice, String code, String amount) {
    var units = world.units(asset(code), amount);
    return asset(code).isNative()
        ? chain.pay(payer, to(invoice), units.longValueExact())
        : chain.transfer(payer, usdt, to(invoice), units);
  }

  void mine(int blocks) {
    chain.mine(blocks);
    scan();
  }

  void scan() {
    if (chain.headTime().isAfter(world.now.get())) world.now.set(chain.headTime());
    world.scan(tron);
  }

  Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  BigDecimal available(String code) {
    return world.available(asset(code));
  }

  private String name() {
    return "tron-" + number;
  }

  private Catalogue catalogue() {
    var spec =
        new Chain.Spec(
            "Double",
            chain.reference(),
            Duration.ofSeconds(3),
            new Chain.Finality.Tag(),
            "",
            false);
    return new Catalogue(
        List.of(
            new Catalogue.ChainEntry(
                name(),
                "tron",
                "tron",
                Mode.TEST,
                spec,
                List.of(
                    World.asset("TRX", 6, Optional.empty()),
                    World.asset("USDT", 6, Optional.of(TronKey.base58(usdt)))))));
  }

  @Override
  public void close() {
    source.close();
    world.close();
    node.close();
    second.close();
  }
}
