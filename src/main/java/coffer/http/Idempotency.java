package coffer.http;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Db;
import coffer.db.Tx;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// The same request sent twice is done once. Its row is written first in the command's own
/// transaction: a twin waits on the unique key until that ends, and a refusal takes the row away
/// with everything else.
public final class Idempotency {
  private static final Duration TTL = Duration.ofHours(24);
  private static final int SWEEP = 10_000;

  private final InstantSource clock;

  public Idempotency(InstantSource clock) {
    this.clock = clock;
  }

  /// @param scope within which the key is unique: whose it is
  /// @param key what the client named the request, 1 to 255 characters
  /// @param hash of everything that the request says: SHA-256 in hex digits
  public record Request(String scope, String key, String hash) {
    public Request {
      if (key.isEmpty() || key.length() > 255 || key.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
        throw new Rejection.InvalidField(
                Field.Request.IDEMPOTENCY_KEY, "it has 1 to 255 printable ASCII characters")
            .asException();
      }
    }

    /// @param operation tells apart requests of one body: method and path
    public static Request of(String scope, String key, String operation, byte[] body) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(operation.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return new Request(scope, key, HexFormat.of().formatHex(digest.digest(body)));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java has SHA-256", e);
      }
    }
  }

  /// What a command made.
  ///
  /// @param objectId of the row that a replay will show
  public record Done<T>(long objectId, T answer) {}

  /// Runs the command, or, if it was run under this key before, shows its object as it is now.
  ///
  /// The command must use this transaction only: twins hold a connection each while they wait, so
  /// a command that waited for a second one could wait for them.
  ///
  /// @param objectType what the command makes: `invoice`
  /// @throws Rejection.Refused (IdempotencyConflict) if the key was used for another request
  public <T> T run(
      Tx tx,
      Request request,
      String objectType,
      Supplier<Done<T>> command,
      LongFunction<T> replay) {
    var now = clock.instant();
    // A row past its time counts as none, swept or not.
    int begun =
        tx.update(
            """
            INSERT INTO idempotency AS i (scope, key, request_hash, object_type, created_at)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash,
                object_type = excluded.object_type, object_id = NULL, created_at = excluded.created_at
            WHERE i.created_at <= ?
            """,
            request.scope(),
            request.key(),
            HexFormat.of().parseHex(request.hash()),
            objectType,
            now,
            now.minus(TTL));
    if (begun == 0) return replay.apply(before(tx, request, objectType));
    var done = command.get();
    tx.batch(
        "UPDATE idempotency SET object_id = ? WHERE scope = ? AND key = ?",
        done.objectId(),
        request.scope(),
        request.key());
    return done.answer();
  }

  private static long before(Tx tx, Request request, String objectType) {
    record Before(String hash, String type, long id) {}
    var before =
        tx.only(
            "SELECT request_hash, object_type, object_id FROM idempotency WHERE scope = ? AND key = ?",
            row ->
                new Before(
                    HexFormat.of().formatHex(row.bytes("request_hash")),
                    row.text("object_type"),
                    row.number("object_id")),
            request.scope(),
            request.key());
    boolean same = before.hash.equals(request.hash()) && before.type.equals(objectType);
    if (!same) throw new Rejection.IdempotencyConflict(request.key()).asException();
    return before.id;
  }

  /// Removes what is past its time, in steps, so that no transaction is long.
  ///
  /// @return how many rows were removed
  public int sweep(Db db) {
    int all = 0;
    for (int step = SWEEP; step == SWEEP; all += step) {
      step =
          db.tx(
              tx ->
                  tx.update(
                      """
                      DELETE FROM idempotency WHERE (scope, key) IN (
                        SELECT scope, key FROM idempotency WHERE created_at <= ?
                        ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)
                      """,
                      clock.instant().minus(TTL),
                      SWEEP));
    }
    return all;
  }
}
