package coffer.core.merchant;

import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;

/// The nonces of signed requests: each key may use a nonce once in 24 hours, on all nodes together.
public final class Nonces {
  /// The maximum length of a nonce, in characters.
  public static final int MAX_LENGTH = 128;

  private static final Duration KEPT = Duration.ofHours(24);

  private Nonces() {}

  /// Records a nonce in the transaction of its request. Waits while another transaction that uses
  /// the same nonce is running.
  ///
  /// @return false if the key has used it already
  public static boolean use(Tx tx, long keyId, String nonce, Instant now) {
    return tx.update(
            """
            INSERT INTO nonce AS n (key_id, nonce, at) VALUES (?, ?, ?)
            ON CONFLICT (key_id, nonce) DO UPDATE SET at = excluded.at WHERE n.at <= ?
            """,
            keyId,
            nonce,
            now,
            now.minus(KEPT))
        == 1;
  }

  /// Deletes nonces that may be used again.
  public static void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM nonce WHERE at <= ?", now.minus(KEPT));
  }
}
