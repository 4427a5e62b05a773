package coffer.core.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Mode;
import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Vault;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The wallets of all organizations: at most one for each mode and family.
public final class Wallets {
  private final HdIndexes indexes;
  private final Vault vault;
  private final Map<String, AddressFormat> formats;
  private final WatchedAddresses addresses = new WatchedAddresses();
  private final SecureRandom random = new SecureRandom();

  /// A wallet never changes and is never removed.
  private final Cache<Place, Wallet> committed = Caffeine.newBuilder().maximumSize(10_000).build();

  private record Place(long organizationId, Mode mode, String family) {}

  /// @param indexes a small pool of its own: blocks of indexes are taken from it by callers that
  ///     hold a connection of the other one, and would otherwise wait for each other
  /// @param clock the same for all servers of one database
  public Wallets(Db indexes, Vault vault, Collection<AddressFormat> formats, InstantSource clock) {
    this.indexes = new HdIndexes(indexes, clock);
    this.vault = vault;
    this.formats =
        formats.stream()
            .collect(Collectors.toUnmodifiableMap(AddressFormat::family, Function.identity()));
  }

  /// Gives back the HD indexes that this server took and did not use. No request may be under way.
  public void giveBackIndexes() {
    indexes.giveBack();
  }

  /// Makes a watch-only wallet from the key of an account whose owner keeps the private keys.
  ///
  /// @param field the account key's path in the request, for a refusal
  public Wallet watch(
      Tx tx,
      long organizationId,
      Mode mode,
      String family,
      Field field,
      String account,
      Instant now) {
    var reason = format(family).refuseAccount(account, mode);
    if (reason.isPresent()) throw refused(field, reason.get());
    var xpub = format(family).normalAccount(account);
    return insert(tx, organizationId, mode, family, field, xpub, Optional.empty(), now);
  }

  /// Makes a wallet from a new seed, which is stored sealed.
  ///
  /// @param words 12 or 24
  public Wallet generate(
      Tx tx, long organizationId, Mode mode, String family, int words, Instant now) {
    var mnemonic = Mnemonic.generate(random, words);
    var xpub = mnemonic.account(format(family).accountPath(mode));
    long seedId = vault.seal(tx, "seed", String.join(" ", mnemonic.words()).getBytes(UTF_8), now);
    return insert(
        tx, organizationId, mode, family, Field.Term.FAMILY, xpub, Optional.of(seedId), now);
  }

  /// The words of a generated wallet; empty if it is watch-only.
  public Optional<Mnemonic> reveal(Tx tx, Wallet wallet) {
    return wallet.seedId().map(id -> Mnemonic.parse(new String(vault.open(tx, id), UTF_8)));
  }

  /// A new address of the wallet, watched from the moment this transaction commits.
  ///
  /// The wallet must be committed, and the caller must not hold its row locked.
  public Watched derive(Tx tx, Wallet wallet, Instant now) {
    return derive(tx, wallet, tx.id("SELECT nextval('watched_address_id_seq') AS id"), now);
  }

  /// @param id of the new row, drawn from its sequence already
  public Watched derive(Tx tx, Wallet wallet, long id, Instant now) {
    long index = indexes.next(wallet.id());
    var address = format(wallet.family()).derive(wallet.xpub(), index);
    return addresses.add(tx, wallet, id, index, address, now);
  }

  /// @throws Rejection.Refused (NoWallet) if the organization has none
  public Wallet get(Tx tx, long organizationId, Mode mode, String family) {
    var place = new Place(organizationId, mode, family);
    var known = committed.getIfPresent(place);
    if (known != null) return known;
    var wallet =
        find(tx, organizationId, mode, family)
            .orElseThrow(() -> new Rejection.NoWallet(family, mode.text()).asException());
    tx.afterCommit(() -> committed.put(place, wallet));
    return wallet;
  }

  public Optional<Wallet> find(Tx tx, long organizationId, Mode mode, String family) {
    return tx.one(
        """
        SELECT id, organization_id, mode, family, xpub, seed_id, created_at FROM wallet
        WHERE organization_id = ? AND mode = ? AND family = ?
        """,
        Wallets::wallet,
        organizationId,
        mode.text(),
        family);
  }

  public List<Wallet> list(Tx tx, long organizationId) {
    return tx.list(
        """
        SELECT id, organization_id, mode, family, xpub, seed_id, created_at FROM wallet
        WHERE organization_id = ? ORDER BY mode, family
        """,
        Wallets::wallet,
        organizationId);
  }

  private Wallet insert(
      Tx tx,
      long organizationId,
      Mode mode,
      String family,
      Field field,
      String xpub,
      Optional<Long> seedId,
      Instant now) {
    return tx.one(
            """
            INSERT INTO wallet (organization_id, mode, family, xpub, seed_id, created_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            RETURNING id, organization_id, mode, family, xpub, seed_id, created_at
            """,
            Wallets::wallet,
            organizationId,
            mode.text(),
            family,
            xpub,
            seedId,
            now)
        .orElseThrow(() -> refused(field, conflict(tx, organizationId, mode, family)));
  }

  private String conflict(Tx tx, long organizationId, Mode mode, String family) {
    return find(tx, organizationId, mode, family).isPresent()
        ? "The organization has a %s wallet for %s already.".formatted(mode.text(), family)
        : "This account is the wallet of another mode or organization already.";
  }

  private AddressFormat format(String family) {
    var format = formats.get(family);
    if (format == null) throw refused(Field.Term.FAMILY, "There is no family " + family + ".");
    return format;
  }

  private static Rejection.Refused refused(Field field, String reason) {
    return new Rejection.InvalidField(field, reason).asException();
  }

  private static Wallet wallet(Row row) throws SQLException {
    return new Wallet(
        row.number("id"),
        row.number("organization_id"),
        Mode.of(row.text("mode")),
        row.text("family"),
        row.text("xpub"),
        row.maybeNumber("seed_id"),
        row.instant("created_at"));
  }
}
