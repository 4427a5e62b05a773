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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The wallets of all organizations. For each mode and family, at most one wallet of an
/// organization provides new addresses.
public final class Wallets {
  private final HdIndexes indexes;
  private final Vault vault;
  private final Map<String, AddressFormat> formats;
  private final WatchedAddresses addresses = new WatchedAddresses();
  private final SecureRandom random = new SecureRandom();

  /// The most wallets of one organization, including replaced ones.
  public static final int MAX_WALLETS = 100;

  /// How long a server may continue to use a wallet that was replaced.
  static final Duration CACHE_TTL = Duration.ofSeconds(5);

  private final Cache<Place, Wallet> committed =
      Caffeine.newBuilder().expireAfterWrite(CACHE_TTL).maximumSize(10_000).build();

  private record Place(long organizationId, Mode mode, String family) {}

  /// @param indexes a small separate pool: callers that hold a connection of the main pool take
  ///     blocks of indexes through it; with a single pool they could wait for each other
  /// @param clock the same for all servers of one database
  public Wallets(Db indexes, Vault vault, Collection<AddressFormat> formats, InstantSource clock) {
    this.indexes = new HdIndexes(indexes, clock);
    this.vault = vault;
    this.formats =
        formats.stream()
            .collect(Collectors.toUnmodifiableMap(AddressFormat::family, Function.identity()));
  }

  /// Gives back the HD indexes that this server reserved and did not use. No request may be in
  /// progress.
  public void giveBackIndexes() {
    indexes.giveBack();
  }

  /// Creates a watch-only wallet from an account key. The owner keeps the private keys.
  ///
  /// @param field the account key's path in the request, for a rejection
  /// @throws Rejection.Refused InvalidField
  public Wallet watch(
      Tx tx,
      long organizationId,
      Mode mode,
      String family,
      Field field,
      String account,
      Instant now) {
    var draft = draft(organizationId, mode, family, field, account, now);
    return insert(tx, field, draft);
  }

  /// Replaces the wallet that provides new addresses by another watch-only wallet. Addresses of the
  /// old one stay watched, and open invoices keep theirs. Running servers switch after at most
  /// [#CACHE_TTL]. A wallet that was replaced can be used again.
  ///
  /// @param field the account key's path in the request, for a rejection
  /// @throws Rejection.Refused NoWallet, if there is none to replace; InvalidField
  public Wallet replace(
      Tx tx,
      long organizationId,
      Mode mode,
      String family,
      Field field,
      String account,
      Instant now) {
    var draft = draft(organizationId, mode, family, field, account, now);
    var current =
        find(tx, organizationId, mode, family)
            .orElseThrow(() -> new Rejection.NoWallet(family, mode.text()).asException());
    if (current.xpub().equals(draft.xpub)) {
      throw refused(field, "This account is the organization's wallet already.");
    }
    tx.update("UPDATE wallet SET replaced_at = ? WHERE id = ?", now, current.id());
    return takenAgain(tx, draft).orElseGet(() -> insert(tx, field, draft));
  }

  /// Uses an account for new addresses from now on, as its owner decided.
  ///
  /// @param account as its owner wrote it
  /// @param replace whether it takes the place of the present wallet; otherwise there must be none
  /// @param addedBy the person or the system user who decides
  /// @throws Rejection.Refused as [#watch] and [#replace]
  public Wallet set(
      Tx tx,
      long organizationId,
      Mode mode,
      String family,
      String account,
      boolean replace,
      String addedBy,
      Instant now) {
    var field = Field.Admin.XPUB;
    var wallet =
        replace
            ? replace(tx, organizationId, mode, family, field, account, now)
            : watch(tx, organizationId, mode, family, field, account, now);
    tx.update("UPDATE wallet SET added_by = ? WHERE id = ?", addedBy, wallet.id());
    return wallet;
  }

  /// The values of a new wallet.
  private record Draft(
      long organizationId,
      Mode mode,
      String family,
      String xpub,
      Optional<KeyOrigin> origin,
      Optional<Long> seedId,
      Instant at) {}

  private Draft draft(
      long organizationId, Mode mode, String family, Field field, String account, Instant now) {
    var reason = format(family).refuseAccount(account, mode);
    if (reason.isPresent()) throw refused(field, reason.get().text());
    var xpub = format(family).normalAccount(account);
    return new Draft(
        organizationId, mode, family, xpub, KeyOrigin.in(account), Optional.empty(), now);
  }

  /// Creates a wallet from a new seed, which is stored sealed.
  ///
  /// @param words 12 or 24
  public Wallet generate(
      Tx tx, long organizationId, Mode mode, String family, int words, Instant now) {
    var mnemonic = Mnemonic.generate(random, words);
    var xpub = mnemonic.account(format(family).accountPath(mode));
    long seedId = vault.seal(tx, "seed", String.join(" ", mnemonic.words()).getBytes(UTF_8), now);
    var draft =
        new Draft(organizationId, mode, family, xpub, Optional.empty(), Optional.of(seedId), now);
    return insert(tx, Field.Admin.FAMILY, draft);
  }

  /// The seed phrase of a generated wallet; empty if the wallet is watch-only.
  public Optional<Mnemonic> reveal(Tx tx, Wallet wallet) {
    return wallet.seedId().map(id -> Mnemonic.parse(new String(vault.open(tx, id), UTF_8)));
  }

  /// Derives a new address of the wallet. It is watched from the commit of this transaction on.
  ///
  /// The wallet must be committed, and the caller must not have locked its row.
  public Watched derive(Tx tx, Wallet wallet, Instant now) {
    return derive(tx, wallet, tx.id("SELECT nextval('watched_address_id_seq') AS id"), now);
  }

  /// @param id of the new row, already drawn from its sequence
  public Watched derive(Tx tx, Wallet wallet, long id, Instant now) {
    long index = indexes.next(wallet.id());
    var address = format(wallet.family()).derive(wallet.xpub(), index);
    return addresses.add(tx, wallet, id, index, address, now);
  }

  /// The wallet that provides new addresses, cached for [#CACHE_TTL].
  ///
  /// @throws Rejection.Refused NoWallet, if the organization has none
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

  /// The wallet that provides new addresses, from the database.
  public Optional<Wallet> find(Tx tx, long organizationId, Mode mode, String family) {
    return tx.one(
        """
        SELECT * FROM wallet
        WHERE organization_id = ? AND mode = ? AND family = ? AND replaced_at IS NULL
        """,
        Wallets::wallet,
        organizationId,
        mode.text(),
        family);
  }

  /// All wallets of an organization, including replaced ones, by mode and family, oldest first.
  public List<Wallet> list(Tx tx, long organizationId) {
    return tx.list(
        "SELECT * FROM wallet WHERE organization_id = ? ORDER BY mode, family, id",
        Wallets::wallet,
        organizationId);
  }

  private static Optional<Wallet> takenAgain(Tx tx, Draft draft) {
    return tx.one(
        """
        UPDATE wallet SET replaced_at = NULL, origin = coalesce(?, origin)
        WHERE organization_id = ? AND mode = ? AND family = ? AND xpub = ?
        RETURNING *
        """,
        Wallets::wallet,
        draft.origin.map(KeyOrigin::text),
        draft.organizationId,
        draft.mode.text(),
        draft.family,
        draft.xpub);
  }

  /// Two transactions that add to one organization run one after the other.
  private static void requireRoom(Tx tx, Field field, long organizationId) {
    tx.one(
        "SELECT id FROM organization WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        organizationId);
    long count =
        tx.only(
            "SELECT count(*) AS n FROM wallet WHERE organization_id = ?",
            row -> row.number("n"),
            organizationId);
    if (count < MAX_WALLETS) return;
    throw refused(field, "The organization has " + MAX_WALLETS + " wallets, which is the maximum.");
  }

  private Wallet insert(Tx tx, Field field, Draft draft) {
    requireRoom(tx, field, draft.organizationId);
    return tx.one(
            """
            INSERT INTO wallet (organization_id, mode, family, xpub, origin, seed_id, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            RETURNING *
            """,
            Wallets::wallet,
            draft.organizationId,
            draft.mode.text(),
            draft.family,
            draft.xpub,
            draft.origin.map(KeyOrigin::text),
            draft.seedId,
            draft.at)
        .orElseThrow(() -> refused(field, conflict(tx, draft)));
  }

  private String conflict(Tx tx, Draft draft) {
    return find(tx, draft.organizationId, draft.mode, draft.family).isPresent()
        ? "The organization has a %s wallet for %s already."
            .formatted(draft.mode.text(), draft.family)
        : "This account is the wallet of another mode or organization already.";
  }

  private AddressFormat format(String family) {
    var format = formats.get(family);
    if (format == null) throw refused(Field.Admin.FAMILY, "There is no family " + family + ".");
    return format;
  }

  private static Rejection.Refused refused(Field field, String reason) {
    return new Rejection.InvalidField(field, reason).asException();
  }

  static Wallet wallet(Row row) throws SQLException {
    return new Wallet(
        row.number("id"),
        row.number("organization_id"),
        Mode.of(row.text("mode")),
        row.text("family"),
        row.text("xpub"),
        row.maybeText("origin").map(KeyOrigin::parse),
        row.maybeNumber("seed_id"),
        row.instant("created_at"),
        row.maybeInstant("replaced_at"));
  }
}
