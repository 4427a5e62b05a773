package coffer.db;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Corrects the transaction numbers of rows (`xid8`) after a dump was restored into another
/// cluster. The counter of that cluster may be below the numbers in the rows: new rows would sort
/// before older ones, and a reader that stores its position would never see them.
///
/// The rows keep their numbers and their order, and stored positions stay valid. An offset
/// (`xid_offset`, see `current_xid()`) lifts the numbers of the cluster above those of all rows.
final class XidOffset {
  private static final Logger log = LoggerFactory.getLogger(XidOffset.class);

  private XidOffset() {}

  private record Column(String table, String name) {}

  /// Compares the counter with the rows, once for each cluster that the database is moved to.
  static void check(Tx tx) {
    long cluster =
        tx.only("SELECT system_identifier AS id FROM pg_control_system()", row -> row.number("id"));
    var known =
        tx.only(
            "SELECT cluster FROM xid_offset FOR UPDATE",
            row -> row.maybeNumber("cluster").filter(id -> id == cluster));
    if (known.isPresent()) return;
    var columns = columns(tx);
    // Open transactions use the old offset: wait until they have ended, and block new ones.
    for (var column : columns) {
      tx.update("LOCK TABLE " + column.table + " IN SHARE ROW EXCLUSIVE MODE");
    }
    long last = last(tx, columns);
    long behind = Math.max(0, last + 1 - next(tx));
    tx.update("UPDATE xid_offset SET value = value + ?, cluster = ?", behind, cluster);
    if (behind > 0) {
      log.warn(
          "the database was restored from the dump of another cluster: its transactions are counted"
              + " on from {}",
          last + 1);
    }
  }

  private static List<Column> columns(Tx tx) {
    return tx.list(
        """
        SELECT a.attrelid::regclass::text AS relation, quote_ident(a.attname) AS name
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.atttypid = 'xid8'::regtype AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
          AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'xid_offset'::regclass)
        ORDER BY 1, 2
        """,
        row -> new Column(row.text("relation"), row.text("name")));
  }

  /// The greatest transaction number in any row.
  private static long last(Tx tx, List<Column> columns) {
    long last = 0;
    for (var column : columns) {
      var sql = "SELECT max(%s)::text::bigint AS last FROM %s".formatted(column.name, column.table);
      last = Math.max(last, tx.only(sql, row -> row.maybeNumber("last").orElse(0L)));
    }
    return last;
  }

  /// The number of the next transaction, offset included, or a lower one.
  private static long next(Tx tx) {
    return tx.only(
        """
        SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint + value AS next FROM xid_offset
        """,
        row -> row.number("next"));
  }
}
