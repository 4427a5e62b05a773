package coffer.db;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// The right of one node to do something until a time. It only saves work: correctness must not
/// depend on it, because a paused node may wake up after its lease has expired.
///
/// @param name of what the holder does
/// @param holder this node
public record Lease(String name, UUID holder) {

  /// Takes or extends the lease.
  ///
  /// @return whether this node holds it until `now` + `length`
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

  /// Gives the lease back, so that another node need not wait.
  public void drop(Tx tx) {
    tx.update("DELETE FROM lease WHERE name = ? AND holder = ?", name, holder);
  }
}
