package coffer.core.merchant;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.Cidr;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.merchant.Principal.Owner;
import coffer.db.Args;
import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.db.Vault;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Creates, lists, revokes and recognizes API keys. A key is at least 128 random bits in the shape
/// of its dialect. The database keeps its SHA-256: for a value that cannot be guessed, a fast hash
/// is enough. Of a pair it keeps the public key, and the secret sealed: it must be read back to
/// check signatures.
public final class Keys {
  /// The longest name of a key, in characters.
  public static final int MAX_NAME = 200;

  private static final int HINT = 4;
  private static final int MAX_LENGTH = 256;
  // How long a revoked key may still work on other nodes.
  private static final Duration CACHE_TTL = Duration.ofSeconds(5);

  private final Db db;
  private final Merchants merchants;
  private final Vault vault;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final KeyUses uses;
  // Two caches, so that guesses do not evict valid keys. They contain only hashes, no key that is
  // sent, and the secrets of pairs.
  private final Cache<String, Known> known = cache();
  private final Cache<String, Boolean> unknown = cache();

  public Keys(Db db, Merchants merchants, InstantSource clock) {
    this.db = db;
    this.merchants = merchants;
    this.vault = merchants.vault();
    this.clock = clock;
    this.uses = new KeyUses(clock);
  }

  /// When keys were last used.
  public KeyUses uses() {
    return uses;
  }

  /// A key to create.
  ///
  /// @param shape of the dialect's keys of this kind
  /// @param project the only project that it gives access to; empty for an account key
  /// @param cidrs the client addresses that may use it; empty = all
  /// @param origins for a publishable key: the pages that may use it, `https://shop.example.com`,
  ///     or `*` for any
  /// @param name for people, at most 200 characters
  public record NewKey(
      ApiKey.Kind kind,
      String dialect,
      KeyShape shape,
      long organizationId,
      Optional<Project> project,
      Set<Scope> scopes,
      List<Cidr> cidrs,
      Set<String> origins,
      String name) {}

  /// A new key.
  ///
  /// @param text the key, or the public key of a pair. A key that is sent is stored nowhere and
  ///     cannot be shown again
  /// @param secret of a pair
  public record Created(ApiKey key, String text, Optional<String> secret) {
    @Override
    public String toString() {
      return "key " + key.hint();
    }
  }

  /// @param secret of a pair: the text that makes the signatures
  private record Known(Principal principal, List<Cidr> cidrs, Optional<byte[]> secret) {
    boolean from(InetAddress client) {
      return cidrs.isEmpty() || cidrs.stream().anyMatch(cidr -> cidr.contains(client));
    }
  }

  /// Creates a project's key on behalf of an account key. The new key has the maker's scopes, and
  /// works from the maker's client addresses or a part of them. So no key can create a more
  /// powerful one.
  ///
  /// @param shape of the new key
  /// @param cidrs the client addresses that may use it; empty = those of the maker
  /// @throws IllegalArgumentException if the addresses are not within the maker's
  public Created createAs(
      Tx tx, Principal maker, KeyShape shape, Project project, List<Cidr> cidrs, String name) {
    if (!maker.mayGrant(cidrs)) {
      throw new IllegalArgumentException("the addresses lie outside of the maker's");
    }
    var wanted =
        new NewKey(
            ApiKey.Kind.PROJECT,
            maker.dialect(),
            shape,
            maker.organizationId(),
            Optional.of(project),
            maker.scopes(),
            cidrs.isEmpty() ? maker.cidrs() : cidrs,
            Set.of(),
            name);
    return create(tx, wanted);
  }

  /// Creates a key. It opens simulated chains if the key gives access to a test project without
  /// them.
  ///
  /// @throws Rejection.Refused InvalidField, if the kind does not allow the project, scopes or
  ///     origins, or the name is not valid
  public Created create(Tx tx, NewKey wanted) {
    KeyRules.check(wanted);
    if (wanted.project().filter(project -> project.mode() == Mode.LIVE).isEmpty()) {
      merchants.openSandboxes(tx, wanted.organizationId());
    }
    var args =
        Args.of("organization_id", wanted.organizationId())
            .with("project_id", wanted.project().map(Project::id))
            .with("partner_id", Optional.empty())
            .with("mode", Optional.empty())
            .with("dialect", wanted.dialect())
            .with("kind", wanted.kind())
            .with(
                "scopes",
                new Arr("text", wanted.scopes().stream().map(Scope::text).sorted().toList()))
            .with("cidrs", new Arr("cidr", wanted.cidrs().stream().map(Cidr::toString).toList()))
            .with("origins", new Arr("text", wanted.origins().stream().sorted().toList()))
            .with("name", wanted.name());
    return create(tx, wanted.shape(), args);
  }

  /// Creates a key of a partner.
  ///
  /// @param mode of the projects whose keys the partner makes with it
  /// @param cidrs the client addresses that may use it; empty = all
  /// @throws Rejection.Refused InvalidField `NAME`
  public Created create(
      Tx tx,
      Partner partner,
      Mode mode,
      String dialect,
      KeyShape shape,
      List<Cidr> cidrs,
      String name) {
    KeyRules.checkName(name);
    var args =
        Args.of("organization_id", Optional.empty())
            .with("project_id", Optional.empty())
            .with("partner_id", partner.id())
            .with("mode", mode.text())
            .with("dialect", dialect)
            .with("kind", ApiKey.Kind.PARTNER)
            .with("scopes", new Arr("text", List.of()))
            .with("cidrs", new Arr("cidr", cidrs.stream().map(Cidr::toString).toList()))
            .with("origins", new Arr("text", List.of()))
            .with("name", name);
    return create(tx, shape, args);
  }

  private Created create(Tx tx, KeyShape wanted, Args owner) {
    var now = clock.instant();
    return switch (wanted) {
      case KeyShape.Sent shape -> {
        var text = shape.text(random);
        var hint = text.substring(0, shape.prefix().length() + HINT);
        yield new Created(
            insert(tx, owner, text, hint, Optional.empty(), now), text, Optional.empty());
      }
      case KeyShape.Pair shape -> {
        var text = KeyShape.Pair.text(shape.half(random));
        var secret = shape.half(random);
        var sealed = Optional.of(vault.seal(tx, "hmac", secret, now));
        var key = insert(tx, owner, text, text.substring(0, HINT), sealed, now);
        yield new Created(key, text, Optional.of(KeyShape.Pair.text(secret)));
      }
    };
  }

  /// @param secretId row id of the sealed secret of a pair
  private static ApiKey insert(
      Tx tx, Args owner, String text, String hint, Optional<Long> secretId, Instant now) {
    return tx.only(
        """
        INSERT INTO api_key (public_id, organization_id, project_id, partner_id, mode, dialect, kind,
            hash, hint, public_key, secret_id, scopes, cidrs, origins, name, created_at)
        VALUES (:public_id, :organization_id, :project_id, :partner_id, CAST(:mode AS mode), :dialect, :kind,
            :hash, :hint, :public_key, :secret_id, :scopes, :cidrs, :origins, :name, :created_at)
        RETURNING *, cidrs::text[] AS blocks
        """,
        Keys::key,
        owner
            .with("public_id", UUID.randomUUID())
            .with("hash", sha256(text))
            .with("hint", hint)
            .with("public_key", secretId.map(_ -> text))
            .with("secret_id", secretId)
            .with("created_at", now));
  }

  public List<ApiKey> list(Tx tx, long organizationId) {
    return tx.list(
        "SELECT *, cidrs::text[] AS blocks FROM api_key WHERE organization_id = ? ORDER BY id",
        Keys::key,
        organizationId);
  }

  /// Revokes a key for good: at once on this node, within seconds on the others.
  ///
  /// @throws Rejection.Refused NotFound `key`
  public ApiKey revoke(Tx tx, UUID publicId) {
    var key =
        tx.one(
                """
                UPDATE api_key SET revoked_at = coalesce(revoked_at, ?) WHERE public_id = ?
                RETURNING *, cidrs::text[] AS blocks
                """,
                Keys::key,
                clock.instant(),
                publicId)
            .orElseThrow(() -> new Rejection.NotFound("key", publicId.toString()).asException());
    tx.afterCommit(this::forget);
    return key;
  }

  /// Clears this node's cache of valid keys and their projects, so that they are read again.
  public void forget() {
    known.invalidateAll();
  }

  /// Finds the principal of a key that a request contains. A key that was checked within the last
  /// seconds costs no query. The public key of a pair is not enough: everybody may know it.
  ///
  /// @param client the address that the request comes from
  public Authentication authenticate(String text, InetAddress client) {
    return find(text)
        .filter(found -> found.secret.isEmpty())
        .map(found -> grant(found, client))
        .orElseGet(Authentication.Unknown::new);
  }

  /// Finds the principal of a signed message.
  ///
  /// @param publicKey of a pair
  /// @param signature HMAC-SHA256 of the message in lower-case hex digits; its key is the text of
  ///     the secret
  public Authentication authenticate(
      String publicKey, byte[] message, String signature, InetAddress client) {
    var found = find(publicKey).filter(known -> known.secret.isPresent());
    if (found.isEmpty()) return new Authentication.Unknown();
    var expected = HmacSha256.hex(found.get().secret.orElseThrow(), message);
    boolean right = MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8));
    return right ? grant(found.get(), client) : new Authentication.WrongSignature();
  }

  /// The signature that a message should have; empty if there is no pair with this public key.
  public Optional<String> sign(String publicKey, byte[] message) {
    return find(publicKey).flatMap(Known::secret).map(secret -> HmacSha256.hex(secret, message));
  }

  /// A pair of a project and a dialect that is not revoked.
  public Optional<Principal.Pair> pair(Tx tx, Project project, String dialect, String publicKey) {
    return tx.one(
        """
        SELECT public_key, secret_id FROM api_key
        WHERE hash = ? AND public_key IS NOT NULL AND project_id = ? AND dialect = ? AND revoked_at IS NULL
        """,
        row -> new Principal.Pair(row.text("public_key"), row.number("secret_id")),
        sha256(publicKey),
        project.id(),
        dialect);
  }

  /// The note on a pair.
  public Optional<String> nameOfPair(Tx tx, String publicKey) {
    return tx.one(
        "SELECT name FROM api_key WHERE hash = ? AND public_key IS NOT NULL",
        row -> row.text("name"),
        sha256(publicKey));
  }

  private static Authentication grant(Known found, InetAddress client) {
    return found.from(client)
        ? new Authentication.Granted(found.principal)
        : new Authentication.WrongAddress();
  }

  private Optional<Known> find(String text) {
    if (text.length() > MAX_LENGTH) return Optional.empty();
    var hash = sha256(text);
    var name = HexFormat.of().formatHex(hash);
    var cached = known.getIfPresent(name);
    if (cached != null) return Optional.of(cached);
    if (unknown.getIfPresent(name) != null) return Optional.empty();
    var read = db.tx(tx -> read(tx, hash));
    read.ifPresentOrElse(it -> known.put(name, it), () -> unknown.put(name, true));
    return read;
  }

  private Optional<Known> read(Tx tx, byte[] hash) {
    return tx.one(
        """
            SELECT k.*, k.cidrs::text[] AS blocks, o.public_id AS organization
            FROM api_key k LEFT JOIN organization o ON o.id = k.organization_id
            WHERE k.hash = ? AND k.revoked_at IS NULL
            """,
        row -> known(tx, row),
        hash);
  }

  private Known known(Tx tx, Row row) throws SQLException {
    var key = key(row);
    var secretId = row.maybeNumber("secret_id");
    var principal =
        new Principal(
            key.id(),
            key.kind(),
            key.dialect(),
            owner(tx, key.kind(), row),
            key.scopes(),
            key.cidrs(),
            key.origins(),
            secretId.map(id -> new Principal.Pair(key.publicKey().orElseThrow(), id)));
    var secret = secretId.map(id -> KeyShape.Pair.text(vault.open(tx, id)).getBytes(UTF_8));
    return new Known(principal, key.cidrs(), secret);
  }

  private Owner owner(Tx tx, ApiKey.Kind kind, Row row) throws SQLException {
    return switch (kind) {
      case ACCOUNT ->
          new Owner.OfOrganization(row.number("organization_id"), row.uuid("organization"));
      case PROJECT, PUBLISHABLE ->
          new Owner.OfProject(
              merchants.project(tx, row.number("project_id")).orElseThrow(),
              row.uuid("organization"));
      case PARTNER -> new Owner.OfPartner(row.number("partner_id"), Mode.of(row.text("mode")));
    };
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder().expireAfterWrite(CACHE_TTL).maximumSize(10_000).build();
  }

  static ApiKey key(Row row) throws SQLException {
    return new ApiKey(
        row.number("id"),
        row.uuid("public_id"),
        row.maybeNumber("project_id"),
        row.text("dialect"),
        row.name("kind", ApiKey.Kind.class),
        row.text("hint"),
        row.maybeText("public_key"),
        row.texts("scopes").stream().map(Scope::of).collect(Collectors.toUnmodifiableSet()),
        row.texts("blocks").stream().map(Cidr::parse).toList(),
        Set.copyOf(row.texts("origins")),
        row.text("name"),
        row.instant("created_at"),
        row.maybeInstant("revoked_at"));
  }
}
