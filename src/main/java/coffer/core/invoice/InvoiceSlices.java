package coffer.core.invoice;

import coffer.core.chain.Chains;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A project's invoices by the number of the page, for APIs that count theirs: how many there are
/// is told with each page, and what stands before it is read past. [InvoiceLists] costs the same
/// however many there are.
public final class InvoiceSlices {
  private final InvoiceStore store;
  private final InvoiceViews views;
  private final InstantSource clock;

  public InvoiceSlices(Chains chains, InstantSource clock) {
    this.store = new InvoiceStore(chains);
    this.views = new InvoiceViews(chains);
    this.clock = clock;
  }

  /// How an invoice stands, as far as it matters to somebody.
  ///
  /// @param seen whether something was seen of it; empty = either
  /// @param confirmed whether something of it is confirmed; empty = either
  public record Stage(Status status, Optional<Boolean> seen, Optional<Boolean> confirmed) {}

  public enum Order {
    CREATED,
    UPDATED,
    /// the price, where it is in no coin, else what the merchant stated; those without one come
    /// last
    FIAT,
    /// what is due in the coin quoted last, or a price in the first coin that was never quoted; the
    /// others come last
    COIN
  }

  /// @param stages empty = all
  /// @param assets ids of those it can be paid in; empty = any
  /// @param from created at or after
  /// @param to created before
  /// @param stated the key of `meta` under which a fiat amount was stated beside a price in a coin
  /// @param limit 1 or more
  /// @param offset how many come before, 0 or more
  public record Slice(
      Set<Stage> stages,
      Optional<Set<Integer>> assets,
      Optional<Instant> from,
      Optional<Instant> to,
      Order order,
      boolean descending,
      String stated,
      int limit,
      long offset) {}

  /// @param total of all pages together
  public record Found(List<InvoiceView> views, long total) {}

  public Found find(Tx tx, long projectId, Slice slice) {
    var args = new ArrayList<@Nullable Object>();
    var where = where(projectId, slice, args);
    var total =
        tx.only(
            "SELECT count(*) AS total FROM invoice i" + where,
            row -> row.number("total"),
            args.toArray());
    if (slice.offset >= total) return new Found(List.of(), total);
    var direction = slice.descending ? " DESC" : " ASC";
    var sql =
        "SELECT i.id FROM invoice i"
            + where
            + " ORDER BY "
            + by(slice, args)
            + direction
            + " NULLS LAST, i.id"
            + direction
            + " LIMIT ? OFFSET ?";
    args.add(slice.limit);
    args.add(slice.offset);
    var ids = tx.list(sql, row -> row.number("id"), args.toArray());
    return new Found(views(tx, ids), total);
  }

  private static String where(long projectId, Slice slice, List<@Nullable Object> args) {
    var where = new StringBuilder(" WHERE i.project_id = ?");
    args.add(projectId);
    slice.from.ifPresent(
        from -> {
          where.append(" AND i.created_at >= ?");
          args.add(from);
        });
    slice.to.ifPresent(
        to -> {
          where.append(" AND i.created_at < ?");
          args.add(to);
        });
    slice.assets.ifPresent(
        assets -> {
          where.append(" AND i.options && ?");
          args.add(new Arr("integer", assets));
        });
    if (!slice.stages.isEmpty()) {
      var stages = slice.stages.stream().map(stage -> stage(stage, args));
      where.append(stages.collect(Collectors.joining(" OR ", " AND (", ")")));
    }
    return where.toString();
  }

  private static String stage(Stage stage, List<@Nullable Object> args) {
    args.add(stage.status);
    return "(i.status = ?" + sum("seen", stage.seen) + sum("confirmed", stage.confirmed) + ")";
  }

  private static String sum(String name, Optional<Boolean> there) {
    return there
        .map(is -> " AND (i.standing->>'" + name + "')::numeric " + (is ? "> 0" : "= 0"))
        .orElse("");
  }

  private static String by(Slice slice, List<@Nullable Object> args) {
    return switch (slice.order) {
      case CREATED -> "i.created_at";
      case UPDATED -> "i.updated_at";
      case FIAT -> {
        args.addAll(List.of(slice.stated, slice.stated));
        yield """
        CASE WHEN NOT EXISTS (SELECT FROM asset a WHERE a.id = ANY (i.options) AND a.code = i.price_currency)
          THEN i.price_units / 1e8
          WHEN i.meta->>? ~ '^[0-9]{1,18}([.][0-9]{1,18})?$' THEN (i.meta->>?)::numeric END
        """;
      }
      case COIN ->
          """
          COALESCE(
            (SELECT q.due / power(10::numeric, a.decimals) FROM quote q JOIN asset a ON a.id = q.asset_id
             WHERE q.invoice_id = i.id ORDER BY q.id DESC LIMIT 1),
            (SELECT i.price_units / 1e8 FROM asset a WHERE a.id = i.options[1] AND a.code = i.price_currency))
          """;
    };
  }

  private List<InvoiceView> views(Tx tx, List<Long> ids) {
    var now = clock.instant();
    var found = new HashMap<Long, InvoiceView>();
    for (var dossier : store.load(tx, ids)) {
      found.put(dossier.invoice().id(), views.view(dossier, dossier.standing(now), now));
    }
    return ids.stream().map(id -> Objects.requireNonNull(found.get(id))).toList();
  }
}
