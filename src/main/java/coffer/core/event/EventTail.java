package coffer.core.event;

import coffer.core.BackgroundLoop;
import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells this node what any node committed: new events, each once, soon after. It reads by
/// transaction, up to the oldest one that is still running (`xid_horizon()`), never by the greatest
/// id: an id can become visible after a greater one.
public final class EventTail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventTail.class);
  private static final int PAGE = 1000;

  /// A new event, in brief: whoever needs more reads it.
  public record Seen(
      long id, UUID publicId, String type, Optional<Long> invoiceId, long projectId) {}

  private record Position(long tx, long id) {}

  private record Found(Position place, Seen seen) {}

  private final Db db;
  private final Duration interval;
  private final List<Consumer<List<Seen>>> listeners = new CopyOnWriteArrayList<>();
  private final BackgroundLoop loop = BackgroundLoop.of("event-tail", this::follow);
  private Position place;

  /// Begins with what is committed from now on.
  public EventTail(Db db, Duration interval) {
    this.db = db;
    this.interval = interval;
    this.place = new Position(db.tx(EventTail::horizon), 0);
  }

  /// @param listener called in order, on one thread: it hands on and does not wait
  public void listen(Consumer<List<Seen>> listener) {
    listeners.add(listener);
  }

  public EventTail start() {
    loop.start();
    return this;
  }

  private void follow() throws InterruptedException {
    if (poll() < PAGE) loop.pause(interval);
  }

  /// What keeps it from telling, in a few words; empty while it does.
  public Optional<String> problem() {
    return loop.problem();
  }

  /// Reads and tells one page.
  ///
  /// @return how many events there were
  int poll() {
    var found = db.tx(this::page);
    if (found.isEmpty()) return 0;
    place = found.getLast().place;
    var seen = found.stream().map(Found::seen).toList();
    for (var listener : listeners) {
      try {
        listener.accept(seen);
      } catch (RuntimeException | Error e) {
        log.error("a listener failed", e);
      }
    }
    return found.size();
  }

  private List<Found> page(Tx tx) {
    long horizon = horizon(tx);
    // A standby that was promoted may have lost what we saw last, and numbers on from before it.
    if (horizon < place.tx) place = new Position(horizon, 0);
    return tx.list(
        """
        SELECT tx::text::bigint AS tx, id, public_id, type, invoice_id, project_id FROM event
        WHERE (tx, id) > (?::text::xid8, ?) AND tx < ?::text::xid8
        ORDER BY event.tx, id LIMIT ?
        """,
        EventTail::found,
        String.valueOf(place.tx),
        place.id,
        String.valueOf(horizon),
        PAGE);
  }

  private static long horizon(Tx tx) {
    return tx.only("SELECT xid_horizon()::text::bigint AS horizon", row -> row.number("horizon"));
  }

  private static Found found(Row row) throws SQLException {
    return new Found(
        new Position(row.number("tx"), row.number("id")),
        new Seen(
            row.number("id"),
            row.uuid("public_id"),
            row.text("type"),
            row.maybeNumber("invoice_id"),
            row.number("project_id")));
  }

  @Override
  public void close() {
    loop.close();
  }
}
