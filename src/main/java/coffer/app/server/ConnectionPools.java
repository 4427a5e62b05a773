package coffer.app.server;

import coffer.db.Db;
import coffer.db.PoolTimeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The connections of one process to the database, by who may use them. Requests have as many as
/// are configured, workers half as many beside them.
///
/// @param db for workers and commands: requests cannot take its connections
/// @param requests shared out among those who ask
/// @param indexes the small pool that blocks of HD indexes are taken from
/// @param probe asked how things are: it answers within two seconds, or fails
public record ConnectionPools(Db db, Db requests, Db indexes, Db probe) implements AutoCloseable {
  public static final int MIN_FOR_WORKERS = 4;

  /// Opens all of them, or none.
  ///
  /// @param address asked for each new connection
  /// @param connections for requests
  /// @throws RuntimeException if the database cannot be reached within 30 s
  static ConnectionPools open(Supplier<Db.Address> address, int connections) {
    var opened = new ArrayList<Db>();
    try {
      opened.add(Db.open(address, Math.max(MIN_FOR_WORKERS, connections / 2), PoolTimeouts.NODE));
      opened.add(Db.shared(address, connections));
      opened.add(Db.open(address, 2, PoolTimeouts.NODE));
      opened.add(Db.open(address, 2, PoolTimeouts.PROBE));
      return new ConnectionPools(opened.get(0), opened.get(1), opened.get(2), opened.get(3));
    } catch (RuntimeException | Error e) {
      close(opened);
      throw e;
    }
  }

  @Override
  public void close() {
    close(List.of(db, requests, indexes, probe));
  }

  private static void close(List<Db> opened) {
    opened.reversed().forEach(Db::close);
  }
}
