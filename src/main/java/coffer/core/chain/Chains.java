package coffer.core.chain;

import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.db.Tx.Jsonb;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
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

  /// Writes the catalogue into the database and reads everything that is there. A server does this
  /// at its start. A command beside it must not: its catalogue may be newer than what the servers
  /// read.
  public void sync() {
    db.run(
        tx -> {
          // One node at a time: two that start together would meet on the same rows.
          tx.one("SELECT pg_advisory_xact_lock(7205759403)", _ -> 1);
          for (var entry : catalogue.chains()) {
            if (!entry.spec().sandbox()) store(tx, entry, Optional.empty());
          }
          var owners =
              tx.list(
                  "SELECT DISTINCT organization_id FROM chain WHERE organization_id IS NOT NULL",
                  row -> row.number("organization_id"));
          for (var owner : owners) sandboxes(tx, owner);
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
        store(tx, entry, Optional.of(organizationId));
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
          tx.list("SELECT * FROM asset", Chains::asset).stream()
              .forEach(asset -> assets.put(asset.id(), asset));
          read = readings.all(tx);
        });
  }

  private void sandboxes(Tx tx, long organizationId) {
    for (var entry : catalogue.chains()) {
      if (entry.spec().sandbox()) store(tx, entry, Optional.of(organizationId));
    }
  }

  private static void store(Tx tx, Catalogue.ChainEntry entry, Optional<Long> owner) {
    tx.update(
        """
        INSERT INTO chain (name, network, family, mode, organization_id) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (name, organization_id) DO NOTHING
        """,
        entry.name(),
        entry.network(),
        entry.family(),
        entry.mode().text(),
        owner);
    var stored =
        tx.only(
            "SELECT id, family, mode FROM chain WHERE name = ? AND organization_id IS NOT DISTINCT FROM ?",
            row ->
                new Stored(row.integer("id"), kind(row.text("family"), Mode.of(row.text("mode")))),
            entry.name(),
            owner);
    requireSame(entry, stored.kind);
    int id = stored.id;
    for (var asset : entry.assets()) {
      requirePinned(tx, id, entry, asset);
      store(tx, id, entry.mode(), asset);
    }
    // Every block of a simulated chain is looked through for all of its assets.
    if (entry.spec().sandbox()) {
      tx.update(
          """
          INSERT INTO reading (asset_id, mode, since)
          SELECT id, mode, 0 FROM asset WHERE chain_id = ? AND enabled ON CONFLICT DO NOTHING
          """,
          id);
    }
    tx.update(
        "UPDATE asset SET enabled = false WHERE chain_id = ? AND enabled AND code <> ALL (?)",
        id,
        new Arr("text", entry.assets().stream().map(Catalogue.AssetEntry::code).toList()));
  }

  /// @param kind its family and mode
  private record Stored(int id, String kind) {}

  private static String kind(String family, Mode mode) {
    return family + ", " + mode.text();
  }

  /// Its addresses and what was booked on it would be of another kind.
  private static void requireSame(Catalogue.ChainEntry chain, String stored) {
    var wanted = kind(chain.family(), chain.mode());
    if (stored.equals(wanted)) return;
    throw new IllegalStateException(
        "%s is %s in the database, %s in the catalogue: give another one another name"
            .formatted(chain.name(), stored, wanted));
  }

  /// What was booked would mean something else by another contract or other decimals.
  private static void requirePinned(
      Tx tx, int chainId, Catalogue.ChainEntry chain, Catalogue.AssetEntry asset) {
    var there =
        tx.one(
            "SELECT contract, decimals FROM asset WHERE chain_id = ? AND code = ?",
            row -> pinned(row.maybeText("contract"), row.integer("decimals")),
            chainId,
            asset.code());
    var wanted = pinned(asset.contract(), asset.decimals());
    if (there.isEmpty() || there.get().equals(wanted)) return;
    throw new IllegalStateException(
        "%s on %s is %s in the database, %s in the catalogue: give another one another code"
            .formatted(asset.code(), chain.name(), there.get(), wanted));
  }

  private static String pinned(Optional<String> contract, int decimals) {
    return "%s with %d decimals".formatted(contract.orElse("the coin"), decimals);
  }

  private static void store(Tx tx, int chainId, Mode mode, Catalogue.AssetEntry asset) {
    tx.update(
        """
          INSERT INTO asset (chain_id, mode, code, contract, decimals, precision, slack_units,
              slack_percent, dust_units, min_units, min_depth, confirmations, enabled)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (chain_id, code) DO UPDATE SET precision = excluded.precision,
              slack_units = excluded.slack_units, slack_percent = excluded.slack_percent,
              dust_units = excluded.dust_units, min_units = excluded.min_units,
              min_depth = excluded.min_depth, confirmations = excluded.confirmations, enabled = excluded.enabled
          """,
        chainId,
        mode.text(),
        asset.code(),
        asset.contract(),
        asset.decimals(),
        asset.precision(),
        asset.slackUnits(),
        asset.slackPercent(),
        asset.dustUnits(),
        asset.minUnits(),
        asset.minDepth(),
        new Jsonb(asset.confirmations()),
        asset.enabled());
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
