package coffer.core.listing;

import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Invoices;
import coffer.db.Args;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What moved at an address in one asset: payments, and what the owner moved. Leaves out dust on
/// invoices.
public final class AddressMovements {
  private static final String FROM =
      """
      FROM (
        SELECT id, kind, status FROM movement
        WHERE address_id = :address AND asset_id = :asset AND invoice_id IS NULL
        UNION ALL
        SELECT id, kind, status FROM movement
        WHERE invoice_id IN (SELECT invoice_id FROM assignment WHERE address_id = :address)
          AND NOT dust AND address_id = :address AND asset_id = :asset) m
      WHERE (kind = 'outflow') = coalesce(:out, kind = 'outflow') AND (:any OR status = ANY (:statuses))
      """;

  private final Invoices invoices;

  public AddressMovements(Invoices invoices) {
    this.invoices = invoices;
  }

  /// An address in one asset.
  ///
  /// @param addressId row id of the watched address
  public record Place(long addressId, int assetId) {}

  /// @param out true = only what left the address, false = only what arrived
  /// @param statuses empty = all
  public record Filter(Optional<Boolean> out, Set<PaymentStatus> statuses) {
    public static final Filter ALL = new Filter(Optional.empty(), Set.of());
  }

  /// @param out whether it left the address
  public record Moved(PaymentView payment, boolean out) {}

  public long count(Tx tx, Place place, Filter filter) {
    return tx.only("SELECT count(*) AS n " + FROM, row -> row.number("n"), args(place, filter));
  }

  /// Newest first.
  ///
  /// @param limit the maximum number of movements
  /// @param offset the number of movements before the page
  public List<Moved> page(Tx tx, Place place, Filter filter, long limit, long offset) {
    var out = new HashMap<Long, Boolean>();
    var ids =
        tx.list(
            "SELECT id, kind = 'outflow' AS out "
                + FROM
                + " ORDER BY id DESC LIMIT :limit OFFSET :offset",
            row -> {
              out.put(row.number("id"), row.bool("out"));
              return row.number("id");
            },
            args(place, filter).with("limit", limit).with("offset", offset));
    var payments = invoices.payments(tx, ids);
    var views = invoices.paymentViews(tx, payments);
    var moved = new HashMap<Long, Moved>();
    for (int i = 0; i < payments.size(); i++) {
      long id = payments.get(i).id();
      moved.put(id, new Moved(views.get(i), out.getOrDefault(id, false)));
    }
    return ids.stream().map(id -> Objects.requireNonNull(moved.get(id))).toList();
  }

  private static Args args(Place place, Filter filter) {
    return Args.of("address", place.addressId())
        .with("asset", place.assetId())
        .with("out", filter.out())
        .with("any", filter.statuses().isEmpty())
        .with("statuses", new Arr("text", filter.statuses()));
  }
}
