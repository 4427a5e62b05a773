package coffer;

import coffer.chain.BlockScanner;
import coffer.chain.ChainSource;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.sandbox.Sandbox;
import coffer.chain.tron.TronAddresses;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Chains;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.event.Events;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.NewInvoice;
import coffer.core.ledger.Account;
import coffer.core.ledger.Ledger;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.core.merchant.SettingsStore;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.core.payment.Orphans;
import coffer.core.payment.Payments;
import coffer.core.payment.TopUps;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.Vault;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/// One organization with a test project, wallets, sandbox chains of three networks and a clock that
/// tests turn, on a database of its own: the core as `app` wires it.
public final class World implements AutoCloseable {
  public static final int DEPTH = 3;

  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  public final AtomicReference<Instant> now = new AtomicReference<>(START);
  public final InstantSource clock = now::get;
  public final Db db;
  public final Chains chains;
  public final Vault vault = Vault.of(MasterKey.generate());
  public final Wallets wallets;
  public final Rates rates;
  public final Events events = new Events(() -> {});
  public final Ledger ledger;
  public final Invoices invoices;
  public final Payments payments;
  public final Orphans orphans;
  public final TopUps topUps;
  public final Merchants merchants;
  public final Sandbox sandbox;
  public final Organization organization;
  public final Project project;
  private final Catalogue catalogue;
  private final Db indexes;
  private final Map<String, WatchSet> watched = new HashMap<>();
  private final Map<Integer, BlockScanner> scanners = new HashMap<>();

  /// @param address of a database that worlds may share: each has an organization of its own
  public World(Db.Address address) {
    this(address, catalogue(), Mode.TEST, START);
  }

  /// @param mode of the project
  public World(Db.Address address, Catalogue catalogue, Mode mode, Instant start) {
    now.set(start);
    db = Db.open(address, 6);
    indexes = Db.open(address, 2);
    var formats = List.of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses());
    this.catalogue = Terms.changeable(catalogue);
    chains = new Chains(db, this.catalogue, formats);
    chains.sync();
    wallets = new Wallets(indexes, vault, chains.formats(), clock);
    rates =
        new Rates(
            List.of(
                FixedRates.of(
                    Map.of(
                        "ETH/EUR", new BigDecimal("2500"),
                        "USDT/EUR", new BigDecimal("0.9"),
                        "USDC/EUR", new BigDecimal("0.91"),
                        "BTC/EUR", new BigDecimal("60000"),
                        "TRX/EUR", new BigDecimal("0.1")),
                    clock)),
            clock);
    rates.refresh(db);
    ledger = new Ledger(chains);
    invoices = new Invoices(chains, rates, wallets, events, clock);
    payments = new Payments(chains, ledger, rates, invoices, events, clock);
    topUps = new TopUps(chains, ledger, rates, invoices, events, clock);
    orphans = new Orphans(chains, ledger, rates, invoices, events, clock);
    merchants = new Merchants(vault, chains, clock);
    sandbox = new Sandbox(chains, clock);
    organization = db.tx(tx -> merchants.createOrganization(tx, "Shop", false));
    project = db.tx(tx -> merchants.createProject(tx, organization, "Web", mode));
    for (var family : List.of("evm", "bitcoin", "tron")) {
      db.run(tx -> wallets.generate(tx, organization.id(), mode, family, 12, now.get()));
    }
  }

  /// Changes what the catalogue says about an asset.
  ///
  /// @return the asset as it is then
  public Asset change(Asset asset, UnaryOperator<Terms> change) {
    var chain = chains.chain(asset.chainId()).name();
    Terms.change(catalogue.chain(chain).orElseThrow(), asset.code(), change);
    chains.refresh();
    return chains.asset(asset.id());
  }

  /// Names the origins of the pages that may show payment pages.
  public void framedBy(String... origins) {
    settings(now -> now.frameOrigins(List.of(origins)));
  }

  /// Changes the settings of the project.
  public void settings(UnaryOperator<Settings.Builder> change) {
    var settings = new SettingsStore(chains);
    db.run(
        tx -> {
          var now = settings.lock(tx, project).change();
          settings.save(tx, project, change.apply(now).build());
        });
  }

  /// The organization's sandbox, its scanner started.
  public Chain chain(String network) {
    var chain = db.tx(tx -> sandbox.chain(tx, organization.id(), network));
    if (!scanners.containsKey(chain.id())) watch(chain, sandbox.source(db, chain), Optional.of(0L));
    return chain;
  }

  /// Reads a chain from a source, and starts its cursor.
  public BlockScanner watch(Chain chain, ChainSource source, Optional<Long> from) {
    var scanner = scanner(chain, source, from);
    scanners.put(chain.id(), scanner);
    scanner.step();
    return scanner;
  }

  /// Another scanner of the same chain, as another node has one.
  public BlockScanner scanner(Chain chain, ChainSource source, Optional<Long> from) {
    var set = watched.computeIfAbsent(chain.family(), WatchSet::new);
    return new BlockScanner(db, chain, source, set, payments, from, clock);
  }

  /// Reads the chain up to its head, the mempool included.
  public void scan(Chain chain) {
    var scanner = scanners.get(chain.id());
    while (scanner.step()) {}
    scanner.step();
  }

  public Asset asset(Chain chain, String code) {
    return chains.assetsOf(chain).stream()
        .filter(asset -> asset.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  public BigInteger units(Asset asset, String amount) {
    return Amount.ofDecimal(new BigDecimal(amount), asset).units();
  }

  /// An invoice that costs so many of a currency, payable in these assets.
  public InvoiceView invoice(String price, String currency, Asset... options) {
    return invoice(command(price, currency, options));
  }

  public InvoiceView invoice(NewInvoice command) {
    return db.tx(tx -> invoices.create(tx, project, command).view());
  }

  public static NewInvoice command(String price, String currency, Asset... options) {
    var denomination = new Denomination(currency);
    return NewInvoice.of("coffer", denomination, Arrays.asList(options))
        .price(
            price.isEmpty()
                ? Optional.empty()
                : Optional.of(Amount.ofDecimal(new BigDecimal(price), denomination).units()))
        .lifetime(Optional.of(Duration.ofHours(1)))
        .monitoring(Optional.of(Duration.ofDays(7)))
        .build();
  }

  /// The command with another tolerance.
  public static NewInvoice tolerant(NewInvoice c, String percent) {
    return c.change().tolerancePercent(Optional.of(new BigDecimal(percent))).build();
  }

  /// The command with fees that the payer owes beside the price.
  public static NewInvoice withFees(NewInvoice c, String percent) {
    return c.change().feesPercent(new BigDecimal(percent)).build();
  }

  /// The command for an order, told at a URL of its own.
  public static NewInvoice ordered(NewInvoice c, String dialect, String order, String callback) {
    return c.change()
        .dialect(dialect)
        .onlyOneOfOrder(order)
        .callback(Optional.of(new NewInvoice.Callback(callback, true)))
        .build();
  }

  /// The command with rates that are promised until the invoice expires.
  public static NewInvoice promised(NewInvoice c) {
    return c.change().ratesHeldUntilExpiry().build();
  }

  public long id(InvoiceView invoice) {
    return db.tx(tx -> invoices.find(tx, invoice.id()).orElseThrow());
  }

  public InvoiceView view(InvoiceView invoice) {
    return db.tx(tx -> invoices.view(tx, id(invoice)));
  }

  public InvoiceView choose(InvoiceView invoice, Asset asset) {
    return db.tx(tx -> invoices.quote(tx, id(invoice), asset));
  }

  /// Where the invoice's last quote in that asset is to be paid.
  public Address address(InvoiceView invoice, Asset asset) {
    var quote =
        view(invoice).quotes().reversed().stream()
            .filter(q -> q.asset().code().equals(asset.code()))
            .findFirst()
            .orElseThrow();
    var chain = chains.chainOf(asset);
    return chains.format(chain).parse(quote.address(), chain).orElseThrow();
  }

  /// Pays on a sandbox, without mining.
  public String pay(InvoiceView invoice, Asset asset, String amount) {
    var to = address(invoice, asset);
    var chain = chains.chainOf(asset);
    return db.tx(tx -> sandbox.pay(tx, chain, asset, to, units(asset, amount)));
  }

  public String pay(Chain chain, Output... outputs) {
    return db.tx(tx -> sandbox.pay(tx, chain, Arrays.asList(outputs), Optional.empty()));
  }

  public void mine(Chain chain, int blocks) {
    db.run(tx -> sandbox.mine(tx, chain, blocks, Optional.empty()));
    scan(chain);
  }

  /// What the project has of an asset: available, or orphan.
  public BigDecimal balance(Account.Kind kind, Asset asset) {
    var account = Account.project(kind, project.id(), asset);
    return new BigDecimal(db.tx(tx -> ledger.lock(tx, account)), asset.decimals())
        .stripTrailingZeros();
  }

  public BigDecimal available(Asset asset) {
    return balance(Account.Kind.AVAILABLE, asset);
  }

  /// The types of an invoice's events, oldest first.
  public List<String> events(InvoiceView invoice) {
    return db.tx(
        tx ->
            tx.list(
                "SELECT type FROM event WHERE invoice_id = ? ORDER BY id",
                row -> row.text("type"),
                id(invoice)));
  }

  public void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  public int expire() {
    return db.tx(tx -> invoices.expire(tx, 100));
  }

  @Override
  public void close() {
    db.close();
    indexes.close();
  }

  static Catalogue catalogue() {
    return new Catalogue(
        List.of(
            sandbox("ethereum", "evm", token("ETH", 18), token("USDT", 6), token("USDC", 6)),
            sandbox("bitcoin", "bitcoin", token("BTC", 8)),
            sandbox("tron", "tron", token("TRX", 6), token("USDT", 6))));
  }

  private static Catalogue.ChainEntry sandbox(
      String network, String family, Catalogue.AssetEntry... assets) {
    var reference = family.equals("bitcoin") ? "bcrt" : "1337";
    var spec =
        new Chain.Spec(
            network, reference, Duration.ofSeconds(2), new Finality.Depth(DEPTH), "", true);
    return new Catalogue.ChainEntry(
        network + "-sandbox", network, family, Mode.TEST, spec, List.of(assets));
  }

  public static Catalogue.AssetEntry token(String code, int decimals) {
    var isNative = List.of("ETH", "BTC", "TRX").contains(code);
    return asset(code, decimals, isNative ? Optional.empty() : Optional.of("contract-" + code));
  }

  public static Catalogue.AssetEntry asset(String code, int decimals, Optional<String> contract) {
    var dust = BigInteger.TEN.pow(Math.max(0, decimals - 4));
    return new Catalogue.AssetEntry(
        code,
        contract,
        decimals,
        Math.min(8, decimals),
        code.equals("USDC") ? BigInteger.TWO : BigInteger.ZERO,
        BigDecimal.ZERO,
        dust,
        BigInteger.ONE,
        1,
        Confirmations.BY_FINALITY,
        true);
  }
}
