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

/// Executes a request that a client sends twice only once. The first statement of the command's
/// transaction inserts a row with the idempotency key. A concurrent duplicate waits on the unique
/// key until that transaction ends. If the command is rejected, the row is rolled back with
/// everything else.
public final class Idempotency {
  private static final Duration TTL = Duration.ofHours(24);
  private static final int SWEEP = 10_000;

  private final InstantSource clock;

  public Idempotency(InstantSource clock) {
    this.clock = clock;
  }

  /// @param scope the owner of the key; the key is unique within it
  /// @param key the idempotency key that the client sent, 1 to 255 printable ASCII characters
  /// @param hash SHA-256 of the whole request, in hex digits
  public record Request(String scope, String key, String hash) {
    public Request {
      if (key.isEmpty() || key.length() > 255 || key.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
        throw new Rejection.InvalidField(
                Field.Request.IDEMPOTENCY_KEY, "it has 1 to 255 printable ASCII characters")
            .asException();
      }
    }

    /// @param operation method and path; distinguishes requests with equal bodies
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

  /// The result of a command.
  ///
  /// @param objectId id of the object that a replay returns
  public record Done<T>(long objectId, T answer) {}

  /// Runs the command. If it already ran under this key, returns its object in the current state
  /// instead.
  ///
  /// The command must use this transaction only. Duplicates hold a connection each while they wait:
  /// a command that needed a second connection could wait for them, a deadlock.
  ///
  /// @param objectType type of the object that the command creates, for example `invoice`
  /// @throws Rejection.Refused (IdempotencyConflict) if the key was used for a different request
  public <T> T run(
      Tx tx,
      Request request,
      String objectType,
      Supplier<Done<T>> command,
      LongFunction<T> replay) {
    var now = clock.instant();
    // An expired row is overwritten, even if [#sweep] has not deleted it yet.
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

  /// Deletes expired rows, in batches, so that no transaction takes long.
  ///
  /// @return the number of deleted rows
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
