package coffer.db;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// What one node at a time should do. It only saves work: correctness never rests on it, for a node
/// that is paused may wake after its lease has run out.
///
/// @param holder this node
public record Lease(String name, UUID holder) {

  /// Takes the lease, or keeps it.
  ///
  /// @return whether it is ours until then
  public boolean take(Tx tx, Instant now, Duration length) {
    return tx.update(
            """
            INSERT INTO lease (name, holder, until) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
              WHERE lease.holder = excluded.holder OR lease.until < ?
            """,
            name,
            holder,
            now.plus(length),
            now)
        == 1;
  }

  /// Gives it back, so that another node need not wait.
  public void drop(Tx tx) {
    tx.update("DELETE FROM lease WHERE name = ? AND holder = ?", name, holder);
  }
}
