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

/// Every chain and asset, by id and by name: rows of the database, kept in memory. Rows are made
/// from the [Catalogue] and never removed, so what is in memory is never wrong, only incomplete: an
/// id that another node made is read when it is first asked for.
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

  /// @param watched whether this server sees payments in an asset of a chain: a payer is not
  ///     offered what nobody watches
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

  /// Reads everything that is there. A database that no server has used yet gets the catalogue
  /// first: what an operator sets up before the first start needs chains.
  public void open() {
    var used = db.tx(tx -> tx.one("SELECT 1 AS one FROM chain LIMIT 1", _ -> true).isPresent());
    if (used) load();
    else sync();
  }

  /// Writes the catalogue into the database and reads everything that is there, before any server
  /// runs.
  public void sync() {
    write(offers::applyWithOwn);
  }

  /// The same at the start of a server. A command beside it must not: its catalogue may be newer
  /// than what the servers read. What other servers that run offer stays enabled.
  public void sync(UUID server, Instant now) {
    write(
        tx -> {
          offers.beat(tx, server, now);
          offers.apply(tx);
        });
  }

  /// Says that a server runs, some times a minute. The assets of one that ended, and that no other
  /// offers, are no longer enabled.
  public void beat(UUID server, Instant now) {
    db.run(
        tx -> {
          lock(tx);
          if (offers.beat(tx, server, now)) offers.apply(tx);
        });
  }

  /// Says that a server ends.
  public void leave(UUID server) {
    db.run(
        tx -> {
          lock(tx);
          if (offers.leave(tx, server)) offers.apply(tx);
        });
  }

  /// One node at a time: two that start together would meet on the same rows.
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

  /// Makes the sandbox chains of an organization, where they are missing.
  public void openSandboxes(Tx tx, long organizationId) {
    var there =
        tx.list(
            "SELECT name FROM chain WHERE organization_id = ?",
            row -> row.text("name"),
            organizationId);
    for (var entry : catalogue.chains()) {
      if (entry.spec().sandbox() && !there.contains(entry.name())) {
        CatalogueRows.store(tx, entry, Optional.of(organizationId));
      }
    }
    tx.afterCommit(this::load);
  }

  /// Reads what other processes made in the meantime.
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

  /// The least that wallets send of an asset, and that a payer can type, in base units.
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

  /// The chains that this server serves: those that the catalogue still has.
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

  /// What a project of that mode and organization can take now: enabled assets that are read.
  public List<Asset> offered(Mode mode, long organizationId) {
    return configured(mode, organizationId).stream()
        .filter(asset -> read.contains(asset.id()))
        .toList();
  }

  /// Whether the chain's readers look for the asset, so that a quote of it may be made.
  public boolean reads(Tx tx, Asset asset) {
    return read.contains(asset.id()) || readings.reads(tx, asset);
  }

  /// What a project of that mode and organization can take, if not now then once it is read.
  public List<Asset> configured(Mode mode, long organizationId) {
    return assets.values().stream()
        .filter(Asset::enabled)
        .filter(asset -> served(chainOf(asset)) && visible(chainOf(asset), mode, organizationId))
        .filter(asset -> watched.test(chainOf(asset), asset))
        .sorted(Comparator.comparingInt(Asset::id))
        .toList();
  }

  /// The asset that a project means by a code and the name of a network or of a chain. A network's
  /// name means the organization's sandbox where the project is for testing and there is one.
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

  /// A chain that left the catalogue: what it had can still be shown, nothing new happens on it.
  private static Chain.Spec retired(String name) {
    return new Chain.Spec(name, "", Duration.ofMinutes(1), new Chain.Finality.Depth(1), "", false);
  }

  /// On the terms of this server's own catalogue, if it has it: another one's may say otherwise.
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
