package coffer.core.chain;

import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All chains and assets, by id and by name: rows of the database, cached in memory. Rows are
/// created from the [Catalogue] and never removed, so a cached id stays valid. An id that another
/// node created is loaded when it is first needed; other changes by [#refresh].
public final class Chains {
  private final Db db;
  private final Catalogue catalogue;
  private final Map<String, AddressFormat> formats;
  private final BiPredicate<Chain, Asset> watched;
  private final Map<Integer, Chain> chains = new ConcurrentHashMap<>();
  private final Map<Integer, Asset> assets = new ConcurrentHashMap<>();
  private final Readings readings = new Readings();
  private final Offers offers;
  private volatile Set<Integer> read = Set.of();

  public Chains(Db db, Catalogue catalogue, Collection<AddressFormat> formats) {
    this(db, catalogue, formats, (_, _) -> true);
  }

  /// @param watched whether this server sees payments in an asset of a chain; Coffer does not offer
  ///     assets without a watcher to payers
  public Chains(
      Db db,
      Catalogue catalogue,
      Collection<AddressFormat> formats,
      BiPredicate<Chain, Asset> watched) {
    this.db = db;
    this.catalogue = catalogue;
    this.watched = watched;
    this.offers = new Offers(catalogue);
    this.formats =
        formats.stream().collect(Collectors.toMap(AddressFormat::family, Function.identity()));
  }

  /// Loads all rows. If no server has used the database yet, writes the catalogue first: what an
  /// operator sets up before the first start needs chains.
  public void open() {
    var used = db.tx(tx -> tx.one("SELECT 1 AS one FROM chain LIMIT 1", _ -> true).isPresent());
    if (used) load();
    else sync();
  }

  /// Writes the catalogue into the database and loads all rows. For a database on which no server
  /// runs yet.
  public void sync() {
    write(offers::applyWithOwn);
  }

  /// The same at the start of a server. Assets that other running servers offer stay enabled. A
  /// command that runs beside servers must not call this: its catalogue may be newer than what the
  /// servers read.
  public void sync(UUID server, Instant now) {
    write(
        tx -> {
          offers.beat(tx, server, now);
          offers.apply(tx);
        });
  }

  /// Records that a server runs; called several times a minute. Disables the assets that only an
  /// ended server offered.
  public void beat(UUID server, Instant now) {
    db.run(
        tx -> {
          lock(tx);
          if (offers.beat(tx, server, now)) offers.apply(tx);
        });
  }

  /// Records that a server ends. If others run, disables the assets that only this one offered.
  public void leave(UUID server) {
    db.run(
        tx -> {
          lock(tx);
          if (offers.leave(tx, server)) offers.apply(tx);
        });
  }

  /// One node at a time: two that start together would write the same rows.
  private static void lock(Tx tx) {
    tx.one("SELECT pg_advisory_xact_lock(7205759403)", _ -> 1);
  }

  private void write(Consumer<Tx> apply) {
    db.run(
        tx -> {
          lock(tx);
          for (var entry : catalogue.chains()) {
            if (!entry.spec().sandbox()) CatalogueRows.store(tx, entry, Optional.empty());
          }
          var owners =
              tx.list(
                  "SELECT DISTINCT organization_id FROM chain WHERE organization_id IS NOT NULL",
                  row -> row.number("organization_id"));
          for (var owner : owners) sandboxes(tx, owner);
          apply.accept(tx);
        });
    load();
  }

  /// Creates the missing sandbox chains of an organization.
  public void openSandboxes(Tx tx, long organizationId) {
    var there =
        tx.list(
            "SELECT name FROM chain WHERE organization_id = ?",
            row -> row.text("name"),
            organizationId);
    var missing =
        catalogue.chains().stream()
            .filter(entry -> entry.spec().sandbox() && !there.contains(entry.name()))
            .toList();
    if (missing.isEmpty()) return;
    for (var entry : missing) CatalogueRows.store(tx, entry, Optional.of(organizationId));
    tx.afterCommit(this::load);
  }

  /// Loads what other processes have created or changed.
  public void refresh() {
    load();
  }

  public Chain chain(int id) {
    return known(chains, id, "chain");
  }

  public Asset asset(int id) {
    return known(assets, id, "asset");
  }

  public Chain chainOf(Asset asset) {
    return chain(asset.chainId());
  }

  /// The least amount of an asset that wallets send and that a payer can type, in base units.
  public BigInteger leastUnits(Asset asset) {
    var step = asset.step();
    var least = format(chainOf(asset)).leastUnits();
    return least.add(step).subtract(BigInteger.ONE).divide(step).multiply(step);
  }

  public AddressFormat format(Chain chain) {
    return format(chain.family());
  }

  public AddressFormat format(String family) {
    var format = formats.get(family);
    if (format == null) throw new IllegalStateException("no addresses of family " + family);
    return format;
  }

  public Collection<AddressFormat> formats() {
    return formats.values();
  }

  public String text(Address address, Chain chain) {
    return format(chain).text(address, chain);
  }

  /// The chains that this server serves: those in its catalogue.
  public List<Chain> all() {
    return chains.values().stream().filter(this::served).toList();
  }

  private boolean served(Chain chain) {
    return catalogue.chain(chain.name()).isPresent();
  }

  public List<Asset> assetsOf(Chain chain) {
    return assets.values().stream()
        .filter(asset -> asset.chainId() == chain.id())
        .sorted(Comparator.comparingInt(Asset::id))
        .toList();
  }

  /// The assets that a project of this mode and organization can accept now: enabled and read.
  public List<Asset> offered(Mode mode, long organizationId) {
    return configured(mode, organizationId).stream()
        .filter(asset -> read.contains(asset.id()))
        .toList();
  }

  /// Whether the readers of the chain look for the asset, so that it may be quoted.
  public boolean reads(Tx tx, Asset asset) {
    return read.contains(asset.id()) || readings.reads(tx, asset);
  }

  /// The assets that a project of this mode and organization can accept, now or once they are read.
  public List<Asset> configured(Mode mode, long organizationId) {
    return assets.values().stream()
        .filter(Asset::enabled)
        .filter(asset -> served(chainOf(asset)) && visible(chainOf(asset), mode, organizationId))
        .filter(asset -> watched.test(chainOf(asset), asset))
        .sorted(Comparator.comparingInt(Asset::id))
        .toList();
  }

  /// The asset with this code on the network or chain with this name. For a test project, the name
  /// of a network means the organization's sandbox, if there is one.
  public Optional<Asset> find(Mode mode, long organizationId, String code, String network) {
    var candidates =
        configured(mode, organizationId).stream()
            .filter(asset -> asset.code().equals(code))
            .toList();
    return candidates.stream()
        .filter(asset -> chainOf(asset).name().equals(network))
        .findFirst()
        .or(
            () ->
                candidates.stream()
                    .filter(asset -> chainOf(asset).network().equals(network))
                    .min(Comparator.comparing(asset -> chainOf(asset).organizationId().isEmpty())));
  }

  private static boolean visible(Chain chain, Mode mode, long organizationId) {
    return chain.mode() == mode
        && chain.organizationId().map(owner -> owner == organizationId).orElse(true);
  }

  private <T> T known(Map<Integer, T> map, int id, String what) {
    var value = map.get(id);
    if (value == null) {
      load();
      value = map.get(id);
    }
    if (value == null)
      throw new IllegalStateException("no " + what + " " + id + " in the catalogue");
    return value;
  }

  private void load() {
    db.run(
        tx -> {
          tx.list("SELECT * FROM chain", Chains.this::chain)
              .forEach(chain -> chains.put(chain.id(), chain));
          tx.list("SELECT * FROM asset", Chains::asset)
              .forEach(asset -> assets.put(asset.id(), own(asset)));
          read = readings.all(tx);
        });
  }

  private void sandboxes(Tx tx, long organizationId) {
    for (var entry : catalogue.chains()) {
      if (entry.spec().sandbox()) CatalogueRows.store(tx, entry, Optional.of(organizationId));
    }
  }

  private Chain chain(Row row) throws SQLException {
    var name = row.text("name");
    return new Chain(
        row.integer("id"),
        name,
        row.text("network"),
        row.text("family"),
        Mode.of(row.text("mode")),
        row.maybeNumber("organization_id"),
        catalogue.chain(name).map(Catalogue.ChainEntry::spec).orElseGet(() -> retired(name)));
  }

  /// For a chain that is no longer in the catalogue: its data can still be shown, but nothing new
  /// happens on it.
  private static Chain.Spec retired(String name) {
    return new Chain.Spec(name, "", Duration.ofMinutes(1), new Chain.Finality.Depth(1), "", false);
  }

  /// With the terms of this server's catalogue, if it has the asset: the row may have the terms of
  /// another server's catalogue.
  private Asset own(Asset row) {
    var entry =
        Optional.ofNullable(chains.get(row.chainId()))
            .flatMap(chain -> catalogue.chain(chain.name()))
            .flatMap(chain -> chain.asset(row.code()));
    return entry.map(row::on).orElse(row);
  }

  static Asset asset(Row row) throws SQLException {
    return new Asset(
        row.integer("id"),
        row.integer("chain_id"),
        Mode.of(row.text("mode")),
        row.text("code"),
        row.maybeText("contract"),
        row.integer("decimals"),
        row.integer("precision"),
        row.units("slack_units"),
        row.decimal("slack_percent"),
        row.units("dust_units"),
        row.units("min_units"),
        row.integer("min_depth"),
        row.json("confirmations", Confirmations.class),
        row.bool("enabled"));
  }
}
