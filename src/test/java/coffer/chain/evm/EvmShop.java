package coffer.chain.evm;

import coffer.World;
import coffer.chain.BlockScanner;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// A shop on a real node, with every token of the test contracts, read through a proxy that can
/// misbehave. A block is final when it is two below the head.
final class EvmShop implements AutoCloseable {
  /// Not the node's port: a later one may be given it again.
  private static final AtomicInteger SHOPS = new AtomicInteger();

  private final int number = SHOPS.incrementAndGet();
  final Anvil anvil = Anvil.startWithQuickFinality();
  final FaultyNode node = FaultyNode.before(anvil.url());
  final String six = anvil.deployToken("SIX", 6);
  final String eighteen = anvil.deployToken("EIGHTEEN", 18);
  final String mute = anvil.deploy("NoReturnToken");
  final String fee = anvil.deploy("FeeToken", BigInteger.valueOf(15));
  final String rebasing = anvil.deploy("RebasingToken");
  final String fake = anvil.deploy("FakeToken", "Fake", "SIX", 6);
  final String batch = anvil.deploy("Batch");
  final String payer = anvil.deploy("Payer");
  final World world;
  final Chain chain;
  final BlockScanner scanner;

  EvmShop(Db.Address database, NativeSource source) {
    this(database, source, new String[0]);
  }

  /// @param more endpoints beside the proxy
  EvmShop(Db.Address database, NativeSource source, String... more) {
    world = new World(database, catalogue(), Mode.TEST, Instant.now());
    chain =
        world.chains.all().stream().filter(c -> c.name().equals(name())).findFirst().orElseThrow();
    var urls = new java.util.ArrayList<>(List.of(node.url()));
    urls.addAll(Arrays.asList(more));
    scanner = watch(source, urls);
  }

  private BlockScanner watch(NativeSource source, List<String> urls) {
    var evm =
        new EvmSource(
            chain,
            world.chains.assetsOf(chain),
            source,
            urls.stream().map(EvmEndpoint::of).toList(),
            EvmWorld.LIMITS);
    return world.watch(chain, evm, Optional.empty());
  }

  /// A token counts in the newest block already, from now on.
  void confirmAtOnce(String code) {
    var soon = new Confirmations(List.of(new Confirmations.Tier(Optional.empty(), 1)));
    world.change(asset(code), terms -> terms.confirmations(soon));
    watch(new NativeSource.Blocks(), List.of(node.url()));
  }

  Asset asset(String code) {
    return world.asset(chain, code);
  }

  /// Prices are said in the coin itself.
  InvoiceView invoice(String amount, String code) {
    return world.invoice(amount, code, asset(code));
  }

  String to(InvoiceView invoice) {
    return invoice.quotes().getLast().address();
  }

  /// Pays as a payer's wallet does; mined at once.
  String pay(InvoiceView invoice, String code, String amount) {
    return pay(to(invoice), code, amount);
  }

  String pay(String to, String code, String amount) {
    var asset = asset(code);
    var units = world.units(asset, amount);
    return asset.isNative()
        ? anvil.sendEth(anvil.account(0), to, units)
        : anvil.transfer(asset.contract().orElseThrow(), anvil.account(0), to, units);
  }

  /// Until what was mined is final.
  void finalizeBlocks() {
    anvil.mine(4);
    scan();
  }

  void scan() {
    world.now.updateAndGet(now -> now.plusMillis(10));
    world.scan(chain);
  }

  Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  BigDecimal available(String code) {
    return world.available(asset(code));
  }

  /// What the node says that an address has, in whole coins.
  BigDecimal onChain(String address, String code) {
    var asset = asset(code);
    var units =
        asset.isNative()
            ? anvil.balance(address)
            : anvil.call(asset.contract().orElseThrow(), "balanceOf(address)", address);
    return new BigDecimal(units, asset.decimals());
  }

  private String name() {
    return "anvil-" + number;
  }

  private Catalogue catalogue() {
    var spec =
        new Chain.Spec(
            "Anvil",
            String.valueOf(anvil.chainId()),
            Duration.ofSeconds(1),
            new Chain.Finality.Tag(),
            "",
            false);
    return new Catalogue(
        List.of(
            new Catalogue.ChainEntry(
                name(),
                "ethereum",
                "evm",
                Mode.TEST,
                spec,
                List.of(
                    World.asset("ETH", 18, Optional.empty()),
                    World.asset("SIX", 6, Optional.of(six)),
                    World.asset("EIGHTEEN", 18, Optional.of(eighteen)),
                    World.asset("MUTE", decimals(mute), Optional.of(mute)),
                    slack("FEE", decimals(fee), fee),
                    slack("REBASE", decimals(rebasing), rebasing)))));
  }

  private int decimals(String token) {
    return anvil.call(token, "decimals()").intValueExact();
  }

  /// A token that rounds and charges a fee: 2 units and 0.2 % may be missing.
  private static Catalogue.AssetEntry slack(String code, int decimals, String contract) {
    return new Catalogue.AssetEntry(
        code,
        Optional.of(contract),
        decimals,
        Math.min(8, decimals),
        BigInteger.TWO,
        new BigDecimal("0.2"),
        BigInteger.TEN,
        BigInteger.ONE,
        1,
        Confirmations.BY_FINALITY,
        true);
  }

  @Override
  public void close() {
    world.close();
    node.close();
    anvil.close();
  }
}
