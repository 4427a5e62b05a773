package coffer.core.user;

import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import com.yubico.webauthn.RegisteredCredential;
import com.yubico.webauthn.data.ByteArray;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Passkeys of people: how they are made, and how a person proves with one who they are. Each takes
/// two steps: a question to the browser, and its answer within 5 minutes. A question counts once.
public final class Passkeys {
  public static final int MAX_PER_USER = 10;

  /// The most open questions to the browsers of one client address or network.
  public static final int MAX_OPEN = 50;

  /// How long a browser has to answer.
  public static final Duration CEREMONY = Duration.ofMinutes(5);

  public static final int MAX_NAME = 60;

  private final Optional<PasskeySite> site;

  public Passkeys(URI publicUrl) {
    this.site = PasskeySite.of(publicUrl);
  }

  /// Where passkeys work; empty if browsers have none for the address of this server.
  public Optional<PasskeySite> site() {
    return site;
  }

  /// What a person proves with a passkey.
  public enum Purpose {
    CREATE,
    SIGN_IN,
    CONFIRM;

    private String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// A question to a browser.
  ///
  /// @param token that the browser sends with the answer
  /// @param json what the browser shows to the device
  public record Question(AccessToken token, String json) {}

  /// The result of an attempt to keep a new passkey.
  public enum Kept {
    YES,
    /// the answer is not one to the question
    WRONG,
    /// the person has [#MAX_PER_USER]
    TOO_MANY
  }

  /// @param user who must answer; empty = whoever signs in
  /// @param client address or network of the browser
  /// @return empty if there are too many open questions, or no passkeys here
  public Optional<Question> ask(
      Tx tx, Purpose purpose, Optional<User> user, String client, Instant now) {
    if (site.isEmpty() || open(tx, client, now) >= MAX_OPEN) return Optional.empty();
    var verifier = new PasskeyVerifier(site.get());
    var keys = user.map(it -> keys(tx, it.id())).orElse(List.of());
    var question =
        switch (purpose) {
          case CREATE -> verifier.create(user.orElseThrow(), keys);
          case SIGN_IN, CONFIRM -> verifier.sign(user.map(User::publicId), keys);
        };
    var token = AccessToken.create();
    tx.update(
        """
        INSERT INTO passkey_request (token_hash, purpose, user_id, request, client, expires_at)
        VALUES (:hash, :purpose, :user, :request, :client, :expires)
        """,
        Args.of("hash", token.hash())
            .with("purpose", purpose.code())
            .with("user", user.map(User::id))
            .with("request", question.kept())
            .with("client", client)
            .with("expires", now.plus(CEREMONY)));
    return Optional.of(new Question(token, question.sent()));
  }

  private static int open(Tx tx, String client, Instant now) {
    return tx.only(
        """
        SELECT count(*)::integer AS n FROM (
          SELECT FROM passkey_request WHERE client = ? AND expires_at > ? LIMIT ?) open
        """,
        row -> row.integer("n"),
        client,
        now,
        MAX_OPEN);
  }

  /// Keeps the passkey that a browser made.
  ///
  /// @param answer JSON of the browser
  public Kept keep(Tx tx, User user, AccessToken token, String name, String answer, Instant now) {
    var question = take(tx, token, Purpose.CREATE, Optional.of(user.id()), now);
    var created = question.flatMap(it -> verifier().created(it, answer));
    if (created.isEmpty()) return Kept.WRONG;
    tx.only(
        "SELECT id FROM app_user WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        user.id());
    if (keys(tx, user.id()).size() >= MAX_PER_USER) return Kept.TOO_MANY;
    int kept =
        tx.update(
            """
            INSERT INTO passkey (public_id, user_id, credential_id, public_key, sign_count, name, created_at)
            VALUES (:public_id, :user, :credential, :key, :count, :name, :now)
            ON CONFLICT (credential_id) DO NOTHING
            """,
            Args.of("public_id", UUID.randomUUID())
                .with("user", user.id())
                .with("credential", created.get().getKeyId().getId().getBytes())
                .with("key", created.get().getPublicKeyCose().getBytes())
                .with("count", created.get().getSignatureCount())
                .with("name", name)
                .with("now", now));
    return kept == 1 ? Kept.YES : Kept.WRONG;
  }

  /// Checks an answer. The question is used up, whatever the answer is.
  ///
  /// @param user who must answer; empty = whoever signs in
  /// @param answer JSON of the browser
  /// @return row id of the person; empty if the answer is not one to the question
  public Optional<Long> check(
      Tx tx, Purpose purpose, Optional<User> user, AccessToken token, String answer, Instant now) {
    var question = take(tx, token, purpose, user.map(User::id), now);
    if (question.isEmpty()) return Optional.empty();
    var found =
        PasskeyVerifier.credentialId(answer)
            .flatMap(
                id ->
                    tx.one(
                        "SELECT id, user_id FROM passkey WHERE credential_id = ? FOR UPDATE",
                        row -> new Owned(row.number("id"), row.number("user_id")),
                        (Object) id))
            .filter(it -> user.isEmpty() || user.get().id() == it.userId);
    if (found.isEmpty()) return Optional.empty();
    var key = tx.only(KEYS + "k.id = ?", Passkeys::key, found.get().id);
    var signed = verifier().signed(question.get(), answer, key);
    signed.ifPresent(
        it ->
            tx.update(
                "UPDATE passkey SET sign_count = ?, used_at = ? WHERE id = ?",
                it.getSignatureCount(),
                now,
                found.get().id));
    return signed.map(_ -> found.get().userId);
  }

  private record Owned(long id, long userId) {}

  private static final String KEYS =
      """
      SELECT k.credential_id, k.public_key, k.sign_count, u.public_id AS user_id
      FROM passkey k JOIN app_user u ON u.id = k.user_id WHERE
      """;

  private PasskeyVerifier verifier() {
    return new PasskeyVerifier(site.orElseThrow());
  }

  private static Optional<String> take(
      Tx tx, AccessToken token, Purpose purpose, Optional<Long> user, Instant now) {
    return tx.one(
        """
        DELETE FROM passkey_request
        WHERE token_hash = ? AND purpose = ? AND user_id IS NOT DISTINCT FROM ?::bigint AND expires_at > ?
        RETURNING request
        """,
        row -> row.text("request"),
        token.hash(),
        purpose.code(),
        user,
        now);
  }

  private static List<RegisteredCredential> keys(Tx tx, long userId) {
    return tx.list(KEYS + "k.user_id = ?", Passkeys::key, userId);
  }

  private static RegisteredCredential key(Row row) throws SQLException {
    return RegisteredCredential.builder()
        .credentialId(new ByteArray(row.bytes("credential_id")))
        .userHandle(PasskeyVerifier.handle(row.uuid("user_id")))
        .publicKeyCose(new ByteArray(row.bytes("public_key")))
        .signatureCount(row.number("sign_count"))
        .build();
  }

  /// The passkeys of a person, oldest first.
  public List<Passkey> list(Tx tx, long userId) {
    return tx.list(
        "SELECT public_id, name, created_at, used_at FROM passkey WHERE user_id = ? ORDER BY id",
        row ->
            new Passkey(
                row.uuid("public_id"),
                row.text("name"),
                row.instant("created_at"),
                row.maybeInstant("used_at")),
        userId);
  }

  /// @return the name that it had; empty if the person has no such passkey
  public Optional<String> remove(Tx tx, long userId, UUID publicId) {
    return tx.one(
        "DELETE FROM passkey WHERE user_id = ? AND public_id = ? RETURNING name",
        row -> row.text("name"),
        userId,
        publicId);
  }

  /// Removes the questions that nobody answered in time.
  public void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM passkey_request WHERE expires_at < ?", now);
  }
}
