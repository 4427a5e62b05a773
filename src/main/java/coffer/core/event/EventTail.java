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

/// Notifies this node of the events that any node commits: each new event once, soon after its
/// commit. Reads by transaction, up to the oldest one that is still running (`xid_horizon()`),
/// never by the greatest id: an id can become visible after a greater one.
public final class EventTail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventTail.class);
  private static final int PAGE = 1000;

  /// The main fields of a new event. A listener that needs more reads the event.
  public record Seen(
      long id, UUID publicId, String type, Optional<Long> invoiceId, long projectId) {}

  private record Position(long tx, long id) {}

  private record Found(Position position, Seen seen) {}

  private final Db db;
  private final Duration interval;
  private final List<Consumer<List<Seen>>> listeners = new CopyOnWriteArrayList<>();
  private final BackgroundLoop loop = BackgroundLoop.of("event-tail", this::follow);
  private Position position;

  /// Starts with the events that are committed from now on.
  public EventTail(Db db, Duration interval) {
    this.db = db;
    this.interval = interval;
    this.position = new Position(db.tx(EventTail::horizon), 0);
  }

  /// @param listener gets the events in order, on one thread; must not block
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

  /// Why events are not reported, in a few words; empty if they are.
  public Optional<String> problem() {
    return loop.problem();
  }

  /// Reads one page and passes it to the listeners.
  ///
  /// @return the number of events
  int poll() {
    var found = db.tx(this::page);
    if (found.isEmpty()) return 0;
    position = found.getLast().position;
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
    // A promoted standby may lack the transactions that we saw last, and assigns their numbers
    // again.
    if (horizon < position.tx) position = new Position(horizon, 0);
    return tx.list(
        """
        SELECT tx::text::bigint AS tx, id, public_id, type, invoice_id, project_id FROM event
        WHERE (tx, id) > (?::text::xid8, ?) AND tx < ?::text::xid8
        ORDER BY event.tx, id LIMIT ?
        """,
        EventTail::found,
        String.valueOf(position.tx),
        position.id,
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
