package coffer.app.server;

import coffer.db.Db;
import coffer.db.PoolTimeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The database connections of one process, in separate pools. Requests have as many as configured;
/// workers have half as many in addition, at least 4.
///
/// @param db for workers and commands; requests cannot exhaust it
/// @param requests for requests, shared fairly among clients
/// @param indexes a small pool for allocating blocks of HD indexes
/// @param probe for health checks: queries answer within two seconds or fail
public record ConnectionPools(Db db, Db requests, Db indexes, Db probe) implements AutoCloseable {
  public static final int MIN_FOR_WORKERS = 4;

  /// Opens all pools, or none.
  ///
  /// @param address called for each new connection
  /// @param connections maximum for requests
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
