package coffer.core.listing;

import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByPage.Order;
import coffer.core.listing.InvoicesByPage.Slice;
import coffer.core.listing.InvoicesByPage.Stage;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Selects the invoices of a project that a list contains.
///
/// Each sort order has an index that begins with project, status and progress. For each pair of
/// status and progress, the query reads only as many rows as the page needs, in index order, and
/// merges them.
record PageFilter(
    long projectId,
    Set<Stage> stages,
    Optional<Set<Integer>> assets,
    Optional<Instant> from,
    Optional<Instant> to) {

  /// An SQL text and its arguments, in order.
  private record Sql(StringBuilder text, List<@Nullable Object> args) {
    Sql() {
      this(new StringBuilder(), new ArrayList<>());
    }

    Sql add(String text, @Nullable Object... args) {
      this.text.append(text);
      this.args.addAll(Arrays.asList(args));
      return this;
    }
  }

  /// @param most stop counting at this number
  long count(Tx tx, long most) {
    var sql = new Sql().add("SELECT count(*) AS total FROM (");
    if (stages.isEmpty()) {
      where(sql.add("SELECT FROM invoice i")).add(" LIMIT ?", most);
    } else {
      wanted(sql.add("SELECT FROM "));
      whereWanted(sql.add(", LATERAL (SELECT FROM invoice i"))
          .add(" LIMIT ?) i LIMIT ?", most, most);
    }
    sql.add(") i");
    return tx.only(sql.text.toString(), row -> row.number("total"), sql.args.toArray());
  }

  /// The ids of the invoices of a page, in its order.
  List<Long> page(Tx tx, Slice slice) {
    var direction = slice.descending() ? " DESC" : " ASC";
    var sql = new Sql();
    if (stages.isEmpty() && slice.order() == Order.CREATED) {
      where(sql.add("SELECT i.id FROM invoice i"))
          .add(" ORDER BY i.created_at" + direction + ", i.id" + direction);
    } else {
      wanted(sql.add("SELECT p.id FROM ")).add(", LATERAL (");
      first(sql, slice, direction);
      sql.add(") p ORDER BY p.place" + direction + " NULLS LAST, p.id" + direction);
    }
    sql.add(" LIMIT ? OFFSET ?", slice.limit(), slice.offset());
    return tx.list(sql.text.toString(), row -> row.number("id"), sql.args.toArray());
  }

  /// Appends the query for the first invoices of one status and progress, up to the end of the
  /// page. The index has NULL values at one end; in lists they are always last.
  private void first(Sql sql, Slice slice, String direction) {
    var column = column(slice.order());
    var parts =
        switch (slice.order()) {
          case CREATED, UPDATED -> List.of("");
          case FIAT, COIN -> List.of(column + " IS NOT NULL", column + " IS NULL");
        };
    var between = "";
    for (var part : parts) {
      whereWanted(sql.add(between + "(SELECT i.id, " + column + " AS place FROM invoice i"))
          .add(part.isEmpty() ? "" : " AND " + part)
          .add(" ORDER BY " + column + direction + ", i.id" + direction)
          .add(" LIMIT ?)", slice.offset() + slice.limit());
      between = " UNION ALL ";
    }
  }

  private static String column(Order order) {
    return switch (order) {
      case CREATED -> "i.created_at";
      case UPDATED -> "i.updated_at";
      case FIAT -> "i.fiat";
      case COIN -> "i.coin";
    };
  }

  private Sql wanted(Sql sql) {
    var pairs = pairs().toList();
    return sql.add(
        "unnest(?::text[], ?::integer[]) AS wanted (status, progress)",
        new Arr("text", pairs.stream().map(Pair::status).toList()),
        new Arr("integer", pairs.stream().map(Pair::progress).toList()));
  }

  private record Pair(Status status, int progress) {}

  private Stream<Pair> pairs() {
    var all = stages.isEmpty() ? Arrays.stream(Status.values()).map(Stage::any) : stages.stream();
    return all.flatMap(
            stage -> stage.progress().mapToObj(progress -> new Pair(stage.status(), progress)))
        .distinct();
  }

  private Sql whereWanted(Sql sql) {
    return where(sql).add(" AND i.status = wanted.status AND i.progress = wanted.progress");
  }

  private Sql where(Sql sql) {
    sql.add(" WHERE i.project_id = ?", projectId);
    from.ifPresent(time -> sql.add(" AND i.created_at >= ?", time));
    to.ifPresent(time -> sql.add(" AND i.created_at < ?", time));
    assets.ifPresent(ids -> sql.add(" AND i.options && ?", new Arr("integer", ids)));
    return sql;
  }
}
